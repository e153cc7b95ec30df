#!/usr/bin/env bats
# gpubench run, list and verify from outside: reports, exit codes, interruptions, lost processes.
# SPDX-License-Identifier: MIT
load common

setup() {
    cd "$BATS_TEST_TMPDIR"
    ls /dev/shm > shared-before
}

# Nothing of ours is left: no shared memory, no process, no zombie.
teardown() {
    ls /dev/shm | diff shared-before - || fail "shared memory was left behind"
    [ -z "$(family)" ] || fail "processes were left behind: $(family)"
}

@test "list is quick, says something of every backend and is no failure" {
    expect 0 timeout 20 "$GPUBENCH" list
    for backend in null serial pthread process curand-cpu opencl; do
        [[ $output =~ (^|$'\n')"$backend"\ +(ready|unavailable) ]]
    done
}

@test "a short run: rows on standard output, nothing else" {
    expect 0 "$GPUBENCH" "${short[@]}" --backend null,serial,pthread,process
    for backend in serial pthread process; do
        [[ $output == *"$backend"* ]]
    done
    [ -z "$stderr" ]
}

@test "the keys of the JSON that scripts rely on" {
    expect 0 "$GPUBENCH" "${short[@]}" --backend serial,pthread --output a.json --output b.csv -o c.md -o d.txt
    [ -s b.csv ] && [ -s c.md ] && [ -s d.txt ]
    python3 - <<'PYTHON'
import json
def refuse(text): raise ValueError(text)
report = json.load(open("a.json"), parse_constant=refuse)
assert [row["backend"] for row in report["results"]] == ["serial", "pthread"]
assert report["ceiling"]["bytes_per_s"] > 0
digests = set()
for row in report["results"]:
    assert row["stream"] == "curand" and row["type"] == "f64" and row["status"] == "ok"
    assert row["reason"] is None or isinstance(row["reason"], str)
    assert row["verified"] is True
    assert len(row["digest"]) == 16 and int(row["digest"], 16) >= 0
    digests.add(row["digest"])
    for place in "resident", "delivered":
        series = row[place]
        assert len(series["samples_ns"]) >= 1 and series["median_ns"] > 0
        assert series["ci95_ns"] is None or len(series["ci95_ns"]) == 2
        assert series["numbers_per_s"] > 0
    assert any(value for value in row["phases"].values())
assert len(digests) == 1
PYTHON
}

@test "a name given twice has two rows" {
    expect 0 "$GPUBENCH" "${short[@]}" --backend serial,serial --baseline 'serial#2' -o a.json
    [ "$(json a.json '[row["backend"] for row in report["results"]]')" = "['serial', 'serial#2']" ]
}

@test "odd workloads: fewer elements than workers, one element, seeds of 64 bits" {
    expect 0 "$GPUBENCH" --backend serial,pthread,process --size 1 --lists 1 --workers 7 --time 0.3
    expect 0 "$GPUBENCH" verify --backend serial,pthread,process --size 3 --lists 2 --workers 64
    expect 0 "$GPUBENCH" verify --size 10007 --lists 3 --type f32 --seed 0xffffffffffffffff --memory fresh --backend serial,pthread,process
}

@test "verify compares and times nothing" {
    expect 0 "$GPUBENCH" verify --backend serial,pthread --size 100K --lists 2 --output a.json
    [ "$(json a.json '[(row["status"], row["verified"]) for row in report["results"]]')" = "[('ok', True), ('ok', True)]" ]
    [ "$(json a.json 'len({row["digest"] for row in report["results"]})')" = 1 ]
}

@test "every vector level of this processor gives the same digest" {
    for isa in scalar sse2 avx2 avx512 neon; do
        run --separate-stderr "$GPUBENCH" verify --isa "$isa" --backend serial --size 100K --lists 2 --output "$isa.json"
        [[ $status == 0 || ($status == 2 && $stderr == *"--isa $isa"*) ]]
    done
    [ "$(cat ./*.json | grep -o '"digest": *"[0-9a-f]*"' | sort -u | wc -l)" -eq 1 ]
}

@test "unavailable counts only where it was asked for by name" {
    expect 0 "$GPUBENCH" "${short[@]}" --backend all # whatever is missing here
    # A device that isn't there, on any machine.
    expect 3 "$GPUBENCH" "${short[@]}" --backend serial,pthread:7 -o a.json
    [[ $stderr == *"pthread:7"* ]]
    [ "$(json a.json '[row["status"] for row in report["results"]]')" = "['ok', 'unavailable']" ]
    expect 3 "$GPUBENCH" emit --backend serial:7 --count 1
    [ -z "$output" ]
}

