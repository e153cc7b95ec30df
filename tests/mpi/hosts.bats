# Two hosts and a network between them: docs/mpi.md's hostfile, a cable that is cut, and a host's
# daemon that is killed.
# SPDX-License-Identifier: MIT
load common
load cluster

setup_file() {
    export HOSTS=$BATS_FILE_TMPDIR/hosts
    start hosts_start "$HOSTS" unshare nsenter ip
    [ ! -e "$BATS_FILE_TMPDIR/missing" ] || return 0
    case $MPI in
    openmpi) printf '%s\n' "gb-a slots=1" "gb-b slots=1" ;;
    mpich) printf '%s\n' gb-a:1 gb-b:1 ;;
    esac >"$HOSTS/list"
    # MPICH's UCX would go through memory that both hosts share.
    export UCX_TLS=tcp,self HYDRA_LAUNCHER=ssh HYDRA_LAUNCHER_EXEC=$HOSTS/agent
    export OMPI_MCA_plm_rsh_agent=$HOSTS/agent OMPI_MCA_rmaps_base_oversubscribe=0
}

teardown_file() {
    hosts_end "$HOSTS"
}

setup() {
    skip_unless_started
    cp "$HOSTS/list" "$BATS_TEST_TMPDIR/hosts"
    mkdir "$BATS_TEST_TMPDIR/bin"
    printf '#!/bin/sh\nexec mpirun.%s "$@"\n' "$MPI" >"$BATS_TEST_TMPDIR/bin/mpirun"
    chmod +x "$BATS_TEST_TMPDIR/bin/mpirun"
    PATH=$BATS_TEST_TMPDIR/bin:$(dirname "$GPUBENCH_MPI"):$PATH
    cd "$BATS_TEST_TMPDIR" || return 1
}

# A run of about a minute, in the background as $launcher; then it has begun.
begin() {
    on a timeout -k 5 120 mpirun --hostfile hosts gpubench-mpi run --backend serial --size 1M --lists 1 --time 60 \
        --precision 0.01 "$@" >out 2>err &
    launcher=$!
    for _ in $(seq 100); do
        [ "$(pgrep -cf "^gpubench-mpi .*$BATS_TEST_TMPDIR")" -lt 6 ] || break
        sleep 0.1
    done
    sleep 3
}

@test "the page's hostfile: one list over two hosts, each with its name" {
    line=$(block 'mpirun --hostfile hosts' | head -n 1)
    [[ "$line" == "mpirun --hostfile hosts gpubench-mpi run "* ]]
    run on a $line --time 1 --output "$PWD/two.json"
    [ "$status" -eq 0 ] || [ "$MPI" = mpich ] # which may hang as it ends: see launch.c
    [ "$(json two.json '(report["ranks"]["count"], report["ranks"]["nodes"])')" = "(2, 2)" ]
    [ "$(json two.json 'report["results"][0]["digest"]')" = "$(digest_of --size 10M --lists 1)" ]
    [[ "$(json two.json 'report["results"][0]["resident"]["ranks"]["slowest_host"]')" == gb-[ab] ]]
}

@test "a host whose daemon is killed: the report is kept" {
    begin --output "$PWD/daemon.json"
    # Open MPI's orted, or MPICH's hydra_pmi_proxy: of both hosts, that which is not on a.
    for process in $(pgrep 'orted|hydra_pmi'); do
        [ "$(readlink "/proc/$process/ns/net")" != "$(readlink "/proc/$(cat "$HOSTS/b.pid")/ns/net")" ] || kill -KILL "$process"
    done
    code=0
    wait "$launcher" || code=$?
    [ "$code" -ne 0 ]
    until_exists daemon.json
    [ "$(json daemon.json 'report["results"][0]["resident"]["sample_count"] > 2')" = True ]
    # MPICH's launcher now and then lets the ranks go on to the end of their run, which is whole then.
    [ "$(json daemon.json 'report["interrupted"]')" = True ] || [ "$MPI" = mpich ]
}

@test "a network that is cut: the report is kept and says why, and all ends when it is back" {
    begin --patience 0.5 --output "$PWD/cut.json"
    on b ip link set eth0 down
    until_exists cut.json
    on b ip link set eth0 up
    wait "$launcher" && fail "it ended well"
    [[ "$(json cut.json 'report["results"][0]["reason"]')" == "the ranks did not answer for 15."*"is one of them stopped, or the network down?" ]]
    [ "$(json cut.json 'report["results"][0]["resident"]["sample_count"] > 2')" = True ]
    for _ in $(seq 200); do pgrep -f "^gpubench-mpi .*$BATS_TEST_TMPDIR" >/dev/null || break; sleep 0.1; done
    ! pgrep -f "^gpubench-mpi .*$BATS_TEST_TMPDIR"
}
