#!/usr/bin/env bats
# gpubench emit: the right values, whole files, pipes.
# SPDX-License-Identifier: MIT
load common

# Raw doubles on standard input as Python writes them, one a line.
doubles() {
    python3 -c 'import struct, sys; [print(repr(x[0])) for x in struct.iter_unpack("<d", sys.stdin.buffer.read())]'
}

@test "the known values of seed 1234" {
    first=$("$GPUBENCH" emit --backend serial --count 4 --seed 1234 --type f64 | doubles)
    [ "$(sed -n 1p <<<"$first")" = 0.8534689954300143 ]
    [ "$(sed -n 4p <<<"$first")" = 0.08006063132372038 ]
    expect 0 "$GPUBENCH" emit --count 4 --format txt
    [ "${lines[0]}" = 0.85346899543001431 ]
    [ "${lines[3]}" = 0.080060631323720377 ]
    [ "${#lines[@]}" -eq 4 ]
    [ -z "$stderr" ]
}

@test "every backend that is ready emits the same bytes" {
    expect 0 "$GPUBENCH" list
    known=$("$GPUBENCH" emit --count 1_000_003 --first 5 | sha256sum)
    for backend in $(awk '$2 == "ready" && $1 != "null" && $1 !~ /^python-/ { print $1 }' <<<"$output"); do
        [ "$("$GPUBENCH" emit --backend "$backend" --count 1_000_003 --first 5 | sha256sum)" = "$known" ]
    done
}

@test "parts put together are the whole, across slices" {
    for type in f64 f32; do
        "$GPUBENCH" emit --type "$type" --count 9_000_000 > "$BATS_TEST_TMPDIR/whole"
        { "$GPUBENCH" emit --type "$type" --count 1
          "$GPUBENCH" emit --type "$type" --first 1 --count 4_500_000
          "$GPUBENCH" emit --type "$type" --first 4_500_001 --count 4_499_999; } |
            cmp - "$BATS_TEST_TMPDIR/whole"
    done
}

@test "elements near and past 2^60" {
    expect 0 "$GPUBENCH" emit --first 2^60 --count 3 --format txt
    [ "${#lines[@]}" -eq 3 ]
    whole=$("$GPUBENCH" emit --first 1152921504606846970 --count 9 | sha256sum)
    parts=$({ "$GPUBENCH" emit --first 1152921504606846970 --count 6
              "$GPUBENCH" emit --first 2^60 --count 3; } | sha256sum)
    [ "$whole" = "$parts" ]
    expect 2 "$GPUBENCH" emit --first 2^61 --count 1
}

@test "nothing asked for, nothing written" {
    [ "$("$GPUBENCH" emit --count 0 | wc -c)" -eq 0 ]
    [ "$("$GPUBENCH" emit --count 0 --format npy | wc -c)" -eq 128 ]
}

@test "npy is what NumPy's format says" {
    "$GPUBENCH" emit --count 1000 --type f32 --format npy --output "$BATS_TEST_TMPDIR/list.npy"
    "$GPUBENCH" emit --count 1000 --type f32 --output "$BATS_TEST_TMPDIR/list.raw"
    python3 - "$BATS_TEST_TMPDIR" <<'PYTHON'
import ast, sys
npy = open(sys.argv[1] + "/list.npy", "rb").read()
raw = open(sys.argv[1] + "/list.raw", "rb").read()
assert npy[:8] == b"\x93NUMPY\x01\x00"
length = int.from_bytes(npy[8:10], "little")
assert (10 + length) % 64 == 0 and npy[9 + length] == ord("\n")
header = ast.literal_eval(npy[10:10 + length].decode("latin1"))
assert header == {"descr": "<f4", "fortran_order": False, "shape": (1000,)}, header
assert npy[10 + length:] == raw and len(raw) == 4000
PYTHON
}

@test "a reader that goes away is reported, and soon" {
    run --separate-stderr timeout 20 bash -c 'set -o pipefail; "$GPUBENCH" emit --count 2^60 | head -c 100 > /dev/null'
    [ "$status" -eq 5 ]
    [[ $stderr == *"reader of standard output went away"* ]]
    run --separate-stderr timeout 20 bash -c 'set -o pipefail; "$GPUBENCH" emit --count 2^60 --format txt | head -n 1'
    [ "$status" -eq 5 ]
    [ "$output" = 0.85346899543001431 ]
}

@test "a full disk is reported" {
    run --separate-stderr bash -c '"$GPUBENCH" emit > /dev/full'
    [ "$status" -eq 5 ]
    [[ $stderr == *"No space left"* ]]
    run --separate-stderr bash -c '"$GPUBENCH" emit --count 3 --format txt > /dev/full'
    [ "$status" -eq 5 ]
    expect 5 "$GPUBENCH" emit --count 3 --output /dev/full
    expect 5 "$GPUBENCH" emit --count 30M --output /dev/full
}

@test "a file is whole or not there" {
    local folder=$BATS_TEST_TMPDIR/here
    mkdir "$folder"
    expect 5 "$GPUBENCH" emit --count 3 --output "$folder/no/such/folder"
    [ -z "$(ls -A "$folder")" ]
    run --separate-stderr bash -c 'ulimit -f 1000; "$GPUBENCH" emit --count 10M --output "$1"' - "$folder/list"
    [ "$status" -eq 5 ]
    [[ $stderr == *"File too large"* ]]
    [ -z "$(ls -A "$folder")" ]
    "${heeding[@]}" "$GPUBENCH" emit --count 2^60 --output "$folder/list" 2> /dev/null &
    sleep 0.5
    kill -INT $!
    code=0
    wait $! || code=$?
    [ "$code" -eq 130 ]
    [ -z "$(ls -A "$folder")" ]
}

@test "the extension of the file says the format, unless --format does" {
    cd "$BATS_TEST_TMPDIR"
    expect 0 "$GPUBENCH" emit --count 3 --output x.npy
    [ "$(head -c 6 x.npy | tail -c 5)" = NUMPY ]
    expect 0 "$GPUBENCH" emit --count 3 --output x.TXT
    [ "$(wc -l < x.TXT)" -eq 3 ]
    expect 0 "$GPUBENCH" emit --count 3 --output x.f64
    [ "$(stat -c %s x.f64)" -eq 24 ]
    expect 0 "$GPUBENCH" emit --count 3 --format raw --output y.npy
    cmp x.f64 y.npy
}

@test "a backend that isn't here" {
    expect 2 "$GPUBENCH" emit --backend nonesuch
    expect 2 "$GPUBENCH" emit --backend null
    [[ $stderr == *"makes no numbers"* ]]
}

@test "raw values don't go to a terminal" {
    command -v script > /dev/null || skip "no script(1) to make a terminal with"
    run script --quiet --return --command '"$GPUBENCH" emit --count 3' /dev/null
    [ "$status" -eq 2 ]
    [[ $output == *"--format txt"* ]]
}
