# Tests of the CUDA backends, on the software device (softcuda/).

# The committed table of the machine code; skipped where a tool or that version of nvcc is missing.
file(GLOB from_pypi ${CMAKE_SOURCE_DIR}/build/cuda/lib/python3*/site-packages/nvidia/cu13)
find_program(NVDISASM nvdisasm HINTS ${CUDA_TOOLKIT} /usr/local/cuda ${from_pypi}
             PATH_SUFFIXES bin)
if(NVCC)
  add_test(NAME machine_code COMMAND ${PYTHON3} ${CMAKE_CURRENT_SOURCE_DIR}/cuda/machine_code
           --nvcc ${NVCC} --nvdisasm ${NVDISASM} --kernels ${CMAKE_BINARY_DIR}/kernels
           --check ${CMAKE_SOURCE_DIR}/results/machine_code.md)
  set_tests_properties(machine_code PROPERTIES SKIP_RETURN_CODE 77)
  add_test(NAME double_rates COMMAND ${PYTHON3} ${CMAKE_CURRENT_SOURCE_DIR}/cuda/double_rates
           --nvcc ${NVCC} --built ${CUDA_ARCHITECTURES_BUILT})
endif()

if(NOT TARGET softcuda)
  return()
endif()
set(on_software_device ${CMAKE_CURRENT_SOURCE_DIR}/cuda/on_software_device
                       $<TARGET_FILE_DIR:softcuda>)

# contract(NAME BACKEND settings…): the contract of backend.h on a device with these settings.
# BACKEND may be "BACKEND;STREAM".
function(contract name backend)
  add_test(NAME test_contract_${name} COMMAND ${on_software_device} $<TARGET_FILE:test_contract>
                                              ${backend})
  set_tests_properties(test_contract_${name} PROPERTIES ENVIRONMENT "${ARGN}")
endfunction()

# The text of the kernel differs by architecture; the seed lets work be done in another order.
if(NOT SANITIZE) # cuRAND itself is not instrumented, and each generator takes a quarter of a second
  contract(cuda_software cuda SOFTCUDA_SEED=7)
  contract(cuda_software_all cuda:all SOFTCUDA_DEVICES=3)
endif()
if(NVCC)
  contract(cuda-kernel_7.5 cuda-kernel SOFTCUDA_CAPABILITY=7.5)
  contract(cuda-kernel_8.0 cuda-kernel SOFTCUDA_CAPABILITY=8.0)
  contract(cuda-kernel_10.0 cuda-kernel SOFTCUDA_CAPABILITY=10.0)
  contract(cuda-kernel_10.3 cuda-kernel SOFTCUDA_CAPABILITY=10.3)
  contract(cuda-kernel_12.1 cuda-kernel SOFTCUDA_CAPABILITY=12.1)
  contract(cuda-kernel_software cuda-kernel SOFTCUDA_SEED=7)
  contract(cuda-kernel_software_all cuda-kernel:all SOFTCUDA_DEVICES=3)
  contract(cuda-kernel_python_7.5 "cuda-kernel;python" SOFTCUDA_CAPABILITY=7.5)
  contract(cuda-kernel_python_all "cuda-kernel:all;python" SOFTCUDA_DEVICES=2 SOFTCUDA_SEED=7)
  contract(cuda-kernel_numpy-legacy "cuda-kernel;numpy-legacy" SOFTCUDA_SEED=7)
endif()

# test_cuda_backends sets up a device for each of its cases.
add_test(NAME test_cuda_backends_software COMMAND ${on_software_device}
                                                  $<TARGET_FILE:test_cuda_backends>)

# Recurrences on one device; on one whose memory holds a long list in two pieces, or in three, with
# work in another order; and on three devices.
if(NVCC)
  set(settings_one_device SOFTCUDA_DEVICES=1)
  set(settings_small_memory SOFTCUDA_MEMORY=6M SOFTCUDA_SEED=5)
  set(settings_three_devices SOFTCUDA_DEVICES=3 SOFTCUDA_SEED=3)
  foreach(case one_device small_memory three_devices)
    add_test(NAME test_cuda_recurrence_software_${case} COMMAND ${on_software_device}
                                                        $<TARGET_FILE:test_cuda_recurrence>)
    set_tests_properties(test_cuda_recurrence_software_${case} PROPERTIES
                         ENVIRONMENT "${settings_${case}}")
  endforeach()
endif()

# A driver that is older than the header, within its major version.
if(TARGET gpubench)
  add_test(NAME cuda_older_driver_software COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/cuda/on_older_driver
           $<TARGET_FILE_DIR:softcuda> $<TARGET_FILE:gpubench> verify --backend
           $<IF:$<BOOL:${NVCC}>,cuda-kernel,cuda> --size 1000 --lists 1)
endif()

# The call for the day a card is there, with short lists on the software device.
if(NVCC AND TARGET gpubench)
  add_test(NAME gpu_run_dry COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/gpu/dry ${CMAKE_BINARY_DIR}
           $<TARGET_FILE_DIR:softcuda> ${CMAKE_CURRENT_BINARY_DIR}/gpu)
endif()
