#!/usr/bin/env bats
# What may not cost anybody a report: closed streams, signals, files that can't be replaced.
# SPDX-License-Identifier: MIT
load common

setup() {
    cd "$BATS_TEST_TMPDIR"
}

statuses() {
    json "$1" '[row["status"] for row in report["results"]]'
}

# A library that prints when it is loaded, into every process of gpubench's, as drivers do.
chatter() {
    printf '%s\n' '#include <unistd.h>' \
        '__attribute__((constructor)) static void speak(void) { (void)!write(2, "loaded\n", 7); (void)!write(1, "loaded\n", 7); }' > chatter.c
    cc -shared -fPIC -o chatter.so chatter.c || skip "no compiler"
}

@test "closed standard streams cost no row" {
    chatter
    for closed in '<&-' '>&-' '2>&-' '<&- >&-' '<&- >&- 2>&-'; do
        code=0
        LD_PRELOAD=$PWD/chatter.so timeout 30 bash -c "\"\$0\" run --backend serial,process --workers 2 \"\$@\" --output r.json $closed" \
            "$GPUBENCH" "${short[@]}" > out 2> err || code=$?
        [ "$(statuses r.json)" = "['ok', 'ok']" ] || fail "$closed: $(statuses r.json)"
        if [[ $closed == *'>&-'* && $closed != '2>&-' ]]; then # results had nowhere to go
            [ "$code" -eq 5 ]
        else
            [ "$code" -eq 0 ]
        fi
        rm r.json
    done
}

@test "every signal that ends a program keeps the report, and leaves nothing else behind" {
    for signal in HUP QUIT TERM XCPU USR1; do
        rm -f pid
        start --backend serial,process --workers 2 --size 1M --lists 2 --time 60 --precision 0.01 -o a.json
        worked "$(cat pid)" 50
        kill -"$signal" -- "-$(cat pid)" # to all, as a terminal does, and twice, as it may
        [ "$signal" != HUP ] || kill -HUP "$(cat pid)" || true
        finish
        [ "$code" -eq 130 ] || fail "$signal: $code"
        [ "$(json a.json '{row["status"] for row in report["results"]} <= {"ok", "interrupted"}')" = True ]
        rm a.json
    done
    [ -z "$(ls -A | grep gpubench)" ]
}

@test "a signal that the parent ignores is ignored" {
    setsid bash -c 'trap "" INT HUP; echo $$ > pid; exec "$@"' - "$GPUBENCH" run --size 1M --lists 2 --time 6 --precision 0.01 \
        --backend serial -o a.json > out 2> err 3>&- &
    started=$!
    worked "$started" 50
    kill -INT "$started"
    kill -HUP "$started"
    finish
    [ "$code" -eq 0 ]
    [ "$(json a.json 'report["interrupted"]')" = False ]
}

@test "signals that the parent had blocked, and deaths that it had ignored, are seen" {
    cat > blocked.py <<'PYTHON'
import os, signal, sys
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
signal.pthread_sigmask(signal.SIG_BLOCK, range(1, signal.NSIG))
os.execv(sys.argv[1], sys.argv[1:])
PYTHON
    setsid python3 blocked.py "$GPUBENCH" run --backend serial,process --workers 2 --size 1M --lists 2 --time 60 \
        --precision 0.01 -o a.json > out 2> err 3>&- &
    started=$!
    worked "$started" 50
    for runner in $(children "$started"); do
        [ -z "$(children "$runner")" ] || kill -KILL "$runner"
    done
    sleep 1 # less than any patience
    kill -TERM "$started"
    finish
    [ "$code" -eq 130 ]
    [ "$(json a.json 'report["results"][1]["status"]')" = failed ]
    [ "$(json a.json '"SIGKILL" in report["results"][1]["reason"]')" = True ]
}

@test "an emitted list has no name until it is whole, so that a kill leaves nothing" {
    "$GPUBENCH" emit --count 2^60 --output list 2> /dev/null &
    worked $! 20
    kill -KILL $!
    wait $! || true
    touch probe
    [ "$(stat -f -c %T .)" != overlayfs ] || skip "a file system that may not have such files"
    [ "$(ls -A | grep -c gpubench)" -eq 0 ]
}

@test "a file mounted by itself is written in place, and that is said" {
    touch mounted.json
    unshare --mount true 2> /dev/null || skip "no right to mount"
    expect 0 unshare --mount bash -c 'mount --bind mounted.json mounted.json && exec "$@"' - \
        "$GPUBENCH" "${short[@]}" --backend serial --output mounted.json
    [[ $stderr == *"mounted.json was written in place"* ]]
    [ "$(statuses mounted.json)" = "['ok']" ]
    [ -z "$(ls -A | grep '^\.gpubench')" ]
}