@test "outputs are looked at before the run" {
    expect 2 "$GPUBENCH" --output report.pdf
    [[ $stderr == *json* ]]
    expect 5 "$GPUBENCH" --output no/such/folder/a.json
    mkdir folder.json
    expect 5 "$GPUBENCH" --output folder.json
}

@test "what can't be written is reported, and the rest still is" {
    ln -s /dev/full full.json
    expect 5 "$GPUBENCH" "${short[@]}" --backend serial -o full.json -o good.json
    [[ $output == *serial* ]]
    [ "$(json good.json 'report["results"][0]["status"]')" = ok ]
    run --separate-stderr bash -c '"$GPUBENCH" --size 100K --lists 2 --time 0.3 --backend serial -o again.json > /dev/full'
    [ "$status" -eq 5 ]
    [ -s again.json ]
    run --separate-stderr bash -c 'set -o pipefail; "$GPUBENCH" --size 100K --lists 2 --time 0.3 --backend serial | true'
    [ "$status" -eq 5 ]
    [[ $stderr == *"standard output"* ]]
}

@test "Ctrl-C keeps what was measured" {
    start --backend serial,pthread --size 1M --lists 2 --time 60 --precision 0.01 -o a.json
    worked "$(cat pid)" 50
    kill -INT "$(cat pid)"
    finish
    [ "$code" -eq 130 ]
    grep -q serial out
    grep -q interrupted err
    [ "$(json a.json 'len(report["results"][0]["resident"]["samples_ns"]) > 0')" = True ]
    [ "$(json a.json '{row["status"] for row in report["results"]} <= {"ok", "interrupted"}')" = True ]
}

@test "Ctrl-C on the terminal reaches the children too, and changes nothing" {
    start --backend serial,process --workers 2 --size 1M --lists 2 --time 60 --precision 0.01 -o a.json
    worked "$(cat pid)" 50
    kill -INT -- "-$(cat pid)"
    finish
    [ "$code" -eq 130 ]
    [ "$(json a.json '{row["status"] for row in report["results"]} <= {"ok", "interrupted"}')" = True ]
}

@test "a second signal ends it at once" {
    # Text of one slice takes longer than the shell needs between the two: the first signal alone
    # would be answered with a sentence.
    start emit --count 2^60 --format txt -o /dev/null
    worked "$(cat pid)" 20
    kill -INT "$(cat pid)" && kill -TERM "$(cat pid)"
    finish
    [ "$code" -eq 130 ]
    [ ! -s err ]
}

@test "a killed child of process is one failed row" {
    start --backend serial,process --workers 2 --size 1M --lists 2 --time 5 --precision 0.01 -o a.json
    worked "$(cat pid)" 50
    for runner in $(children "$(cat pid)"); do
        for child in $(children "$runner"); do
            kill -KILL "$child"
            break 2
        done
    done
    finish
    [ "$code" -eq 4 ]
    [ "$(json a.json '[row["status"] for row in report["results"]]')" = "['ok', 'failed']" ]
    [ "$(json a.json 'len(report["results"][1]["reason"]) > 20')" = True ]
}

@test "a killed runner is one failed row, and its children end" {
    start --backend process,serial --workers 2 --size 1M --lists 2 --time 5 --precision 0.01 -o a.json
    worked "$(cat pid)" 50
    for runner in $(children "$(cat pid)"); do
        [ -z "$(children "$runner")" ] || kill -KILL "$runner"
    done
    finish
    [ "$code" -eq 4 ]
    [ "$(json a.json '[row["status"] for row in report["results"]]')" = "['failed', 'ok']" ]
}

@test "a stopped runner is ended after the patience" {
    start --backend process,serial --workers 2 --size 1M --lists 2 --time 6 --precision 0.01 --patience 1 -o a.json
    worked "$(cat pid)" 50
    for runner in $(children "$(cat pid)"); do
        [ -z "$(children "$runner")" ] || kill -STOP "$runner"
    done
    finish
    [ "$code" -eq 4 ]
    [ "$(json a.json '[row["status"] for row in report["results"]]')" = "['failed', 'ok']" ]
}

@test "a stopped child of process is ended after the patience" {
    start --backend process,serial --workers 2 --size 1M --lists 2 --time 6 --precision 0.01 --patience 1 -o a.json
    worked "$(cat pid)" 50
    for runner in $(children "$(cat pid)"); do
        for child in $(children "$runner"); do
            kill -STOP "$child"
            break 2
        done
    done
    finish
    [ "$code" -eq 4 ]
    [ "$(json a.json '[row["status"] for row in report["results"]]')" = "['failed', 'ok']" ]
}

