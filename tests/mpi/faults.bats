# Ranks that fail, die, hang or don't fit together: the run ends with host, number and reason, and
# what was measured before is in the report.
# SPDX-License-Identifier: MIT
load common

# Lists of 10M, of some milliseconds each, where a run must still be under way three seconds on: of
# shorter ones a quiet machine has its 10,000 samples by then.

@test "a killed rank ends the run: named, with all that was measured before" {
    file=$BATS_TEST_TMPDIR/killed.json
    over 3 sweep --backend serial --size 1M,2M,4M --lists 1 --time 3 --precision 0.01 --output "$file" \
        >"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/err" &
    launcher=$!
    until_exists "$file"
    kill -KILL "$(messenger_of 1)"
    wait "$launcher" && fail "it ended well"
    for _ in $(seq 100); do pgrep -f "^$GPUBENCH_MPI .*$BATS_TEST_TMPDIR" >/dev/null || break; sleep 0.1; done
    ! pgrep -f "^$GPUBENCH_MPI .*$BATS_TEST_TMPDIR"
    [ "$(json "$file" '[p["report"] is not None for p in report["points"]][0]')" = True ]
    [ "$(json "$file" 'report["points"][0]["report"]["results"][0]["verified"]')" = True ]
    grep -q "gpubench-mpi: rank 1 on $(hostname): its MPI process was killed or has ended" "$BATS_TEST_TMPDIR/err"
}

@test "a killed rank in a run: the report has the samples that were taken" {
    file=$BATS_TEST_TMPDIR/run.json
    over 2 run --backend serial,null --size 10M --lists 1 --time 60 --precision 0.01 --output "$file" \
        >"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/err" &
    launcher=$!
    kill -KILL "$(running 1)"
    wait "$launcher" && fail "it ended well"
    until_exists "$file"
    [ "$(json "$file" 'report["results"][0]["resident"]["sample_count"] > 2')" = True ]
    [ "$(json "$file" 'any("rank 1 on" in (row["reason"] or "") for row in report["results"])')" = True ]
    [ ! -e "$file".* ]
}

@test "a runner that dies on one rank costs its row, and is named" {
    file=$BATS_TEST_TMPDIR/runner.json
    over 2 run --backend pthread,serial --size 10M --lists 1 --time 6 --precision 0.01 --output "$file" \
        >"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/err" &
    launcher=$!
    member=$(pgrep -P "$(running 1)" | head -n 1)
    kill -SEGV "$(pgrep -P "$member" | head -n 1)"
    code=0
    wait "$launcher" || code=$?
    [ "$code" -eq 4 ]
    [[ "$(json "$file" 'report["results"][0]["reason"]')" == "rank 1 on $(hostname): its process died of SIGSEGV"* ]]
    [ "$(json "$file" 'report["results"][1]["status"]')" = ok ]
}

# The patience is more than a busy machine needs to open a backend, which would end the run before.
@test "a stopped rank is not waited for without end" {
    file=$BATS_TEST_TMPDIR/stopped.json
    over 2 run --backend serial --size 10M --lists 1 --time 60 --precision 0.01 --patience 5 --output "$file" \
        >"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/err" &
    launcher=$!
    stopped=$(running 1)
    kill -STOP "$stopped"
    wait "$launcher" && fail "it ended well"
    kill -KILL "$stopped" 2>/dev/null || true
    grep -q "the ranks did not answer" "$BATS_TEST_TMPDIR/err"
    [ "$(json "$file" 'report["results"][0]["resident"]["sample_count"] > 2')" = True ]
}

@test "an interruption is reported as in gpubench" {
    file=$BATS_TEST_TMPDIR/interrupted.json
    over 2 run --backend serial --size 10M --lists 1 --time 60 --precision 0.01 --output "$file" \
        >"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/err" &
    launcher=$!
    kill -TERM "$(running 0)"
    wait "$launcher" && fail "it ended well"
    until_exists "$file"
    [ "$(json "$file" '(report["interrupted"], report["results"][0]["status"])')" = "(True, 'interrupted')" ]
    [ "$(json "$file" 'report["results"][0]["resident"]["median_ns"] > 0')" = True ]
}

@test "a rank without a device is named" {
    "$GPUBENCH" list | grep -q '^opencl  *ready' || skip "no OpenCL device"
    devices=$("$GPUBENCH" list | grep -c '^  opencl:')
    expect 3 over $((devices + 1)) run --backend serial,opencl --size 10K --lists 1 --time 0.2 --output "$BATS_TEST_TMPDIR/device.json"
    [[ "$(json "$BATS_TEST_TMPDIR/device.json" 'report["results"][1]["reason"]')" == "rank $devices on $(hostname): OpenCL has no device"* ]]
    [ "$(json "$BATS_TEST_TMPDIR/device.json" 'report["results"][0]["status"]')" = ok ]
}

@test "two builds, or other arguments, are refused at the start" {
    sources=$("$GPUBENCH_MPI" --version | sed 's/.*sources \(.*\))/\1/')
    other=$(tr '0-9a-f' '1-9a-f0' <<<"$sources")
    sed "s/$sources/$other/g" "$GPUBENCH_MPI" >"$BATS_TEST_TMPDIR/other"
    chmod +x "$BATS_TEST_TMPDIR/other"
    arguments=(verify --backend serial --size 1K)
    # Called by the same name, as it would be on another machine.
    expect 2 launch -n 1 "$GPUBENCH_MPI" "${arguments[@]}" : -n 1 "$BATS_TEST_TMPDIR/other" "${arguments[@]}"
    [[ "$stderr" == *"rank 1 on $(hostname) has another build than rank 0"* ]]
    [[ "$stderr" == *"$other"* ]]
    expect 2 launch -n 1 "$GPUBENCH_MPI" "${arguments[@]}" : -n 1 "$GPUBENCH_MPI" "${arguments[@]}" --seed 3
    [[ "$stderr" == *"rank 1 on $(hostname) has another command line than rank 0"* ]]
}
