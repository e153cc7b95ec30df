# The CUDA kernels: compiled by nvcc to PTX and machine code for each architecture it knows of
# these, and embedded in room backends. Without nvcc, cuda-kernel is listed as unavailable.
set(CUDA_ARCHITECTURES_WANTED 75 80 86 89 90 100 103 120)
if(NOT CUDA)
  unset(NVCC CACHE)
  return()
endif()

find_program(NVCC nvcc HINTS ${CUDA_TOOLKIT} /usr/local/cuda /opt/cuda PATH_SUFFIXES bin)
if(NVCC AND NOT DEFINED NVCC_WORKS) # it needs a C++ compiler that it knows
  execute_process(COMMAND ${NVCC} -std=c++17 -ptx -I. -o /dev/null device/fill.cu
                  WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} RESULT_VARIABLE failed ERROR_VARIABLE complaint OUTPUT_QUIET)
  if(failed)
    message(WARNING "${NVCC} does not work here, so cuda-kernel is left out:\n${complaint}")
  else()
    set(NVCC_WORKS TRUE CACHE INTERNAL "nvcc compiles the kernels")
  endif()
endif()
if(NOT NVCC OR NOT NVCC_WORKS)
  return()
endif()
execute_process(COMMAND ${NVCC} --list-gpu-arch OUTPUT_VARIABLE known ERROR_QUIET)
execute_process(COMMAND ${NVCC} --version OUTPUT_VARIABLE version ERROR_QUIET)
string(REGEX MATCH "V([0-9.]+)" version "${version}")
set(NVCC_VERSION ${CMAKE_MATCH_1})
message(STATUS "nvcc: ${NVCC} ${NVCC_VERSION}")

set(CUDA_ARCHITECTURES_BUILT "") # those that this nvcc knows
foreach(architecture ${CUDA_ARCHITECTURES_WANTED})
  if(known MATCHES "compute_${architecture}\n")
    list(APPEND CUDA_ARCHITECTURES_BUILT ${architecture})
  endif()
endforeach()

set(kernels ${CMAKE_BINARY_DIR}/kernels)
file(MAKE_DIRECTORY ${kernels})
# nvcc hands its arguments to a shell as they are, so it gets no path that may have a quote in it.
file(RELATIVE_PATH kernels_from_here ${CMAKE_SOURCE_DIR} ${kernels})
set(tables "")
set(CUDA_IMAGES "") # for the tests
file(GLOB device_headers CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/device/*.h)

# kernel_images(NAME): the kernels of device/NAME.cu, and the table cuda_NAME_images of them.
function(kernel_images name)
  set(rows "")
  foreach(architecture ${CUDA_ARCHITECTURES_BUILT})
    set(variable ${name}_${architecture})
    set(image ${kernels}/${variable})
    add_custom_command(OUTPUT ${image}.ptx
      COMMAND ${NVCC} -std=c++17 -ptx -arch=compute_${architecture} -I. device/${name}.cu
              -o ${kernels_from_here}/${variable}.ptx
      WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}
      DEPENDS ${CMAKE_SOURCE_DIR}/device/${name}.cu ${device_headers} VERBATIM)
    add_custom_command(OUTPUT ${image}.cubin
      COMMAND ${NVCC} -cubin -arch=sm_${architecture} ${variable}.ptx -o ${variable}.cubin
      WORKING_DIRECTORY ${kernels} DEPENDS ${image}.ptx VERBATIM)
    list(APPEND CUDA_IMAGES ${image}.ptx ${image}.cubin)
    string(APPEND tables "EMBED(cuda_${variable}_code, \"${image}.cubin\")\n"
                         "EMBED(cuda_${variable}_text, \"${image}.ptx\")\n")
    string(APPEND rows "    {${architecture}, cuda_${variable}_code, "
                       "(const char *)cuda_${variable}_text},\n")
  endforeach()
  string(APPEND tables "\nconst struct cuda_image cuda_${name}_images[] = {\n${rows}"
                       "    {0, NULL, NULL},\n};\n\n")
  set(tables "${tables}" PARENT_SCOPE)
  set(CUDA_IMAGES ${CUDA_IMAGES} PARENT_SCOPE)
endfunction()
kernel_images(fill)
kernel_images(mt19937)

file(CONFIGURE OUTPUT ${generated}/cuda_images.c CONTENT [[
// The kernels of device/*.cu: files as they are, each with a zero behind it.
#include "backends/cuda/images.h"

#include <stddef.h>

#define EMBED(name, file)                                                                          \
    __asm__(".section .rodata\n.balign 64\n.globl " #name "\n" #name ":\n.incbin \"" file          \
            "\"\n.byte 0\n.previous\n");                                                           \
    extern const unsigned char name[];

@tables@const char cuda_images_compiler[] = "nvcc @NVCC_VERSION@";
]] @ONLY)
set_source_files_properties(${generated}/cuda_images.c PROPERTIES OBJECT_DEPENDS "${CUDA_IMAGES}")
target_sources(room_backends PRIVATE ${generated}/cuda_images.c)
target_compile_definitions(room_backends PRIVATE HAVE_NVCC)
