# Shared by the tests over ranks. MPI names the implementation, as Debian does (openmpi, mpich);
# GPUBENCH_MPI the program built with it, GPUBENCH that without MPI.
# SPDX-License-Identifier: MIT
. "$(dirname "${BASH_SOURCE[0]}")/../cli/common.bash"
MPI=${MPI:-openmpi}
GPUBENCH_MPI=$(realpath "${GPUBENCH_MPI:-$tests/../build/gpubench-mpi}")

# More ranks than processors, and as root: both are refused by Open MPI unless it is told.
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
export OMPI_MCA_rmaps_base_oversubscribe=1 OMPI_MCA_orte_tmpdir_base=${BATS_RUN_TMPDIR:-/tmp}

# A test that hangs is a failure, and leaves nothing behind.
launch() {
    timeout -k 5 120 "mpirun.$MPI" "$@"
}

# over RANKS ARGUMENTS…
over() {
    local ranks=$1
    shift
    launch -n "$ranks" "$GPUBENCH_MPI" "$@"
}

# The digest that one process prints for the same list.
digest_of() {
    "$GPUBENCH" verify --backend serial "$@" --output "$BATS_TEST_TMPDIR/alone.json" >/dev/null
    json "$BATS_TEST_TMPDIR/alone.json" 'report["results"][0]["digest"]'
}

# The process that MPI knows of a rank of the run under way.
messenger_of() {
    local rank=$1 process
    for process in $(pgrep -f "^$GPUBENCH_MPI .*$BATS_TEST_TMPDIR"); do
        tr '\0' '\n' <"/proc/$process/environ" 2>/dev/null |
            grep -Eq "^(OMPI_COMM_WORLD_RANK|PMI_RANK)=$rank\$" || continue
        # Its children and their runners have a parent of this name; it has the launcher.
        tr '\0' ' ' <"/proc/$(ps -o ppid= -p "$process" | tr -d ' ')/cmdline" |
            grep -q "^$GPUBENCH_MPI" || echo "$process"
    done
}

# running RANK: its messenger, once the run has begun; then there is time for some rounds.
running() {
    local process
    for _ in $(seq 600); do
        process=$(messenger_of "$1")
        [ -z "$process" ] || break
        sleep 0.1
    done
    sleep 3
    echo "$process"
}

# until_exists FILE: it was written.
until_exists() {
    for _ in $(seq 600); do
        [ ! -e "$1" ] || return 0
        sleep 0.1
    done
    fail "$1 did not appear"
}
