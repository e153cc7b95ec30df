#!/usr/bin/env bats
# Help, version, and nonsense on every option that help names.
# SPDX-License-Identifier: MIT
load common

# Every option with a value of a command, from its own help: one a line.
options_of() {
    "$GPUBENCH" "$1" --help | sed -n 's/^  \(-[a-z], \|    \)--\([a-z-]*\) .*[A-Z]\+.*/\2/p' | grep -v '^help$\|^version$\|^statistics$'
}

@test "help names every command and is the same everywhere it can be asked for" {
    expect 0 "$GPUBENCH" --help
    local overview=$output
    for command in run sweep scale selftest compare report list verify emit manual; do
        [[ $overview == *"  $command "* ]]
        expect 0 "$GPUBENCH" "$command" --help
        [[ $output == "Usage: gpubench"*"$command"* ]]
        [[ $output == *"Examples:"* ]]
        [[ $output == *"130  interrupted"* ]]
        local long=$output
        expect 0 "$GPUBENCH" "$command" -h
        [ "$output" = "$long" ]
    done
}

@test "help fits 80 columns" {
    for command in "" run list verify emit manual; do
        wide=$("$GPUBENCH" $command --help | python3 -c '
import sys
print(sum(len(line.rstrip("\n")) > 80 for line in sys.stdin.buffer.read().decode().split("\n")))')
        [ "$wide" -eq 0 ]
    done
}

@test "version" {
    expect 0 "$GPUBENCH" --version
    [[ $output =~ ^gpubench\ [0-9]+\.[0-9]+\.[0-9]+\ \(.+\)$ ]]
}

@test "the options in help are those of the issue" {
    [ "$(options_of run | tr '\n' ' ')" = "backend stream type size lists seed workers memory delivery transport python kernel isa stores baseline precision time patience output " ]
    [ "$(options_of emit | tr '\n' ' ')" = "backend stream type seed first count workers transport kernel isa stores format output " ]
}

@test "nonsense on every option of every command is refused, with the option's name" {
    for command in run sweep scale selftest compare report list verify emit manual; do
        for option in $(options_of "$command"); do
            for value in '' ' ' nonsense/ -3 1x 99999999999999999999999 /; do
                case $option:$value in
                baseline:?*) continue ;;          # any name may be a row's; held against the rows below
                output:*) [[ $value == '' || $value == / ]] || continue ;; # most texts are files' names
                esac
                run --separate-stderr "$GPUBENCH" "$command" "--$option=$value"
                # A folder that can't be written has its own code.
                [[ $status == 2 || ($option == output && $status == 5) ]] || fail "$command --$option='$value': $status $output $stderr"
                [ -z "$output" ]
                [[ $stderr == gpubench:* ]]
                [[ $option == output || $stderr == *"--$option"* ]] || fail "$stderr"
                [ "$(wc -l <<<"$stderr")" -eq 1 ]
            done
            expect 2 "$GPUBENCH" "$command" "--$option"
            [[ $stderr == *"needs a value"* ]]
        done
    done
}

@test "near misses are recognised" {
    expect 2 "$GPUBENCH" lst
    [[ $stderr == *"did you mean 'list'?"* ]]
    expect 2 "$GPUBENCH" --bakend serial
    [[ $stderr == *"did you mean --backend?"* ]]
    expect 2 "$GPUBENCH" --backend srial
    [[ $stderr == *"did you mean 'serial'?"* ]]
    expect 2 "$GPUBENCH" --stream curnad
    [[ $stderr == *"did you mean 'curand'?"* ]]
}

@test "of an option that stands twice the last one counts" {
    cd "$BATS_TEST_TMPDIR"
    expect 0 "$GPUBENCH" verify --backend serial --size 1M --lists 2 --size 2K --output a.json --output b.json
    [ "$(json b.json 'report["run"]["size"]')" = 2000 ]
    [ -s a.json ]
    expect 0 "$GPUBENCH" emit --count 3 --output one.f64 --output two.f64
    [ ! -e one.f64 ] && [ "$(stat -c %s two.f64)" -eq 24 ]
}

@test "sizes as people write them, and bytes explained" {
    cd "$BATS_TEST_TMPDIR"
    expect 0 "$GPUBENCH" verify --backend serial --size 1.5K --lists 1 --output a.json
    [ "$(json a.json 'report["run"]["size"]')" = 1500 ]
    expect 2 "$GPUBENCH" --size 10GB
    [[ $stderr == *"not bytes: these would be 1250000000 of f64 or 2500000000 of f32" ]]
}

@test "cpu and gpu stand for every backend of the kind" {
    cd "$BATS_TEST_TMPDIR"
    expect 0 "$GPUBENCH" verify --backend cpu --size 1K --lists 1 --output a.json
    [[ $(json a.json '[row["backend"] for row in report["results"]]') == "['serial', 'pthread', 'process'"* ]]
    run --separate-stderr "$GPUBENCH" verify --backend serial,gpu --size 1K --lists 1 --output b.json
    [ "$status" -eq 0 ]
    [ "$(json b.json '{"cuda", "serial"} <= {row["backend"].split(":")[0] for row in report["results"]}')" = True ]
}

@test "what can't be is refused before anything is measured" {
    expect 2 "$GPUBENCH" --workers 0
    expect 2 "$GPUBENCH" --workers 5000
    expect 2 "$GPUBENCH" --size 0
    expect 2 "$GPUBENCH" --size 2^40 --lists 2^40
    [[ $stderr == *"2^60"* ]]
    expect 2 "$GPUBENCH" --size 2^50 --lists 1
    [[ $stderr == *"memory"* ]]
    [ -z "$output" ]
    expect 2 "$GPUBENCH" --backend serial --baseline pthread
    [[ $stderr == *"--baseline 'pthread'"* ]]
}

@test "help that can't be written is no success" {
    run --separate-stderr bash -c '"$GPUBENCH" --help > /dev/full'
    [ "$status" -eq 5 ]
    [[ $stderr == *"No space left"* ]]
    run --separate-stderr bash -c '"$GPUBENCH" --help >&-'
    [ "$status" -eq 5 ]
}
