# Cross-compiling for 64-bit Arm against the libraries in ARM_ROOT; programs run under qemu-user.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES ARM_ROOT)
set(CMAKE_SYSROOT ${ARM_ROOT})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
# The emulator finds the loader and the libraries where the packages were unpacked.
set(CMAKE_CROSSCOMPILING_EMULATOR "qemu-aarch64;-L;${ARM_ROOT}")
