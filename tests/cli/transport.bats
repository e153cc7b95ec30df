#!/usr/bin/env bats
# gpubench --transport: how the children of process hand over their lists.
# SPDX-License-Identifier: MIT
load common

transports=(shm pipe socket fifo mqueue)

@test "every transport hands over the same list" {
    known=$("$GPUBENCH" emit --count 1_000_003 --first 5 | sha256sum)
    for transport in "${transports[@]}"; do
        [ "$("$GPUBENCH" emit --backend process --transport "$transport" --workers 3 --count 1_000_003 --first 5 |
            sha256sum)" = "$known" ]
        expect 0 "$GPUBENCH" verify --backend process --transport "$transport" --size 100_003 --lists 3 --workers 3
    done
}

@test "a run by each transport says so, with its costs" {
    local report=$BATS_TEST_TMPDIR/run.json
    for transport in "${transports[@]:1}"; do
        expect 0 "$GPUBENCH" --backend pthread,process --transport "$transport" "${short[@]}" --output "$report"
        [[ $output == *"sent by $transport"* ]]
        for phase in "channels opened" "children forked" "lists carried"; do
            [[ $output == *"$phase"* ]]
        done
        [ "$(json "$report" 'len({row["digest"] for row in report["results"]})')" = 1 ]
    done
}

@test "a child killed while it sends is one failed row, and no name is left" {
    local names
    names=$(ls -A "$BATS_TEST_TMPDIR"; ls /dev/mqueue 2> /dev/null || true)
    for transport in "${transports[@]:1}"; do
        TMPDIR=$BATS_TEST_TMPDIR "${heeding[@]}" "$GPUBENCH" run --backend serial,process --transport "$transport" --workers 2 \
            --size 1M --lists 2 --precision 0.01 --time 20 > /dev/null 2> "$BATS_TEST_TMPDIR/../errors" &
        local bench=$! runner children=""
        for _ in $(seq 100); do
            runner=$(pgrep -P "$bench" | tail -1) || true
            [ -n "$runner" ] && children=$(pgrep -P "$runner") && [ "$(wc -w <<<"$children")" -eq 2 ] && break
            sleep 0.1
        done
        worked "$bench" 50
        kill -KILL "${children##*$'\n'}"
        sleep 1.5 # the others' row goes on; it need not be waited for
        kill -INT "$bench"
        wait "$bench" || true
        [ -z "$(pgrep -g "$runner")" ]
    done
    [ "$(ls -A "$BATS_TEST_TMPDIR"; ls /dev/mqueue 2> /dev/null || true)" = "$names" ]
}

@test "a transport that isn't one" {
    expect 2 "$GPUBENCH" --transport pip
    [[ $stderr == *"did you mean 'pipe'?"* ]]
}
