# A cluster on one machine, for the tests of ranks: a real Slurm of one node, or two hosts, each in
# namespaces of its own, with a network between them. Both live in a temporary folder and end with
# the test file. They need root; where they can't be, the tests are skipped with the reason.
# SPDX-License-Identifier: MIT

# start FUNCTION FOLDER COMMAND…: in setup_file; calls it where all commands are installed.
start() {
    start_or_say "$@" >"$BATS_FILE_TMPDIR/why" 2>&1 3>&- || touch "$BATS_FILE_TMPDIR/missing"
}

start_or_say() {
    local function=$1 folder=$2 command
    shift 2
    [ "$(id -u)" = 0 ] || { echo "only root can start this" && return 1; }
    for command in "$@"; do
        command -v "$command" >/dev/null || { echo "$command is not installed" && return 1; }
    done
    mkdir -p "$folder"
    "$function" "$folder" || { tail -qn 1 "$folder"/*.log && return 1; }
}

# In setup: what could not be started is the reason to skip.
skip_unless_started() {
    [ ! -e "$BATS_FILE_TMPDIR/missing" ] || skip "not possible here: $(tail -n 3 "$BATS_FILE_TMPDIR/why" | xargs)"
}

# ---- Slurm

# slurm_start FOLDER: of one node of two processors, as Debian's package sets it up: MpiDefault=none.
# It has its own ports, keys and logs, so that one which runs on this machine is not disturbed.
slurm_start() {
    local folder=$1 host port=$((20000 + RANDOM % 20000))
    host=$(hostname -s)
    mkdir -p "$folder/state" "$folder/spool" "$folder/tmp"
    (umask 077 && head -c 1024 /dev/urandom >"$folder/munge.key")
    chmod 755 "$folder"
    cat >"$folder/slurm.conf" <<END
ClusterName=gpubench
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
SlurmctldPort=$port
SlurmdPort=$((port + 1))
AuthInfo=socket=$folder/munge.socket
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
TmpFS=$folder/tmp
FirstJobId=$((RANDOM + 1))
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/affinity
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SlurmdParameters=config_overrides
SchedulerParameters=batch_sched_delay=0,sched_interval=2,bf_interval=2
KillWait=5
NodeName=$host NodeAddr=127.0.0.1 CPUs=2
PartitionName=all Nodes=ALL Default=YES
END
    export SLURM_CONF=$folder/slurm.conf
    munged --force --key-file="$folder/munge.key" --socket="$folder/munge.socket" \
        --pid-file="$folder/munged.pid" --log-file="$folder/munged.log" \
        --seed-file="$folder/munged.seed" && slurmctld -i && slurmd || return 1
    for _ in $(seq 100); do
        [ "$(sinfo -h -o %t 2>/dev/null)" != idle ] || return 0
        sleep 0.1
    done
    return 1
}

# slurm_end FOLDER: the jobs, then the daemons; those of steps would wait for a node's daemon that
# was killed.
slurm_end() {
    scancel --user=root --signal=KILL 2>/dev/null || true
    local process
    for process in $(pgrep slurmstepd) $(pgrep -f "^[^ ]*sh $1/spool/"); do
        ! grep -qz "^SLURM_CONF=$1/" "/proc/$process/environ" 2>/dev/null || kill -KILL "$process"
    done
    for process in $(cat "$1"/{slurmd,slurmctld,munged}.pid 2>/dev/null); do
        kill "$process" 2>/dev/null || continue
        for _ in $(seq 100); do
            kill -0 "$process" 2>/dev/null && ! grep -q '^State:.Z' "/proc/$process/status" || break
            sleep 0.1
        done
    done
}

# ---- two hosts

# hosts_start FOLDER: gb-a and gb-b, each with a name, a network and a /sys of its own, joined by a
# cable. `on a COMMAND…` runs something there; $folder/agent does so for launchers, in place of ssh.
hosts_start() {
    local folder=$1 host a b
    printf '127.0.0.1 localhost\n10.77.0.1 gb-a\n10.77.0.2 gb-b\n' >"$folder/hosts"
    for host in a b; do
        # MPICH's UCX looks for networks in /sys, which shows those of who mounted it.
        unshare --net --uts --mount sh -c 'hostname gb-'"$host"' && mount --bind "$0/hosts" /etc/hosts &&
            mount -t sysfs none /sys && ip link set lo up && echo $$ >"$0/'"$host"'.pid" && exec sleep 600' \
            "$folder" >"$folder/$host.log" 2>&1 &
    done
    for _ in $(seq 50); do
        [ ! -s "$folder/a.pid" ] || [ ! -s "$folder/b.pid" ] || break
        sleep 0.1
    done
    a=$(cat "$folder/a.pid") && b=$(cat "$folder/b.pid") || return 1
    ip link add eth0 netns "$a" type veth peer name eth0 netns "$b" || return 1
    on a sh -c 'ip addr add 10.77.0.1/24 dev eth0 && ip link set eth0 up' || return 1
    on b sh -c 'ip addr add 10.77.0.2/24 dev eth0 && ip link set eth0 up' || return 1
    for host in a b; do
        for _ in $(seq 50); do
            [ "$(on $host cat /sys/class/net/eth0/operstate)" != up ] || break
            sleep 0.1
        done
    done
    cat >"$folder/agent" <<'END'
#!/bin/sh
# agent [-x …] HOST COMMAND…: as ssh would.
while [ "${1#-}" != "$1" ]; do shift; done
process=$(cat "$(dirname "$0")/${1#gb-}.pid")
shift
exec nsenter -t "$process" -n -u -m -w/ sh -c "$*"
END
    chmod +x "$folder/agent"
}

# on HOST COMMAND…: of those in the folder HOSTS.
on() {
    nsenter -t "$(cat "$HOSTS/$1.pid")" -n -u -m -w"$PWD" "${@:2}"
}

# hosts_end FOLDER: they are gone with the processes that hold them.
hosts_end() {
    kill "$(cat "$1/a.pid")" "$(cat "$1/b.pid")" 2>/dev/null || true
}

# ---- what docs/mpi.md says to type

# block WORDS: the indented block of docs/mpi.md that has those words in it, as a file would have it.
block() {
    awk -v words="$1" '
        /^(    |$)/ { text = text substr($0, 5) "\n"; next }
        { if (index(text, words)) exit; text = "" }
        END { if (index(text, words)) printf "%s", text }' "$tests/../docs/mpi.md" | sed '/./,$!d'
}
