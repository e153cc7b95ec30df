#!/usr/bin/env bats
# gpubench sweep, scale, compare, report and selftest from outside.
# SPDX-License-Identifier: MIT
load common

setup() {
    cd "$BATS_TEST_TMPDIR"
}

quick=(--time 0.1 --backend serial,pthread)

@test "a sweep: points, break-even and a resumed file" {
    expect 0 "$GPUBENCH" sweep --size 1K..100K --steps 1 "${quick[@]}" --between serial,pthread -o a.json
    [[ $output == *"From which size on does it pay?"* ]]
    [ "$(json a.json '[point["size"] for point in report["points"]]')" = "[1000, 10000, 100000]" ]
    [ "$(json a.json 'report["break_evens"][0]["row"]')" = pthread ]
    # What each row costs however short its list is, and which was the fastest at each size.
    [[ $output =~ "The time of an empty list".*"serial "[0-9.]+" "[nµu]s,.*"pthread "[0-9.]+" "[nµu]s ]]
    [[ $output =~ "fastest" && $output =~ 1.00\ k.*(serial|pthread),\ [0-9]+\ worker ]]
    [ "$(json a.json '[row["resident"]["empty_list_ns"] > 0 for row in report["points"][0]["report"]["results"]]')" = "[True, True]" ]
    expect 0 "$GPUBENCH" report a.json
    [[ $output == *"The time of an empty list"* ]]
    # Without its last point it goes on there, and the points that it has are not measured again.
    python3 - <<'PYTHON'
import json
report = json.load(open("a.json"))
report["points"][2]["report"] = None
json.dump(report, open("b.json", "w"))
PYTHON
    expect 0 "$GPUBENCH" sweep --size 1K..100K --steps 1 "${quick[@]}" --between serial,pthread --resume b.json
    [ "$(json b.json 'report["points"][2]["report"] is not None')" = True ]
    begun='[point["report"]["run"]["shuffle_seed"] for point in report["points"]][0:2]'
    [ "$(json a.json "$begun")" = "$(json b.json "$begun")" ]
}

@test "another plan, machine or kind of file is not resumed" {
    expect 0 "$GPUBENCH" sweep --size 1K "${quick[@]}" -o a.json
    for other in "--size 2K" "--size 1K --seed 7" "--size 1K --precision 2" "--size 1K --lists 2" \
        "--size 1K --transport pipe" "--size 1K --delivery pageable" "--size 1K --python sh"; do
        # shellcheck disable=SC2086
        expect 2 "$GPUBENCH" sweep $other "${quick[@]}" --resume a.json
        [[ $stderr == *"--resume a.json"* ]]
    done
    expect 2 "$GPUBENCH" sweep --size 1K --time 0.1 --backend serial --resume a.json
    [[ $stderr == *backends* ]]
    sed 's/"cpu_model": "[^"]*"/"cpu_model": "Another"/; s/"cpu_model": null/"cpu_model": "Another"/' a.json > b.json
    expect 2 "$GPUBENCH" sweep --size 1K "${quick[@]}" --resume b.json
    [[ $stderr == *"another machine"* && $stderr == *cpu_model* ]]
    expect 2 "$GPUBENCH" scale --workers 1 --resume a.json
    expect 2 "$GPUBENCH" sweep --resume missing.json
}

@test "sizes beyond the memory are skipped, and said so" {
    expect 0 "$GPUBENCH" sweep --size 1K,2^50 "${quick[@]}" -o a.json
    [[ $output == *skipped* && $output == *"of memory are free"* ]]
    [ "$(json a.json '"free" in report["points"][1]["skipped"], report["points"][1]["report"]')" = "(True, None)" ]
}

@test "Ctrl-C keeps the points until then, and --resume goes on" {
    setsid "${heeding[@]}" "$GPUBENCH" sweep --size 1K,2K,4K,8K --time 2 --precision 0.01 --backend serial,pthread -o a.json > out 2> err 3>&- &
    started=$!
    until [ -s a.json ]; do sleep 0.1; done
    kill -INT "$started"
    code=0
    wait "$started" || code=$?
    [ "$code" -eq 130 ]
    grep -q resume out
    [ "$(json a.json 'report["interrupted"], report["points"][0]["report"] is not None, report["points"][3]["report"]')" = "(True, True, None)" ]
}

