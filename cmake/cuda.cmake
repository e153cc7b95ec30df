# The CUDA kernels: compiled by nvcc to PTX and machine code for each architecture it knows of
# these, and embedded in room backends. Without nvcc, cuda-kernel is listed as unavailable.
set(CUDA_ARCHITECTURES_WANTED 75 80 86 89 90 100 120)
if(NOT CUDA)
  unset(NVCC CACHE)
  return()
endif()

find_program(NVCC nvcc HINTS ${CUDA_TOOLKIT} /usr/local/cuda /opt/cuda PATH_SUFFIXES bin)
if(NVCC AND NOT DEFINED NVCC_WORKS) # it needs a C++ compiler that it knows
  execute_process(COMMAND ${NVCC} -std=c++17 -ptx -I${CMAKE_SOURCE_DIR} -o /dev/null
                          ${CMAKE_SOURCE_DIR}/device/fill.cu
                  RESULT_VARIABLE failed ERROR_VARIABLE complaint OUTPUT_QUIET)
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

set(kernels ${CMAKE_BINARY_DIR}/kernels)
file(MAKE_DIRECTORY ${kernels})
set(tables "")
set(CUDA_IMAGES "") # for the tests
file(GLOB device_headers CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/device/*.h)

# kernel_images(NAME): the kernels of device/NAME.cu, and the table cuda_NAME_images of them.
function(kernel_images name)
  set(rows "")
  foreach(architecture ${CUDA_ARCHITECTURES_WANTED})
    if(NOT known MATCHES "compute_${architecture}\n")
      continue()
    endif()
    set(source ${CMAKE_SOURCE_DIR}/device/${name}.cu)
    set(image ${kernels}/${name}_${architecture})
    add_custom_command(OUTPUT ${image}.ptx
      COMMAND ${NVCC} -std=c++17 -ptx -arch=compute_${architecture} -I${CMAKE_SOURCE_DIR} ${source}
              -o ${image}.ptx
      DEPENDS ${source} ${device_headers})
    add_custom_command(OUTPUT ${image}.cubin
      COMMAND ${NVCC} -cubin -arch=sm_${architecture} ${image}.ptx -o ${image}.cubin
      DEPENDS ${image}.ptx)
    list(APPEND CUDA_IMAGES ${image}.ptx ${image}.cubin)
    set(variable cuda_${name}_${architecture})
    string(APPEND tables "EMBED(${variable}_code, \"${image}.cubin\")\n"
                         "EMBED(${variable}_text, \"${image}.ptx\")\n")
    string(APPEND rows "    {${architecture}, ${variable}_code, (const char *)${variable}_text},\n")
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
