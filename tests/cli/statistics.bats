#!/usr/bin/env bats
# Statistical quality: verify --statistics, and the recipes that pipe emit into dieharder.
# SPDX-License-Identifier: MIT
load common

setup() {
    cd "$BATS_TEST_TMPDIR"
}

@test "verify --statistics: every test, its p and the rate of false alarms" {
    expect 0 "$GPUBENCH" verify --statistics --size 1M --lists 1 --backend serial -o a.json
    for name in equidistribution "serial correlation" runs gaps "birthday spacings"; do
        [[ $output == *"$name"* ]]
    done
    [[ $output == *"0.1 % of all good lists"* ]]
    [ "$(json a.json 'report["statistics"]["values"], [test["failed"] for test in report["statistics"]["tests"]]')" = "(1000000, [False, False, False, False, False])" ]
    expect 0 "$GPUBENCH" verify --size 1K --lists 1 --backend serial -o b.json
    [ "$(json b.json 'report["statistics"]')" = None ]
    expect 2 "$GPUBENCH" verify --statistics --size 1K --lists 1 --backend serial
    [[ $stderr == *"--size"* ]]
}

# judged COMMAND…: what dieharder's test $number says of the words that the command writes.
judged() {
    "$@" 2> /dev/null | dieharder -g 200 -d "$number" | awk -F'|' 'NF >= 6 { word = $6 } END { gsub(/ /, "", word); print word }'
}

@test "dieharder: the words of a list pass, and those of a bad one fail" {
    command -v dieharder || skip "dieharder is missing: apt-get install dieharder"
    for number in 0 15 202; do # birthdays, runs, permutations
        verdict=$(judged "$GPUBENCH" emit --format words --count 2^60 --backend pthread)
        [[ $verdict == PASSED || $verdict == WEAK ]] || fail "curand, test $number: $verdict"
    done
    number=15
    verdict=$(judged "$GPUBENCH" emit --format words --count 2^60 --stream python --seed 42)
    [[ $verdict == PASSED || $verdict == WEAK ]] || fail "python, test $number: $verdict"
    [ "$(judged yes abc)" = FAILED ]
}