@test "ranges that make no sense are refused" {
    for size in 5..1 1.. ..5 5,5 5,1 1..2..3 0..5 a..b; do
        expect 2 "$GPUBENCH" sweep --size "$size"
        [[ $stderr == *"--size"* ]]
    done
    expect 2 "$GPUBENCH" scale --workers 4..1
    expect 2 "$GPUBENCH" sweep --between serial
    expect 2 "$GPUBENCH" sweep --backend serial,pthread --between serial,cuda
    expect 2 "$GPUBENCH" scale --backend serial
}

@test "a scale: strong and weak" {
    expect 0 "$GPUBENCH" scale --workers 1..2 --size 100K --time 0.1 --backend pthread -o a.json
    [[ $output == *"How far does it scale?"* && $output == *Karp-Flatt* ]]
    [ "$(json a.json '[(point["workers"], point["scaling"], point["size"]) for point in report["points"]]')" = "[(1, 'strong', 100000), (2, 'strong', 100000), (2, 'weak', 200000)]" ]
    [ "$(json a.json '[law["scaling"] for law in report["scaling_laws"]]')" = "['strong', 'weak']" ]
}

# slower FILE FACTOR: the report with all times of pthread multiplied.
slower() {
    python3 - "$@" <<'PYTHON'
import json, sys
report = json.load(open(sys.argv[1]))
for row in report["results"]:
    if row["backend"] == "pthread":
        for place in "resident", "delivered":
            series = row[place]
            series["samples_ns"] = [time * float(sys.argv[2]) for time in series["samples_ns"]]
            series["median_ns"] *= float(sys.argv[2])
json.dump(report, sys.stdout)
PYTHON
}

@test "compare: verdicts and the exit code for regressions" {
    golden=$tests/golden/everything.json
    expect 0 "$GPUBENCH" compare "$golden" "$golden"
    [[ $output == *"0 faster, 0 slower"* ]]
    slower "$golden" 1.5 > slow.json
    expect 0 "$GPUBENCH" compare "$golden" slow.json
    [[ $output == *"1 slower"* ]]
    expect 6 "$GPUBENCH" compare --fail-on-regression 10 "$golden" slow.json -o a.md -o a.txt
    [[ $stderr == *"1 of"* ]]
    grep -q slower a.md && grep -q slower a.txt
    expect 0 "$GPUBENCH" compare --fail-on-regression 100 "$golden" slow.json
    expect 0 "$GPUBENCH" compare --fail-on-regression 10 slow.json "$golden"
    [[ $output == *"1 faster"* ]]
    expect 6 "$GPUBENCH" compare --fail-on-regression 10 "$golden" "$golden" slow.json
}

@test "compare: a row that has vanished is named, and fails who watches" {
    golden=$tests/golden/everything.json
    python3 -c 'import json, sys
report = json.load(open(sys.argv[1]))
report["results"] = [row for row in report["results"] if row["backend"] != "pthread"]
json.dump(report, sys.stdout)' "$golden" > fewer.json
    expect 0 "$GPUBENCH" compare "$golden" fewer.json
    [[ $output == *"Only before: pthread."* ]]
    expect 6 "$GPUBENCH" compare --fail-on-regression 10 "$golden" fewer.json
    [[ $stderr == *"vanished since the first report: pthread"* ]]
    expect 0 "$GPUBENCH" compare --fail-on-regression 10 fewer.json "$golden"
    [[ $output == *"Only after: pthread."* ]]
}

@test "compare: inconclusive says why, and can fail" {
    for file in a b; do
        expect 0 "$GPUBENCH" --backend serial --size 20M --lists 1 --time 0.1 -o $file.json
    done
    expect 0 "$GPUBENCH" compare a.json b.json
    [[ $output == *"inconclusive for too few samples"*"needs 6"* ]]
    expect 6 "$GPUBENCH" compare --fail-on-inconclusive a.json b.json
    [[ $stderr == *"1 of 1 rows can't be judged"* ]]
}

