#!/usr/bin/env bats
# The CUDA backends from outside, on the software device (tests/softcuda): devices, delivery, faults.
# SPDX-License-Identifier: MIT
load common

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    device=$(dirname "$GPUBENCH")/tests/softcuda
    [ -e "$device/libcuda.so.1" ] || skip "this build has no software CUDA device: no toolkit was found"
    [[ $(LD_LIBRARY_PATH=$device "$GPUBENCH" list) == *"  cuda-kernel:0 "* ]] || skip "built without nvcc"
}

# on_card CODE arguments of gpubench: on the device as SOFTCUDA_… say; it must be left clean.
on_card() {
    expect "$1" "$tests/cuda/on_software_device" "$device" "$GPUBENCH" "${@:2}"
}

small=(--size 1000 --lists 2 --time 0.2)

rows() { # of run.json
    json run.json '" ".join(row["backend"] for row in report["results"])'
}

# faulty SETTING WORDS: the row fails with these words, and the row beside it is measured.
faulty() {
    export "${1?}"
    on_card 4 run --backend serial,cuda-kernel "${small[@]}" --output run.json
    [ "$(json run.json 'report["results"][0]["status"]')" = ok ]
    [ "$(json run.json 'report["results"][1]["status"]')" = failed ]
    [[ $(json run.json 'report["results"][1]["reason"]') == *"$2"* ]] || fail "$(cat run.json)"
}

# --- Devices ---

@test "every device is listed, with what selects it" {
    SOFTCUDA_DEVICES=2 SOFTCUDA_CAPABILITY=8.9 on_card 0 list
    [[ $output == *"  cuda-kernel:1  software device, no timing (GPU, CUDA 13.0, compute capability 8.9"* ]]
}

@test "a device is chosen by number, part of the name, or UUID" {
    local which
    export SOFTCUDA_DEVICES=2
    for which in 1 no.timing software GPU-736f6674-7761-7265-2064-657669636501 657669636501; do
        on_card 0 run --backend "cuda-kernel:${which/./ }" "${small[@]}" --output run.json
        [[ $(json run.json 'report["results"][-1]["device"]') == *657669636501* ]] || fail "$which: $output"
    done
}

@test "without a choice each device has a row; all makes one list on all of them" {
    SOFTCUDA_DEVICES=3 on_card 0 run --backend cuda-kernel,cuda-kernel:all "${small[@]}" --output run.json
    [ "$(rows)" = "cuda-kernel:0 cuda-kernel:1 cuda-kernel:2 cuda-kernel:all" ] || fail "$(rows)"
    [ "$(json run.json 'len({row["digest"] for row in report["results"]})')" = 1 ]
    [ "$(json run.json 'report["results"][3]["device"]')" = \
        "software device, no timing (GPU-736f6674, GPU-736f6674, GPU-736f6674)" ]
}

@test "a device that is not there: exit 3, and what there is" {
    on_card 3 run --backend cuda-kernel:H100 "${small[@]}" --output run.json
    [[ $(json run.json 'report["results"][0]["reason"]') == *H100* ]]
}

# --- What a report says ---

@test "the launch is a phase, delivery has its kind, and the device's condition is told" {
    local kind
    for kind in pinned pageable; do
        on_card 0 run --backend cuda-kernel "${small[@]}" --delivery $kind --output run.json
        [[ $(json run.json 'report["results"][0]["variant"]') == *"delivered to $kind memory" ]]
        [[ $(json run.json '[part["name"] for part in report["results"][0]["phases"]["open_parts"]]') == *"'one launch', 'each launch in a row'"* ]]
    done
    [[ $output == *"J for 10^9 numbers"* ]]
    [[ $output == *"device's own clock"* ]]
}

