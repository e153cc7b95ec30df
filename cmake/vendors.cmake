# Headers of vendor libraries: found at build time, never linked. HAVE_X says that the typed table
# of symbols could be made; without it the backend is listed as unavailable, with that reason.
find_path(CURAND_INCLUDE curand.h PATHS /usr/local/cuda/include /usr/include PATH_SUFFIXES include)
if(CURAND_INCLUDE)
  message(STATUS "cuRAND headers: ${CURAND_INCLUDE}")
  target_include_directories(room_platform SYSTEM PUBLIC ${CURAND_INCLUDE})
  target_compile_definitions(room_platform PUBLIC HAVE_CURAND_HEADER)
endif()
