# A real Slurm: the scripts of docs/mpi.md as they stand, scancel, and daemons that are killed. The
# last test leaves the node without its daemon.
# SPDX-License-Identifier: MIT
load common
load cluster

setup_file() {
    start slurm_start "$BATS_FILE_TMPDIR/slurm" slurmctld slurmd munged srun sbatch
}

teardown_file() {
    slurm_end "$BATS_FILE_TMPDIR/slurm"
}

setup() {
    skip_unless_started
    folder=$BATS_TEST_TMPDIR
    # The page's scripts are for Open MPI, and say what MPICH needs instead.
    interface=pmix
    [ "$MPI" = openmpi ] || interface=pmi2
    script 'gpubench-mpi "$@"' job.sh
    script 'SLURM_ARRAY_TASK_ID' sizes.sh
    PATH=$(dirname "$GPUBENCH_MPI"):$PATH
    cd "$folder" || return 1
}

# script WORDS FILE: the page's script with those words.
script() {
    block "$1" | sed "/^sbatch/d; s/--mpi=pmix/--mpi=$interface/" >"$folder/$2"
    grep -q "^srun --mpi=$interface " "$folder/$2"
}

# A run of about a minute, for jobs that end otherwise.
long=(run --backend serial --size 1M --lists 1 --time 60 --precision 0.01)

# under_way JOB: its first rank has begun to measure.
under_way() {
    for _ in $(seq 300); do
        [ -z "$(pgrep -f "slurmstepd: .$1.0")" ] || break
        sleep 0.1
    done
    sleep 3
}

@test "the page's job runs as it stands" {
    sbatch=$(block 'gpubench-mpi "$@"' | grep '^sbatch')
    [[ "$sbatch" == "sbatch job.sh run "*"--output job.json" ]]
    $sbatch --time 1
    until_exists job.json
    [ "$(json job.json '(report["ranks"]["count"], report["results"][0]["verified"])')" = "(2, True)" ]
    [ "$(json job.json 'report["results"][0]["digest"]')" = "$(digest_of --size 10M --lists 1)" ]
}

@test "the page's array runs a job for each of two sizes" {
    sed -i 's/--lists 1/--lists 1 --time 1/' sizes.sh
    sbatch sizes.sh
    until_exists 1M.json
    until_exists 10M.json
    [ "$(json 1M.json '(report["run"]["size"], report["ranks"]["count"])')" = "(1000000, 2)" ]
    [ "$(json 10M.json '(report["run"]["size"], report["ranks"]["count"])')" = "(10000000, 2)" ]
}

@test "a wrong --mpi, or none, makes no list twice" {
    for wrong in none pmi2 pmix; do
        [ $wrong != $interface ] || continue
        run --separate-stderr timeout 60 srun --mpi=$wrong -n 2 gpubench-mpi run --backend serial --size 1K --time 0.2 --output wrong.json
        [ "$status" -ne 0 ]
        [ ! -e wrong.json ]
        [ "$MPI" = openmpi ] || [[ "$stderr" == *"knows of 1 rank only"*"srun --mpi=pmi2 for MPICH"* ]]
    done
}

@test "scancel keeps what was measured" {
    job=$(sbatch --parsable job.sh "${long[@]}" --output cancelled.json)
    under_way "$job"
    scancel "$job"
    until_exists cancelled.json
    [ "$(json cancelled.json 'report["interrupted"]')" = True ]
    [ "$(json cancelled.json 'report["results"][0]["resident"]["sample_count"] > 2')" = True ]
}

@test "the death of a step's daemon keeps what was measured, and leaves no process" {
    job=$(sbatch --parsable job.sh "${long[@]}" --output step.json)
    under_way "$job"
    kill -KILL "$(pgrep -f "slurmstepd: .$job.0")"
    until_exists step.json
    [ "$(json step.json 'report["results"][0]["resident"]["sample_count"] > 2')" = True ]
    scancel "$job"
    for _ in $(seq 100); do pgrep -f "^$GPUBENCH_MPI .*step.json" >/dev/null || break; sleep 0.1; done
    ! pgrep -f "^$GPUBENCH_MPI .*step.json"
}

@test "the death of the node's daemon does not concern a run that is under way" {
    job=$(sbatch --parsable job.sh run --backend serial --size 1M --lists 1 --time 5 --precision 0.01 --output node.json)
    under_way "$job"
    kill -KILL "$(cat "$BATS_FILE_TMPDIR/slurm/slurmd.pid")"
    until_exists node.json
    [ "$(json node.json '(report["interrupted"], report["results"][0]["status"], report["results"][0]["verified"])')" = "(False, 'ok', True)" ]
}