@test "a folder that goes away during the run: the report is kept, and named" {
    mkdir gone kept
    (cd gone && TMPDIR=$BATS_TEST_TMPDIR/kept exec "$GPUBENCH" run --size 1M --lists 2 --time 60 --precision 0.01 --backend serial -o r.json > ../out 2> ../err) &
    started=$!
    worked "$started" 50
    rmdir gone
    kill -INT "$started"
    finish
    [ "$code" -eq 5 ]
    grep -q "the report is in $BATS_TEST_TMPDIR/kept/" err
    [ "$(statuses kept/*.json)" = "['interrupted']" ]
}

@test "a sweep whose file can't be written any more still shows what it measured" {
    mkdir gone kept
    (cd gone && TMPDIR=$BATS_TEST_TMPDIR/kept exec "$GPUBENCH" sweep --size 1M,2M,4M --time 3 --precision 0.01 --backend serial -o r.json > ../out 2> ../err) &
    started=$!
    until [ -s gone/r.json ]; do sleep 0.1; done
    rm gone/r.json && rmdir gone
    finish
    [ "$code" -eq 5 ]
    grep -q "serial" out
    [ "$(json kept/*.json 'report["points"][0]["report"] is not None')" = True ]
}

@test "a link that leads nowhere yet is followed" {
    mkdir elsewhere
    ln -s elsewhere/r.json link.json
    expect 0 "$GPUBENCH" "${short[@]}" --backend serial --output link.json
    [ -L link.json ]
    [ "$(statuses elsewhere/r.json)" = "['ok']" ]
}

# All processes of the session, as a paused container has them.
all() {
    pkill -"$1" --session "$(cat pid)"
}

@test "a suspension is no hang, and its samples are marked" {
    start --backend serial,process --workers 2 --size 2M --lists 2 --time 120 --precision 0.01 --patience 6 -o a.json
    worked "$(cat pid)" 150
    for seconds in 7 2.5 2.5 2.5 2.5; do # one may fall between two samples
        all STOP
        sleep "$seconds"
        all CONT
        sleep 0.5
    done
    kill -INT "$(cat pid)"
    finish
    [ "$code" -eq 130 ] || fail "$(cat err)"
    [ "$(json a.json '{row["status"] for row in report["results"]} <= {"ok", "interrupted"}')" = True ]
    grep -q "suspended: during [1-5] of" out
}

@test "a terminal that stops who writes in the background stops no runner" {
    command -v script > /dev/null || skip "no script(1) to make a terminal with"
    chatter
    TERM=xterm timeout 60 script --quiet --return --command \
        "stty tostop; LD_PRELOAD=$PWD/chatter.so \"\$GPUBENCH\" ${short[*]} --backend serial,process --patience 5 -o a.json > out" typescript > /dev/null
    [ "$(statuses a.json)" = "['ok', 'ok']" ]
}

@test "what an interpreter or a driver says when it fails stands in the reason" {
    printf '#!/bin/sh\necho warning >&2\nprintf "libm.so is \\033[31mmissing\\n" >&2\nexit 127\n' > python
    chmod +x python
    expect 3 "$GPUBENCH" "${short[@]}" --stream python --backend serial,python-serial --python ./python -o a.json
    [[ $(json a.json 'report["results"][1]["reason"]') == *"exit code 127"*"it said: libm.so is ?[31mmissing" ]]
    [ -z "$(grep warning <<<"$stderr")" ]
}

@test "no module of the working folder, and no variable, changes the experiment" {
    echo 'raise SystemExit("stolen")' > random.py
    touch seen
    PYTHONSTARTUP=x PYTHONPATH=$PWD PYTHONHOME=/nonexistent expect 0 "$GPUBENCH" "${short[@]}" --stream python --backend python-serial
    expect 0 "$GPUBENCH" list
    [[ $output != *stolen* ]]
}

@test "gpubench killed: the interpreter's own processes end too" {
    start --stream python --backend python-process --size 20M --lists 2 --time 30
    sleep 2
    [ "$(family | wc -l)" -ge 4 ]
    kill -KILL "$(cat pid)"
    finish
    for _ in $(seq 20); do # giving back what they hold takes a moment
        [ -n "$(family | awk '$3 !~ /^Z/')" ] || break
        sleep 0.1
    done
    [ -z "$(family | awk '$3 !~ /^Z/')" ]
}
