# Headers of vendor libraries: found at build time, never linked. HAVE_X says that the typed table
# of symbols could be made; without it the backend is listed as unavailable, with that reason.
find_path(CURAND_INCLUDE curand.h PATHS /usr/local/cuda/include /usr/include PATH_SUFFIXES include)
if(CURAND_INCLUDE)
  message(STATUS "cuRAND headers: ${CURAND_INCLUDE}")
  target_include_directories(room_platform SYSTEM PUBLIC ${CURAND_INCLUDE})
  target_compile_definitions(room_platform PUBLIC HAVE_CURAND_HEADER)
endif()

find_path(OPENCL_INCLUDE CL/cl.h PATHS /usr/local/cuda/include /opt/rocm/include)
if(OPENCL_INCLUDE)
  message(STATUS "OpenCL headers: ${OPENCL_INCLUDE}")
  target_include_directories(room_platform SYSTEM PUBLIC ${OPENCL_INCLUDE})
  target_compile_definitions(room_platform PUBLIC HAVE_OPENCL_HEADER)
else() # opencl.c alone, which says so
  file(GLOB parts ${CMAKE_SOURCE_DIR}/host/backends/opencl_*.c)
  set_source_files_properties(${parts} PROPERTIES HEADER_FILE_ONLY ON)
endif()
