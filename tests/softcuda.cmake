# The software CUDA device, and the tests of it.
add_subdirectory(softcuda)
foreach(name test_ptx_arithmetic test_ptx_control)
  target_link_libraries(${name} PRIVATE ptx)
endforeach()
set(software_device_tests test_softcuda test_softcuda_order test_softcuda_faults
                          test_softcuda_libraries)
set_tests_properties(${software_device_tests} PROPERTIES SKIP_RETURN_CODE 77)
if(NOT TARGET softcuda) # the tests say that they are skipped
  return()
endif()

# A fatbin as nvcc makes it, if it is there.
find_program(NVCC nvcc PATHS /usr/local/cuda/bin /opt/cuda/bin)
if(NVCC)
  set(fatbin ${CMAKE_CURRENT_BINARY_DIR}/softcuda/kernels.fatbin)
  file(RELATIVE_PATH fatbin_from_here ${CMAKE_SOURCE_DIR} ${fatbin})
  add_custom_command(OUTPUT ${fatbin}
    COMMAND ${NVCC} -fatbin -I . -gencode arch=compute_75,code=[sm_75,compute_75]
            -gencode arch=compute_100,code=compute_100 -o ${fatbin_from_here}
            tests/softcuda/kernels.cu
    WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} # see cmake/cuda.cmake
    DEPENDS softcuda/kernels.cu ${CMAKE_SOURCE_DIR}/device/philox.h VERBATIM)
  add_custom_target(softcuda_kernels DEPENDS ${fatbin})
endif()
foreach(name ${software_device_tests})
  add_dependencies(${name} softcuda softcurand softnvml)
  target_include_directories(${name} SYSTEM PRIVATE ${CUDA_INCLUDE} ${CURAND_INCLUDE})
  target_compile_definitions(${name} PRIVATE SOFTCUDA_FOLDER="$<TARGET_FILE_DIR:softcuda>")
  if(NVCC)
    add_dependencies(${name} softcuda_kernels)
    target_compile_definitions(${name} PRIVATE SOFTCUDA_FATBIN="${fatbin}")
  endif()
endforeach()
