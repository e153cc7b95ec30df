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
set(declarations "")
set(rows "")
set(CUDA_IMAGES "") # for the tests
set(CUDA_ARCHITECTURES_BUILT "")
foreach(architecture ${CUDA_ARCHITECTURES_WANTED})
  if(NOT known MATCHES "compute_${architecture}\n")
    continue()
  endif()
  set(name ${kernels}/fill_${architecture})
  add_custom_command(OUTPUT ${name}.ptx
    COMMAND ${NVCC} -std=c++17 -ptx -arch=compute_${architecture} -I${CMAKE_SOURCE_DIR}
            ${CMAKE_SOURCE_DIR}/device/fill.cu -o ${name}.ptx
    DEPENDS ${CMAKE_SOURCE_DIR}/device/fill.cu ${CMAKE_SOURCE_DIR}/device/philox.h
            ${CMAKE_SOURCE_DIR}/device/dialect.h)
  add_custom_command(OUTPUT ${name}.cubin
    COMMAND ${NVCC} -cubin -arch=sm_${architecture} ${name}.ptx -o ${name}.cubin
    DEPENDS ${name}.ptx)
  list(APPEND CUDA_IMAGES ${name}.ptx ${name}.cubin)
  list(APPEND CUDA_ARCHITECTURES_BUILT ${architecture})
  string(APPEND declarations "EMBED(cuda_cubin_${architecture}, \"${name}.cubin\")\n"
                             "EMBED(cuda_ptx_${architecture}, \"${name}.ptx\")\n")
  string(APPEND rows "    {${architecture}, cuda_cubin_${architecture}, "
                     "(const char *)cuda_ptx_${architecture}},\n")
endforeach()

file(CONFIGURE OUTPUT ${generated}/cuda_images.c CONTENT [[
// The kernels of device/fill.cu: files as they are, each with a zero behind it.
#include "backends/cuda_images.h"

#include <stddef.h>

#define EMBED(name, file)                                                                          \
    __asm__(".section .rodata\n.balign 64\n.globl " #name "\n" #name ":\n.incbin \"" file          \
            "\"\n.byte 0\n.previous\n");                                                           \
    extern const unsigned char name[];

@declarations@
const struct cuda_image cuda_images[] = {
@rows@    {0, NULL, NULL},
};
const char cuda_images_compiler[] = "nvcc @NVCC_VERSION@";
]] @ONLY)
set_source_files_properties(${generated}/cuda_images.c PROPERTIES OBJECT_DEPENDS "${CUDA_IMAGES}")
target_sources(room_backends PRIVATE ${generated}/cuda_images.c)
target_compile_definitions(room_backends PRIVATE HAVE_NVCC)
