#!/usr/bin/env bats
# The OpenCL backend from outside: devices, kernels, faults, and the kernels under Oclgrind.
# SPDX-License-Identifier: MIT
load common

kernels=(quad row ulong4 ulong8 ulong16 ulong4-streaming ulong8-streaming ulong16-streaming)

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    export POCL_CACHE_DIR=$BATS_RUN_TMPDIR/pocl
    mkdir -p "$POCL_CACHE_DIR"
    has_device || [ "$BATS_TEST_NUMBER" -le 4 ] || skip "no OpenCL device: install pocl-opencl-icd"
}

has_device() {
    [[ $("$GPUBENCH" list) == *" opencl:0 "* ]]
}

# Elements around the end of a row, with both ends off every grid.
list_of() { # BACKEND TYPE option…
    "$GPUBENCH" emit --backend "$1" --type "$2" --first 262_131 --count 5_003 "${@:3}"
}

# fault 'FUNCTION WHAT [CALL]' COMMAND…: with an ICD loader that does so (tests/opencl/faulty.c).
fault() {
    local folder
    folder=$(dirname "$GPUBENCH")/tests/faulty_opencl
    [ -e "$folder/libOpenCL.so.1" ] || skip "this build has no faulty ICD loader"
    FAULT=$1 LD_LIBRARY_PATH=$folder run --separate-stderr "${@:2}"
}

faulty_run() { # FAULT: a short run beside a backend that nothing happens to
    fault "$1" "$GPUBENCH" run --backend serial,opencl "${short[@]}" --patience 5 --output run.json
    [ "$status" -eq 4 ] || fail "$1: $status: $output $stderr"
    [ "$(json run.json 'report["results"][0]["status"]')" = ok ]
    [ "$(json run.json 'report["results"][1]["status"]')" = failed ]
    reason=$(json run.json 'report["results"][1]["reason"]')
}

# --- What there is not ---

@test "no ICD: unavailable, and what to install" {
    mkdir icd
    OCL_ICD_VENDORS=$PWD/icd expect 3 "$GPUBENCH" run --backend opencl "${short[@]}" --output run.json
    [[ $(json run.json 'report["results"][0]["reason"]') == *"no ICD file in $PWD/icd: install"* ]]
    OCL_ICD_VENDORS=$PWD/icd expect 0 "$GPUBENCH" list
    [[ $output == *"no ICD file in"* ]]
}

@test "an ICD file that names a missing library is named, with the library" {
    mkdir icd
    echo libno_such_driver.so > icd/wrong.icd
    OCL_ICD_VENDORS=$PWD/icd expect 0 "$GPUBENCH" list
    [[ $output == *"$PWD/icd/wrong.icd names a driver that can't be loaded (libno_such_driver.so"* ]]
}

@test "an empty ICD file is named" {
    mkdir icd
    : > icd/empty.icd
    OCL_ICD_VENDORS=$PWD/icd expect 0 "$GPUBENCH" list
    [[ $output == *"$PWD/icd/empty.icd can't be read, or is empty"* ]]
}

@test "a driver that is no OpenCL driver is no device" {
    OCL_ICD_VENDORS=libm.so.6 expect 0 "$GPUBENCH" list
    [[ $output == *"OpenCL has no device here"* ]]
}

@test "a device that is not there: what there is instead" {
    expect 3 "$GPUBENCH" verify --backend opencl:accelerator --size 1K
    [[ $output == *"no device 'accelerator' here"*"0 ("* ]]
}

# --- Devices ---

@test "list says what a device is" {
    POCL_DEVICES=pthread expect 0 "$GPUBENCH" list
    [[ $output == *"opencl:"*"(CPU, "*"PoCL"*" compute unit"*" GB, f64 and f32)"* ]]
}

@test "every device is a row, and all of them together make one list" {
    export POCL_DEVICES="pthread basic"
    expect 0 "$GPUBENCH" verify --backend opencl:pocl,opencl:all,serial --size 300_001 --lists 3 \
        --output run.json
    [ "$(json run.json '[row["backend"].split(":")[0] for row in report["results"]].count("opencl")')" -ge 3 ]
    [ "$(json run.json 'len({row["digest"] for row in report["results"]})')" = 1 ]
    [ "$(json run.json 'all(row["verified"] for row in report["results"])')" = True ]
}

@test "sub-devices and sums of devices make the same list" {
    export POCL_DEVICES="pthread pthread"
    for selector in 0+1 0/2 0/2+1 pocl/2; do
        cmp <(list_of serial f64) <(list_of "opencl:$selector" f64)
    done
}

@test "PoCL and Intel's runtime together make one list" {
    intel=$tests/../build/intel-opencl
    "$tests/opencl/install_intel" "$intel" || skip "Intel's runtime could not be installed from PyPI"
    mkdir icd
    cp /etc/OpenCL/vendors/pocl.icd icd
    if [[ $intel == *[!A-Za-z0-9/._-]* ]]; then # it finds its parts only where the path is plain
        cp -r "$intel" .
        intel=$PWD/intel-opencl
    fi
    echo "$intel/lib/libintelocl.so" > icd/intel.icd
    export OCL_ICD_VENDORS=$PWD/icd
    expect 0 "$GPUBENCH" list
    [[ $output == *"Intel(R) OpenCL"* ]]
    expect 0 "$GPUBENCH" verify --backend opencl:intel,opencl:pocl,opencl:all,opencl:intel/2 \
        --size 300_001 --lists 3
    for type in f64 f32; do
        for kernel in "${kernels[@]}"; do
            cmp <(list_of serial $type) <(list_of opencl:intel $type --kernel "$kernel")
        done
    done
}

