# The text of the OpenCL kernels, embedded in room backends.
file(GLOB kernel_files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/opencl/*.cl
                                         ${CMAKE_SOURCE_DIR}/device/*.h)
set(kernel_text ${generated}/opencl_fill_text.c)
add_custom_command(OUTPUT ${kernel_text}
  COMMAND ${CMAKE_COMMAND} -DSOURCE=${CMAKE_SOURCE_DIR} -DFILE=opencl/fill.cl
          -DNAME=opencl_fill_text -DOUTPUT=${kernel_text} -P ${CMAKE_SOURCE_DIR}/cmake/embed.cmake
  DEPENDS ${kernel_files} ${CMAKE_SOURCE_DIR}/cmake/embed.cmake VERBATIM)
target_sources(room_backends PRIVATE ${kernel_text})
