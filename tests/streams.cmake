# Tests and tools of the streams that are more than a cmocka program of their own.

# The conversions of words to values, at each vector level (cmake/levels.cmake has their flags).
foreach(level ${FILL_LEVELS})
  add_executable(test_conversions_${level} vector_conversions.c)
  target_compile_definitions(test_conversions_${level} PRIVATE LEVEL="${level}")
  target_compile_options(test_conversions_${level} PRIVATE ${FILL_FLAGS_${level}})
  target_link_libraries(test_conversions_${level} PRIVATE room_streams PkgConfig::CMOCKA)
  add_test(NAME test_conversions_${level} COMMAND test_conversions_${level})
  set_tests_properties(test_conversions_${level} PROPERTIES SKIP_RETURN_CODE 77)
endforeach()

# Records tests/vectors/curand.txt; and how fast the fills are. Tools, not tests.
foreach(tool vectors/record_curand bench/fill)
  get_filename_component(name ${tool} NAME)
  add_executable(${name} ${tool}.c)
  target_include_directories(${name} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE room_streams)
endforeach()
set_target_properties(fill PROPERTIES OUTPUT_NAME bench_fill)

# Fork and join beside OpenMP's, where the compiler has it (gcc brings its own).
find_package(OpenMP QUIET COMPONENTS C)
if(OpenMP_C_FOUND)
  add_executable(bench_fork_join bench/fork_join.c)
  target_link_libraries(bench_fork_join PRIVATE room_measure OpenMP::OpenMP_C)
endif()

# MT19937's characteristic polynomial, found again: the committed table is what the program prints.
add_executable(find_terms polynomial/find_terms.c)
target_link_libraries(find_terms PRIVATE room_streams)
add_test(NAME mt19937_terms
         COMMAND ${CMAKE_COMMAND} "-DPROGRAM=${CMAKE_CROSSCOMPILING_EMULATOR};$<TARGET_FILE:find_terms>"
                 -DTABLE=${CMAKE_SOURCE_DIR}/host/streams/mt19937_terms.h
                 -P ${CMAKE_CURRENT_SOURCE_DIR}/polynomial/compare.cmake)