# --- Kernels ---

@test "every kernel makes the reference's list" {
    for type in f64 f32; do
        for kernel in "${kernels[@]}"; do
            cmp <(list_of serial $type) <(list_of opencl:pocl $type --kernel "$kernel")
        done
    done
}

@test "a kernel that there is not: those that there are" {
    expect 4 "$GPUBENCH" verify --backend opencl --kernel nonsense --size 1K
    [[ $output == *"no kernel 'nonsense'"*"ulong16"* ]]
    expect 2 "$GPUBENCH" verify --backend serial --kernel quad --size 1K
    expect 2 "$GPUBENCH" verify --backend opencl --kernel '' --size 1K
    cmp <(list_of serial f64) <(list_of opencl:pocl f64 --kernel auto)
}

@test "the kernel that was chosen, its build and its first launch are reported" {
    POCL_CACHE_DIR=$PWD expect 0 "$GPUBENCH" run --backend opencl "${short[@]}" --output run.json
    [[ $(json run.json 'report["results"][0]["variant"]') == "kernel "* ]]
    for phase in kernel_build first_launch kernels_tried; do
        json run.json 'str(report["results"][0])' | grep -q "${phase//_/[_ ]}"
    done
}

# oclgrind TYPE KERNEL: the kernel on a simulator that complains of reads and writes out of bounds
# and of races. Of values that were never written too, in the scalar kernel alone: Oclgrind 21.10
# takes halves of vectors for such, or dies of them.
oclgrind() {
    [ "$2" != quad ] || export OCLGRIND_UNINITIALIZED=1
    OCL_ICD_VENDORS=$PWD/icd OCLGRIND_DATA_RACES=1 OCLGRIND_CHECK_API=1 OCLGRIND_LOG=$PWD/log \
        list_of opencl:oclgrind "$1" --kernel "$2"
}

@test "Oclgrind finds nothing wrong with any kernel" {
    driver=/usr/lib/oclgrind/liboclgrind-rt-icd.so
    [ -e $driver ] || skip "Oclgrind is not installed"
    mkdir icd
    echo $driver > icd/oclgrind.icd
    for type in f64 f32; do
        for kernel in "${kernels[@]}"; do
            rm -f log
            (oclgrind $type "$kernel" > list)
            cmp <(list_of serial $type) list
            [ -e log ] && [ ! -s log ] || fail "$type $kernel: $(head -n 8 log)"
        done
    done
}

# --- Faults ---

@test "a driver that crashes or hangs costs its row" {
    faulty_run "clGetPlatformIDs crash"
    [[ $reason == *SIGABRT* ]]
    faulty_run "clFinish hang 20"
    [[ $reason == *"no answer"* ]]
}

# The device's clock is read after each sample, and nowhere else.
@test "a device that is lost in mid-run costs its row" {
    faulty_run "clGetEventProfilingInfo crash 7"
    [[ $reason == *SIGABRT*sampling* || $reason == *SIGABRT*warming* ]]
    faulty_run "clGetEventProfilingInfo -2 7"
    [[ $reason == *"CL_DEVICE_NOT_AVAILABLE (-2); the device or its driver has failed"* ]]
}

@test "errors of the driver are named, with what to do" {
    faulty_run "clEnqueueNDRangeKernel -5"
    [[ $reason == *"CL_OUT_OF_RESOURCES (-5); the device has too little"* ]]
    faulty_run "clFinish -36 20"
    [[ $reason == *"CL_INVALID_COMMAND_QUEUE (-36); the device or its driver has failed"* ]]
    # Too large a list for the device's memory is no failure: the row is unavailable.
    fault "clCreateBuffer -4" "$GPUBENCH" run --backend serial,opencl "${short[@]}" --output run.json
    [ "$status" -eq 3 ]
    [ "$(json run.json 'report["results"][0]["status"]')" = ok ]
    [ "$(json run.json 'report["results"][1]["status"]')" = unavailable ]
    reason=$(json run.json 'report["results"][1]["reason"]')
    [[ $reason == *"CL_MEM_OBJECT_ALLOCATION_FAILURE (-4); ask for smaller"* ]]
}

@test "a build that fails says where in which file" {
    faulty_run "clBuildProgram broken"
    [[ $reason == *"refused the kernels"*"error: opencl/fill.cl:"* ]]
}

@test "no double precision: f64 is unavailable, f32 works" {
    fault "clGetDeviceInfo f32" "$GPUBENCH" verify --backend opencl --size 1K --output run.json
    [ "$status" -eq 3 ]
    [[ $(json run.json 'report["results"][0]["reason"]') == *"no double precision; choose --type f32"* ]]
    fault "clGetDeviceInfo f32" "$GPUBENCH" verify --backend opencl --size 1K --type f32
    [ "$status" -eq 0 ]
}

@test "a device's clock that shows nonsense spoils nothing" {
    for nonsense in zero swapped; do
        fault "clGetEventProfilingInfo $nonsense" "$GPUBENCH" run --backend opencl "${short[@]}"
        [ "$status" -eq 0 ]
    done
}
