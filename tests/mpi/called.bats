# How gpubench-mpi is called: by a launcher that fits, by the names of its own commands; and that its
# page, its completions and its reports speak of ranks.
# SPDX-License-Identifier: MIT
load common

@test "a launcher that doesn't fit the program's MPI is refused: no rank makes the whole list" {
    other=openmpi
    [ "$MPI" != openmpi ] || other=mpich
    expect 2 timeout -k 5 60 "mpirun.$other" -n 2 "$GPUBENCH_MPI" run --backend serial --size 1K --output "$BATS_TEST_TMPDIR/alone.json"
    [[ "$stderr" == *"_SIZE is 2, but "*" knows of 1 rank only"*"start it with the mpirun of the MPI that it was built with"* ]]
    [ ! -e "$BATS_TEST_TMPDIR/alone.json" ]
    # What a batch script or salloc's shell says, and srun without the interface between the two.
    expect 2 env SLURM_NTASKS=8 "$GPUBENCH_MPI" verify --backend serial --size 1K --lists 1
    [[ "$stderr" == *"SLURM_NTASKS is 8"*"start it with srun --mpi=pmix"* ]]
    expect 2 env SLURM_NTASKS=8 SLURM_STEP_NUM_TASKS=2 "$GPUBENCH_MPI" verify --backend serial --size 1K --lists 1
    [[ "$stderr" == *"SLURM_STEP_NUM_TASKS is 2"*"srun --mpi=pmi2 for MPICH"* ]]
}

@test "fewer ranks than a job has tasks are the user's choice, and help needs no launcher" {
    SLURM_NTASKS=8 SLURM_STEP_NUM_TASKS=8 expect 0 over 2 verify --backend serial --size 1K --lists 1
    expect 0 env SLURM_NTASKS=8 "$GPUBENCH_MPI" --help
    expect 0 env SLURM_NTASKS=8 "$GPUBENCH_MPI" --version
}

@test "only its own commands are offered, in help and where a name is wrong" {
    expect 2 over 1 rnu
    [[ "$stderr" == *"did you mean 'run'? It can be run, sweep, scale, verify, manual"* ]]
    expect 0 over 1 --help
    [ "$(sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p' <<<"$output" | xargs)" = "run sweep scale verify manual" ]
    for command in run sweep scale verify manual; do
        expect 0 over 1 "$command" --help
        [[ "$output" == *"gpubench-mpi"* ]]
        # Nothing in the examples that is another program's.
        ! sed -n '/^Examples:/,/^$/p' <<<"$output" | grep -E '^ *gpubench |--workers [0-9]*,'
    done
    [[ "$(over 1 --help)" == *"workers, or ranks of MPI"* ]]
}

@test "its own page and completions, printed without a launcher" {
    "$GPUBENCH_MPI" manual >"$BATS_TEST_TMPDIR/page"
    expect 0 mandoc -T lint "$BATS_TEST_TMPDIR/page"
    [ -z "$output$stderr" ]
    mandoc -T utf8 "$BATS_TEST_TMPDIR/page" | col -b >"$BATS_TEST_TMPDIR/shown"
    grep -q 'mpirun -n RANKS gpubench-mpi scale' "$BATS_TEST_TMPDIR/shown"
    ! grep -Eq '^ *(selftest|emit) *$|--fail-on-regression' "$BATS_TEST_TMPDIR/shown"
    "$GPUBENCH_MPI" manual --format bash >"$BATS_TEST_TMPDIR/bash"
    [ "$(bash -c '. "$1"
        COMP_LINE="gpubench-mpi scale --r" COMP_POINT=${#COMP_LINE} COMP_WORDS=(gpubench-mpi scale --r) COMP_CWORD=2
        _gpubench-mpi
        echo "${COMPREPLY[@]}"' - "$BATS_TEST_TMPDIR/bash" | xargs)" = "--ranks --resume" ]
    complete=$(grep -c -- 'gpubench-mpi-mpi' "$BATS_TEST_TMPDIR/bash" || true)
    [ "$complete" = 0 ]
    for shell in zsh fish; do
        "$GPUBENCH_MPI" manual --format "$shell" >"$BATS_TEST_TMPDIR/$shell"
        grep -q 'gpubench-mpi' "$BATS_TEST_TMPDIR/$shell"
        ! command -v "$shell" || "$shell" -n "$BATS_TEST_TMPDIR/$shell"
    done
}

@test "a report over ranks counts ranks, and workers where a rank has several" {
    expect 0 over 2 run --backend serial,pthread --workers 2 --size 10K --lists 1 --time 0.3
    [[ "$output" == *"vs serial, 2 ranks"* ]]
    [[ "$output" == *"2 workers on each rank"* ]]
    [[ "$output" != *"serial (2 workers)"* ]]
    expect 0 over 2 run --backend pthread --workers 2 --size 10K --lists 1 --time 0.3
    [[ "$output" == *"vs pthread, 4 workers on 2 ranks"* ]]
}
