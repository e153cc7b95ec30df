# Headers of vendor libraries: found at build time, never linked. HAVE_X says that the typed table
# of symbols could be made; without it the backend is listed as unavailable, with that reason.
set(CUDA_TOOLKIT "" CACHE PATH "A CUDA toolkit, or the folder of its parts from PyPI")
option(CUDA "Use the CUDA toolkit where there is one" ON)
option(OPENCL "Use OpenCL's headers where there are any" ON)
set(cuda_folders ${CUDA_TOOLKIT} /usr/local/cuda /opt/cuda)

# vendor_header(CUDA CURAND curand.h): CURAND_INCLUDE, and HAVE_CURAND_HEADER for the C files, unless
# the option CUDA is off.
function(vendor_header option vendor header)
  if(NOT ${option})
    unset(${vendor}_INCLUDE CACHE)
    return()
  endif()
  find_path(${vendor}_INCLUDE ${header} HINTS ${ARGN} PATH_SUFFIXES include)
  if(${vendor}_INCLUDE)
    message(STATUS "${header}: ${${vendor}_INCLUDE}")
    target_include_directories(room_platform SYSTEM PUBLIC ${${vendor}_INCLUDE})
    target_compile_definitions(room_platform PUBLIC HAVE_${vendor}_HEADER)
  endif()
endfunction()

vendor_header(CUDA CUDA cuda.h ${cuda_folders})
vendor_header(CUDA CURAND curand.h ${cuda_folders})
vendor_header(CUDA NVML nvml.h ${cuda_folders})
if(CURAND_INCLUDE) # where the library lies that belongs to the header
  get_filename_component(folder ${CURAND_INCLUDE}/../lib REALPATH)
  target_compile_definitions(room_backends PRIVATE CURAND_FOLDER="${folder}")
endif()

# only(FOLDER files…): of host/backends/FOLDER these files alone are compiled, which say that the
# header was missing.
function(only folder)
  file(GLOB others ${CMAKE_SOURCE_DIR}/host/backends/${folder}/*.c)
  list(TRANSFORM ARGN PREPEND ${CMAKE_SOURCE_DIR}/host/backends/${folder}/)
  list(REMOVE_ITEM others ${ARGN})
  set_source_files_properties(${others} PROPERTIES HEADER_FILE_ONLY ON)
endfunction()

if(NOT CUDA_INCLUDE)
  only(cuda curand.c kernel.c)
endif()

vendor_header(OPENCL OPENCL CL/cl.h ${cuda_folders} /opt/rocm)
if(NOT OPENCL_INCLUDE)
  only(opencl opencl.c)
endif()
