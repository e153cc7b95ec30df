#!/usr/bin/env bats
# The streams python and numpy-legacy against the programs they are named after.
# SPDX-License-Identifier: MIT
load common

seeds=(0 1 42 4294967295 4294967296 18446744073709551615)

# A list of CPython's as raw doubles.
python_list() { # SEED COUNT
    python3 -c 'import array, random, sys
random.seed(int(sys.argv[1]))
array.array("d", [random.random() for _ in range(int(sys.argv[2]))]).tofile(sys.stdout.buffer)' "$@"
}

# An interpreter that has NumPy: from PyPI, kept beside the program; else the test is skipped.
numpy_python() {
    local folder
    folder=$(dirname "$GPUBENCH")/numpy
    if ! "$folder/bin/python" -c 'import numpy' 2> /dev/null; then
        { python3 -m venv "$folder" && timeout 120 "$folder/bin/pip" install --quiet numpy; } &> /dev/null ||
            skip "NumPy could not be installed from PyPI"
    fi
    python=$folder/bin/python
}

# numpy_list PROGRAM SEED COUNT: what the program, an expression, gives, as raw doubles.
numpy_list() {
    "$python" -c 'import numpy, sys
S, n = int(sys.argv[2]), int(sys.argv[3])
eval(sys.argv[1]).tofile(sys.stdout.buffer)' "$@"
}

@test "stream python is what random.seed and random.random give" {
    for seed in "${seeds[@]}"; do
        for backend in serial pthread process; do
            cmp <(python_list "$seed" 100_003) \
                <("$GPUBENCH" emit --backend "$backend" --stream python --seed "$seed" --count 100_003)
        done
    done
}

@test "stream python far into the list, from the middle and in slices" {
    local want
    want=$(python_list 7 9_000_100 | tail -c 8000 | sha256sum)
    [ "$("$GPUBENCH" emit --stream python --seed 7 --first 8_999_100 --count 1000 | sha256sum)" = "$want" ]
    [ "$("$GPUBENCH" emit --backend pthread --workers 3 --stream python --seed 7 --count 9_000_100 |
        tail -c 8000 | sha256sum)" = "$want" ]
}

@test "stream python's parts put together are the whole at the far end" {
    for stream in python numpy-legacy; do
        cmp <("$GPUBENCH" emit --stream "$stream" --first 1152921504606840000 --count 9000) \
            <("$GPUBENCH" emit --stream "$stream" --first 1152921504606840000 --count 1001
              "$GPUBENCH" emit --stream "$stream" --first 1152921504606841001 --count 7999)
    done
    expect 0 "$GPUBENCH" emit --stream python --first 2^60 --count 1 --format txt
}

@test "stream numpy-legacy is what numpy.random.seed and random_sample give" {
    numpy_python
    for seed in 0 1 42 4294967295; do
        cmp <(numpy_list "(numpy.random.seed(S), numpy.random.random_sample(n))[1]" "$seed" 100003) \
            <("$GPUBENCH" emit --stream numpy-legacy --seed "$seed" --count 100_003)
    done
}

@test "NumPy seeded with a list of digits gives stream python" {
    numpy_python
    for seed in "${seeds[@]}"; do
        cmp <(numpy_list "numpy.random.RandomState([S % 2**32] + [S >> 32] * (S >= 2**32)).random_sample(n)" \
                "$seed" 1000) \
            <("$GPUBENCH" emit --stream python --seed "$seed" --count 1000)
    done
}

@test "what these streams lack is said" {
    expect 2 "$GPUBENCH" emit --stream numpy-legacy --seed 2^32 --count 1
    [[ $stderr == *"too large for stream numpy-legacy"*"0 to 4294967295"* ]]
    expect 2 "$GPUBENCH" run --stream python --type f32
    [[ $stderr == *"stream python has no f32"* ]]
}

@test "run and verify take these streams on every CPU backend" {
    for stream in python numpy-legacy; do
        expect 0 "$GPUBENCH" verify --stream "$stream" --backend serial,pthread,process --size 1_000_003 --lists 2
        expect 0 "$GPUBENCH" run --stream "$stream" --backend null,serial,pthread,process "${short[@]}" \
            --output "$BATS_TEST_TMPDIR/run.json"
        digests=$(json "$BATS_TEST_TMPDIR/run.json" 'len({row["digest"] for row in report["results"] if row["digest"]})')
        [ "$digests" = 1 ]
    done
}
