# Shared by the tests of the command line. GPUBENCH names the program; build/gpubench without it.
# SPDX-License-Identifier: MIT
bats_require_minimum_version 1.5.0
tests=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
GPUBENCH=$(realpath "${GPUBENCH:-$tests/../build/gpubench}")
export GPUBENCH

# A program under a sanitizer is slower to open and check lists, and wants the sanitizer before the
# libraries that tests put in front of it.
slowness=1
! ldd "$GPUBENCH" | grep -q libasan || slowness=4
export ASAN_OPTIONS=verify_asan_link_order=0

# A run that ends within a second or so: what it measures doesn't matter here.
short=(--size 100K --lists 2 --time 0.5)

fail() {
    echo "$*" >&2
    return 1
}

# expect CODE COMMAND…: runs it; $output and $stderr are then at hand.
expect() {
    local code=$1
    shift
    run --separate-stderr "$@"
    [ "$status" -eq "$code" ] || fail "$*: $status, not $code: $output $stderr"
}

# The JSON file's value at a Python expression over `report`.
json() {
    python3 -c 'import json, sys; report = json.load(open(sys.argv[1])); print(eval(sys.argv[2]))' "$1" "$2"
}

# What a shell starts in the background ignores Ctrl-C, unless this stands before it.
heeding=(env --default-signal=INT,QUIT)

# The processes of the session that start began, zombies included.
family() {
    [ ! -s pid ] || ps -o pid=,ppid=,stat=,args= --sid "$(cat pid)"
}

# start OPTIONS…: gpubench in a session of its own, in the background; its number is in ./pid.
start() {
    setsid "${heeding[@]}" bash -c 'echo $$ > pid; exec "$@"' - "$GPUBENCH" "$@" > out 2> err 3>&- &
    started=$!
    until [ -s pid ]; do sleep 0.05; done
}

finish() {
    code=0
    wait "$started" || code=$?
}

# The children of process $1.
children() {
    pgrep -P "$1"
}

# Hundredths of a second of processor time that a process and its descendants have had; very many for
# one that has ended.
ticks_of() {
    local process=$1 stat child
    stat=$(cat "/proc/$process/stat" 2> /dev/null) || stat=") Z"
    [[ $stat != *") Z"* ]] || { echo 1000000; return; }
    read -r -a stat <<< "${stat##*) }"
    local ticks=$((stat[11] + stat[12] + stat[13] + stat[14]))
    for child in $(pgrep -P "$process"); do
        stat=$(ticks_of "$child")
        [ "$stat" -eq 1000000 ] || ticks=$((ticks + stat))
    done
    echo "$ticks"
}

# worked PROCESS HUNDREDTHS: waits until they had so much. To open and check two lists of 1M takes less
# than 30, so samples are being taken by then, however busy the machine is; 10,000 of them take 600.
worked() {
    while [ "$(ticks_of "$1")" -lt $(($2 * slowness)) ]; do sleep 0.1; done
}