@test "a list larger than the device's memory is verified whole, beyond 2^32 too" {
    SOFTCUDA_MEMORY=6M on_card 0 verify --backend cuda-kernel --size 1000003 --lists 1
    SOFTCUDA_MEMORY=6M on_card 0 emit --backend cuda-kernel --first 17_179_869_183 --count 1000003 --output made
    "$GPUBENCH" emit --backend serial --first 17_179_869_183 --count 1000003 --output right
    cmp made right
}

condition() { # KEY: of the device, as run.json has it
    json run.json "report['results'][0]['resident']['device_condition']['$1']"
}

@test "what NVML lacks costs only what it gives" {
    device="$device/old_nvml:$device" on_card 0 run --backend cuda-kernel "${small[@]}" --output run.json
    [ "$(condition clock_mhz)" = 1000 ]
    [ "$(condition power_w)" = 100 ]
    [ "$(condition joules_per_1e9_numbers)" = None ]
}

@test "a part of a card (MIG) has the card's clocks, but not its power" {
    SOFTCUDA_MODE=mig-part on_card 0 run --backend cuda-kernel "${small[@]}" --output run.json
    [ "$(condition clock_mhz)" = 1000 ]
    [ "$(condition temperature_c)" = 40 ]
    [ "$(condition power_w)" = None ]
    [ "$(condition joules_per_1e9_numbers)" = None ]
}

# --- Faults ---

@test "pages that can't be pinned cost the delivered figures alone" {
    local code
    for code in NOT_PERMITTED NOT_SUPPORTED; do
        export SOFTCUDA_FAIL=cuMemHostRegister:1+=CUDA_ERROR_$code
        on_card 0 run --backend serial,cuda-kernel "${small[@]}" --output run.json
        [ "$(json run.json 'report["results"][1]["status"]')" = ok ]
        [ "$(json run.json 'len(report["results"][1]["resident"]["samples_ns"]) > 5')" = True ]
        [ "$(json run.json 'len(report["results"][1]["delivered"]["samples_ns"])')" = 0 ]
        [[ $(json run.json 'report["results"][1]["variant"]') == *"not delivered"*"--delivery pageable" ]]
        on_card 0 run --backend cuda-kernel "${small[@]}" --delivery pageable --output run.json
        [ "$(json run.json 'len(report["results"][0]["delivered"]["samples_ns"]) > 5')" = True ]
        on_card 0 run --backend cuda-kernel "${small[@]}" --memory fresh --output run.json
        on_card 0 verify --backend cuda-kernel "${small[@]:0:4}"
    done
}

@test "no driver: unavailable, and what to install" {
    [ ! -e /dev/nvidiactl ] || skip "there is a driver here"
    expect 3 "$GPUBENCH" run --backend cuda-kernel "${small[@]}" --output run.json
    [[ $(json run.json 'report["results"][0]["reason"]') == *"libcuda.so.1"*"install NVIDIA's driver"* ]]
}

@test "a driver that is too old: unavailable, and both versions" {
    SOFTCUDA_DRIVER=12040 on_card 3 run --backend cuda-kernel "${small[@]}" --output run.json
    [[ $(json run.json 'report["results"][0]["reason"]') == *"knows CUDA 12.4"*"update the driver"* ]]
}

@test "a kernel that fails in mid-run ends its row, not the program" {
    faulty SOFTCUDA_FAIL=kernel:40=CUDA_ERROR_ILLEGAL_ADDRESS CUDA_ERROR_ILLEGAL_ADDRESS
}

@test "a card lost in mid-run ends its row, not the program" {
    faulty SOFTCUDA_LOST=400 "restart the machine"
}

@test "no memory left on the card: unavailable, and the other rows are measured" {
    SOFTCUDA_FAIL=cuMemAlloc:1+=CUDA_ERROR_OUT_OF_MEMORY on_card 3 run --backend serial,cuda-kernel \
        "${small[@]}" --output run.json
    [ "$(json run.json 'report["results"][0]["status"]')" = ok ]
    [[ $(json run.json 'report["results"][1]["reason"]') == *"nvidia-smi"* ]]
}