@test "compare: what differs comes first" {
    golden=$tests/golden/everything.json
    sed 's/Made-up 8-Core Processor/Another Processor/' "$golden" > other.json
    expect 0 "$GPUBENCH" compare "$golden" other.json
    [[ $output == *"machine, cpu_model: Made-up 8-Core Processor -> Another Processor"*"Rows"* ]]
}

@test "compare and report refuse what is no report" {
    golden=$tests/golden/everything.json
    expect 2 "$GPUBENCH" compare "$golden"
    expect 2 "$GPUBENCH" compare "$golden" missing.json
    head -c 5000 "$golden" > cut.json
    expect 2 "$GPUBENCH" compare "$golden" cut.json
    [[ $stderr == *cut.json* ]]
    sed 's/"schema_version": 1/"schema_version": 2/' "$golden" > new.json
    expect 2 "$GPUBENCH" report new.json
    [[ $stderr == *"version 2"* ]]
    sed 's/"schema_version": 1/"schema_version": 0/' "$golden" > old.json
    expect 2 "$GPUBENCH" report old.json
    [[ $stderr == *"version 0"* ]]
    expect 2 "$GPUBENCH" report "$golden" "$golden"
    expect 2 "$GPUBENCH" compare "$golden" "$golden" -o a.json
}

@test "a report in other forms is the same report" {
    golden=$tests/golden/without-gpu.json
    expect 0 "$GPUBENCH" report "$golden" -o a.json -o a.md -o a.csv
    cmp a.json "$golden"
    cmp a.md "$tests/golden/without-gpu.md"
}

@test "a selftest" {
    expect 0 "$GPUBENCH" selftest --trials 2 --time 0.1 --size 10K --backend serial
    [[ $output == *"comparisons of a backend with itself"* ]]
    [[ $output == *"in the same run"* && $output == *"in the next run"* ]]
    expect 2 "$GPUBENCH" selftest --backend null
}

@test "words are the leading bits of the values" {
    "$GPUBENCH" emit --count 1000 --format words > words
    "$GPUBENCH" emit --count 1000 --format raw > values
    python3 - <<'PYTHON'
import array
words, values = array.array("I", open("words", "rb").read()), array.array("d", open("values", "rb").read())
assert len(words) == len(values) == 1000
assert all(word == int(value * 2**32) for word, value in zip(words, values))
PYTHON
    expect 2 "$GPUBENCH" emit --type f32 --format words --count 10
    [[ $stderr == *"--format words"* ]]
}

@test "a terminal obeys nothing that a report says" {
    golden=$tests/golden/without-gpu.json
    # Colours, and the same sign as one of the controls above ASCII, at the end of every text.
    python3 - "$golden" <<'PYTHON'
import json, sys
def spoil(value):
    if isinstance(value, dict):
        return {key: spoil(entry) if key not in keep else entry for key, entry in value.items()}
    return [spoil(entry) for entry in value] if isinstance(value, list) else value + "\x1b[31m\x9b31m" if isinstance(value, str) else value
keep = {"kind", "stream", "type", "seed", "isa", "stores", "memory", "delivery", "transport", "shuffle_seed", "status", "digest", "stop",
        "base", "backend", "place", "name", "started_utc", "schema_version"}
json.dump(spoil(json.load(open(sys.argv[1]))), open("spoiled.json", "w"))
PYTHON
    expect 0 "$GPUBENCH" report spoiled.json -o spoiled.md
    [[ $output == *"?[31m"* ]]
    [[ $output$stderr != *$'\e'* && $output != *$'\xc2\x9b'* ]]
    run ! grep -q $'\e' spoiled.md
    expect 0 "$GPUBENCH" compare "$golden" spoiled.json
    [[ $output == *"?[31m"* && $output != *$'\e'* ]]
}
