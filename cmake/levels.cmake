# The fills of the streams: one text, compiled once for each vector level of the target. Each level
# has the flags of its instructions, and is called only where the processor has them.
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|amd64)$")
  set(FILL_LEVELS sse2 avx2 avx512)
  set(FILL_FLAGS_avx2 -mavx2 -mfma)
  set(FILL_FLAGS_avx512 -mavx512f -mavx512vl -mavx512dq -mavx512bw -mfma)
elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "^(aarch64|arm64)$")
  set(FILL_LEVELS neon)
endif()

foreach(level ${FILL_LEVELS})
  add_library(fill_${level} OBJECT ${CMAKE_SOURCE_DIR}/host/streams/levels/curand_fill.c
                                   ${CMAKE_SOURCE_DIR}/host/streams/levels/mt19937_advance.c)
  target_compile_definitions(fill_${level} PRIVATE LEVEL=${level})
  target_compile_options(fill_${level} PRIVATE ${FILL_FLAGS_${level}})
  target_include_directories(fill_${level} PRIVATE ${CMAKE_SOURCE_DIR}/host ${CMAKE_SOURCE_DIR})
  target_sources(room_streams PRIVATE $<TARGET_OBJECTS:fill_${level}>)
endforeach()
