# Tests of the OpenCL backend beyond the contract on the first device: the other kinds of memory and
# small limits, forced by environment variables, several devices, and an ICD loader that fails.
set(opencl_devices "POCL_DEVICES=pthread basic")

# opencl_contract(NAME SELECTOR environment…): the contract, with those variables set.
function(opencl_contract name selector)
  add_test(NAME test_contract_opencl_${name} COMMAND test_contract opencl${selector})
  set_tests_properties(test_contract_opencl_${name} PROPERTIES ENVIRONMENT "${ARGN}")
endfunction()

opencl_contract(small_buffers "" GPUBENCH_OPENCL_MAX_ALLOC=65536)
opencl_contract(copied "" GPUBENCH_OPENCL_COPY=1)
opencl_contract(copied_from_small_buffers "" GPUBENCH_OPENCL_COPY=1
                GPUBENCH_OPENCL_MAX_ALLOC=65536)
opencl_contract(larger_than_its_memory "" GPUBENCH_OPENCL_COPY=1 GPUBENCH_OPENCL_MAX_ALLOC=65536
                GPUBENCH_OPENCL_MEMORY=300000)
opencl_contract(two_devices :all "${opencl_devices}")
opencl_contract(two_devices_copied :all "${opencl_devices}" GPUBENCH_OPENCL_COPY=1)
opencl_contract(sub_devices :0/2)

# libOpenCL.so.1 in a folder of its own, which LD_LIBRARY_PATH names; by jumps of x86-64.
find_library(REAL_OPENCL libOpenCL.so.1)
if(REAL_OPENCL AND OPENCL_INCLUDE AND CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|amd64)$")
  add_library(faulty_opencl SHARED opencl/faulty.c opencl/real.c)
  target_compile_definitions(faulty_opencl PRIVATE REAL_OPENCL="${REAL_OPENCL}")
  target_include_directories(faulty_opencl PRIVATE ${CMAKE_SOURCE_DIR}/host)
  target_include_directories(faulty_opencl SYSTEM PRIVATE ${OPENCL_INCLUDE})
  target_compile_definitions(faulty_opencl PRIVATE HAVE_OPENCL_HEADER)
  target_link_libraries(faulty_opencl PRIVATE ${CMAKE_DL_LIBS})
  set_target_properties(faulty_opencl PROPERTIES PREFIX "" OUTPUT_NAME libOpenCL.so SUFFIX ".1"
    LIBRARY_OUTPUT_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/faulty_opencl NO_SONAME ON)
endif()