@test "gpubench itself killed leaves nobody behind" {
    start --backend process,pthread --workers 2 --size 1M --lists 2 --time 60 --precision 0.01
    worked "$(cat pid)" 50
    kill -KILL "$(cat pid)"
    finish
    [ "$code" -eq 137 ]
    # Its orphans belong to init now, which reaps them when it gets round to it, or never.
    for _ in $(seq 50); do
        [ -n "$(family | awk '$3 !~ /^Z/')" ] || break
        sleep 0.1
    done
    [ -z "$(family | awk '$3 !~ /^Z/')" ]
    rm pid
}

@test "progress is drawn on a terminal and wiped, and only there" {
    command -v script > /dev/null || skip "no script(1) to make a terminal with"
    export TERM=xterm
    script --quiet --return --command "\"\$GPUBENCH\" ${short[*]} --backend serial > out" typescript > /dev/null
    grep -q serial typescript
    grep -q $'\033\[K' typescript
    ! grep -q $'\033' out
    expect 0 "$GPUBENCH" "${short[@]}" --backend serial
    [ -z "$stderr" ]
}

@test "a terminal that can't wipe a line gets no progress" {
    command -v script > /dev/null || skip "no script(1) to make a terminal with"
    TERM=dumb script --quiet --return --command "\"\$GPUBENCH\" ${short[*]} --backend serial > out" typescript > /dev/null
    run ! grep $'\033' typescript
}

@test "a small stack is enough, and one that is too small is said" {
    expect 0 bash -c 'ulimit -S -s 100; exec "$0" "$@"' "$GPUBENCH" "${short[@]}" --backend serial,pthread,process -o a.html
    [ "$(id -u)" -ne 0 ] || command -v setpriv > /dev/null || skip "nobody to lose rights"
    run --separate-stderr bash -c 'ulimit -s 100; exec "$0" "$@"' $([ "$(id -u)" -ne 0 ] || echo setpriv --bounding-set=-all --inh-caps=-all --reuid=65534) \
        "$GPUBENCH" list
    [ "$status" -eq 4 ] || fail "$status $stderr"
    [[ $stderr == *"ulimit -s"* ]]
}

@test "processors that refuse to keep a worker are said, and described machines are not believed" {
    printf '%s\n' '#include <errno.h>' '#include <sched.h>' \
        'int sched_setaffinity(pid_t pid, size_t size, const cpu_set_t *set) { (void)pid; (void)size; (void)set; errno = EPERM; return -1; }' > refuse.c
    cc -D_GNU_SOURCE -shared -fPIC -o refuse.so refuse.c || skip "no compiler"
    LD_PRELOAD=$PWD/refuse.so expect 0 "$GPUBENCH" "${short[@]}" --backend serial
    [[ $output == *"unpinned"* ]]
    HWLOC_SYNTHETIC="core:64 pu:2" expect 0 taskset -c 0 "$GPUBENCH" "${short[@]}" --backend pthread -o a.json
    [ "$(json a.json 'report["run"]["workers"]')" = 1 ]
}

@test "text that is no UTF-8 is shown as ? in every report" {
    expect 0 "$GPUBENCH" "${short[@]}" --backend serial -o a.json
    cp a.json $'b\xff.json'
    expect 0 "$GPUBENCH" compare a.json $'b\xff.json' -o c.md -o c.txt
    iconv -f UTF-8 -t UTF-8 c.md > /dev/null
    iconv -f UTF-8 -t UTF-8 c.txt > /dev/null
}

@test "a gnuplot that is killed, or draws half a picture, is named, and leaves no figure" {
    mkdir bin
    printf '#!/bin/sh\necho "<svg>"; kill -9 $$\n' > bin/gnuplot
    chmod +x bin/gnuplot
    PATH=$PWD/bin:$PATH expect 4 "$GPUBENCH" "${short[@]}" --backend serial -o a.svg
    [[ $stderr == *"gnuplot was ended by SIGKILL"* ]]
    [ ! -e a.svg ]
    printf '#!/bin/sh\necho "<svg>"\n' > bin/gnuplot
    PATH=$PWD/bin:$PATH expect 0 "$GPUBENCH" "${short[@]}" --backend serial -o a.html
    grep -q "no whole picture" a.html
    run ! grep "<svg" a.html
}

@test "the answer to who named CPU backends alone: which is fastest, and which can't be told from it" {
    expect 0 "$GPUBENCH" "${short[@]}" --backend serial,serial
    [[ $output != *GPU\ backend* ]]
    [[ $(tr '\n' ' ' <<<"$output") =~ "The fastest CPU backend, serial"(#2)?" (1 worker)".*"; serial"(#2)?" can't be told apart from it in this run." ]]
    expect 0 "$GPUBENCH" "${short[@]}" --backend all
    [[ $output == *"GPU"* ]]
}
