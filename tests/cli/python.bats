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

# Once, since tests run beside each other: an interpreter that has NumPy, from PyPI, kept where the
# program was built.
setup_file() {
    numpy=$(dirname "$GPUBENCH")/numpy
    export numpy
    "$numpy/bin/python" -c 'import numpy' 2> /dev/null ||
        { python3 -m venv "$numpy" && timeout 120 "$numpy/bin/pip" install --quiet numpy; } &> /dev/null ||
        rm -rf "$numpy"
}

# That interpreter, else the test is skipped.
numpy_python() {
    python=$numpy/bin/python
    [ -x "$python" ] || skip "NumPy could not be installed from PyPI"
}

# numpy_list PROGRAM SEED COUNT: what the program, an expression, gives, as raw doubles.
numpy_list() {
    "$python" -c 'import numpy, sys
S, n = int(sys.argv[2]), int(sys.argv[3])
sys.stdout.buffer.write(eval(sys.argv[1]).tobytes())' "$@"
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

# --- The original experiment ---

small=(--stream python --size 20K --lists 3)

@test "python names three rows, and all names none of them" {
    expect 0 "$GPUBENCH" verify "${small[@]}" --backend python --output "$BATS_TEST_TMPDIR/v.json"
    [ "$(json "$BATS_TEST_TMPDIR/v.json" '[row["backend"] for row in report["results"]]')" = \
        "['python-serial', 'python-thread', 'python-process']" ]
    expect 0 "$GPUBENCH" verify "${small[@]}" --output "$BATS_TEST_TMPDIR/all.json"
    [ "$(json "$BATS_TEST_TMPDIR/all.json" 'sum("python" in row["backend"] for row in report["results"])')" = 0 ]
}

@test "the experiment's lists are compared where they can be, and the row says where not" {
    local report=$BATS_TEST_TMPDIR/run.json
    expect 0 "$GPUBENCH" run "${small[@]}" --backend serial,python --time 1 --output "$report"
    [[ $output == *"n/a, own seeds"* ]]
    [[ $output == *"it seeds each list itself"* ]]
    [ "$(json "$report" '[row["verified"] for row in report["results"]]')" = "[True, True, True, None]" ]
    [ "$(json "$report" 'len({row["digest"] for row in report["results"]})')" = 2 ] # one, and null
    [ "$(json "$report" 'all(row["resident"]["numbers_per_s"] > 0 for row in report["results"])')" = True ]
}

@test "the interpreter is the one that is named" {
    local report=$BATS_TEST_TMPDIR/run.json
    version=$(python3 -c 'import platform; print(platform.python_version())')
    expect 0 "$GPUBENCH" verify "${small[@]}" --backend python-serial --python "$(command -v python3)" --output "$report"
    [[ $output == *"CPython $version, with"*" a GIL"* ]]
    expect 3 "$GPUBENCH" verify "${small[@]}" --backend python-serial --python /bin/true
    [[ $output == *"/bin/true does not run the experiment"* ]]
    for none in "" /no/such/python no-such-python /bin; do
        expect 2 "$GPUBENCH" verify "${small[@]}" --backend python-serial --python "$none"
        [[ $stderr == *"no such program"* ]]
    done
}

# stand_in PATH GIL: an interpreter that says of its lock what a free-threaded build can say.
stand_in() {
    cat > "$1" <<EOF
#!/bin/sh
while [ "\$1" != -c ]; do shift; done # options before it
shift
script=\$1
shift
exec python3 -c "import sys
sys._is_gil_enabled = lambda: $2
\$script" "\$@"
EOF
    chmod +x "$1"
}

@test "an interpreter without a GIL is said to have none, and one that has switched it on to have it" {
    local python=$BATS_TEST_TMPDIR/python3.13t report=$BATS_TEST_TMPDIR/verify.json
    for gil in False True; do
        stand_in "$python" "$gil"
        expect 0 "$GPUBENCH" verify "${small[@]}" --backend python --python "$python" --output "$report"
        said=with
        [ "$gil" = True ] || said=without
        [ "$(json "$report" '{row["library"].split(", ")[1] for row in report["results"]}')" = "{'$said a GIL'}" ]
        [[ $output == *", $said a GIL"* ]]
    done
}

@test "a free-threaded interpreter runs the experiment, and its threads' lists are the stream's" {
    local python
    python=$(command -v python3.14t || command -v python3.13t) ||
        skip "no free-threaded interpreter (python3.14t, python3.13t) on this machine"
    expect 0 "$GPUBENCH" verify "${small[@]}" --backend python --python "$python"
    [[ $output == *", without a GIL"* ]]
}

@test "the experiment makes whole runs of its own stream only" {
    expect 2 "$GPUBENCH" emit --stream python --backend python-serial
    [[ $stderr == *"no parts of a list"* ]]
    expect 3 "$GPUBENCH" verify --backend python-serial --size 1000
    [[ $output == *"makes the stream python only, not curand"* ]]
}

@test "an interpreter that is killed is one failed row, and none stays behind" {
    "$GPUBENCH" run --stream python --size 3M --lists 2 --backend serial,python-process --time 20 \
        > "$BATS_TEST_TMPDIR/output" 2>&1 &
    local bench=$!
    local runner interpreter=""
    for _ in $(seq 100); do # until the second runner, the last, has its interpreter
        runner=$(pgrep -P "$bench" | tail -1)
        interpreter=$(pgrep -P "$runner" -f random.random) && break
        sleep 0.1
    done
    worked "$interpreter" 50
    kill -KILL "$interpreter"
    code=0
    wait "$bench" || code=$?
    [ "$code" -eq 4 ] || fail "code $code: $(cat "$BATS_TEST_TMPDIR/output")"
    grep -q "python-process (failed)" "$BATS_TEST_TMPDIR/output"
    [ -z "$(pgrep -g "$runner")" ] # its children neither
}
