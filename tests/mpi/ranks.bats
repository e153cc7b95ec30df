# One list over ranks: the same elements, whatever their number.
# SPDX-License-Identifier: MIT
load common

@test "1, 2, 3 and 5 ranks make the list of one process, in uneven slices" {
    list=(--size 1009 --lists 7 --seed 42)
    expected=$(digest_of "${list[@]}")
    for ranks in 1 2 3 5; do
        expect 0 over "$ranks" run --backend serial,null "${list[@]}" --time 0.2 --output "$BATS_TEST_TMPDIR/$ranks.json"
        file=$BATS_TEST_TMPDIR/$ranks.json
        [ "$(json "$file" 'report["results"][0]["digest"]')" = "$expected" ]
        [ "$(json "$file" 'report["results"][0]["verified"]')" = True ]
        [ "$(json "$file" 'report["ranks"]["count"]')" = "$ranks" ]
        [ "$(json "$file" 'report["results"][0]["workers"]')" = "$ranks" ]
        [ "$(json "$file" 'report["results"][0]["resident"]["ranks"]["slowest_rank"] < report["ranks"]["count"]')" = True ]
    done
}

@test "more ranks than elements: some slices are empty" {
    for size in 1 3 17; do
        expect 0 over 5 verify --backend serial,pthread --size "$size" --lists 1 --output "$BATS_TEST_TMPDIR/$size.json"
        [ "$(json "$BATS_TEST_TMPDIR/$size.json" '{row["digest"] for row in report["results"]}')" = "{'$(digest_of --size "$size" --lists 1)'}" ]
    done
    expect 0 over 5 run --backend serial --size 3 --lists 1 --time 0.2
}

@test "verify over ranks finds the digest of other types, streams and several backends" {
    list=(--size 300K --lists 1 --type f32 --seed 7)
    expect 0 over 3 verify --backend serial,pthread,process "${list[@]}" --output "$BATS_TEST_TMPDIR/f32.json"
    [ "$(json "$BATS_TEST_TMPDIR/f32.json" '{row["digest"] for row in report["results"]}')" = "{'$(digest_of "${list[@]}")'}" ]
    list=(--size 100K --lists 2 --stream python)
    expect 0 over 2 verify --backend serial "${list[@]}" --output "$BATS_TEST_TMPDIR/python.json"
    [ "$(json "$BATS_TEST_TMPDIR/python.json" 'report["results"][0]["digest"]')" = "$(digest_of "${list[@]}")" ]
}

@test "--gather: the list in the memory of rank 0 is compared there, and has a time of its own" {
    list=(--size 100003 --lists 3)
    for ranks in 1 3; do
        expect 0 over "$ranks" run --gather --backend serial,pthread "${list[@]}" --time 0.3 --output "$BATS_TEST_TMPDIR/$ranks.json"
        file=$BATS_TEST_TMPDIR/$ranks.json
        [ "$(json "$file" 'report["ranks"]["gathered"]')" = True ]
        [ "$(json "$file" '{row["digest"] for row in report["results"]}')" = "{'$(digest_of "${list[@]}")'}" ]
        [ "$(json "$file" 'all(row["verified"] for row in report["results"])')" = True ]
        [ "$(json "$file" 'all(row["delivered"]["ranks"]["gather_ns"] > 0 and row["resident"]["ranks"]["gather_ns"] == 0 for row in report["results"])')" = True ]
    done
}

@test "ranks times 1 and fewer: a scale has strong and weak points, and can be read again" {
    expect 0 over 3 scale --size 100K --time 0.2 --output "$BATS_TEST_TMPDIR/scale.json" --output "$BATS_TEST_TMPDIR/scale.csv"
    [[ "$output" == *"3 ranks make"* ]]
    file=$BATS_TEST_TMPDIR/scale.json
    [ "$(json "$file" '[(p["workers"], p["scaling"], p["size"]) for p in report["points"]]')" = \
        "[(1, 'strong', 100000), (2, 'strong', 100000), (3, 'strong', 100000), (2, 'weak', 200000), (3, 'weak', 300000)]" ]
    [ "$(json "$file" '[p["report"]["ranks"]["count"] for p in report["points"]]')" = "[1, 2, 3, 2, 3]" ]
    [ "$(json "$file" 'all(law["points"][2]["efficiency"]["value"] > 0 for law in report["scaling_laws"])')" = True ]
    head -n 1 "$BATS_TEST_TMPDIR/scale.csv" | grep -q ',ranks,.*,start_skew_ns,imbalance,barrier_ns,'
    expect 0 "$GPUBENCH" report "$file"
    [[ "$output" == *"3 ranks make"* ]]
    expect 2 over 2 scale --ranks 1..3 --size 1K
    [[ "$stderr" == *"there are 2 ranks only"* ]]
}

@test "reports over ranks follow the schema" {
    expect 0 over 2 run --backend serial --size 10K --lists 1 --time 0.2 --output "$BATS_TEST_TMPDIR/run.json"
    python3 - "$tests/../schema/gpubench-1.schema.json" "$BATS_TEST_TMPDIR/run.json" <<'END'
import json, jsonschema, sys
schema, report = (json.load(open(name)) for name in sys.argv[1:])
jsonschema.validate(report, schema)
END
    expect 0 "$GPUBENCH" report "$BATS_TEST_TMPDIR/run.json" --output "$BATS_TEST_TMPDIR/again.json"
    [ "$(json "$BATS_TEST_TMPDIR/run.json" '(report["ranks"], report["results"][0]["resident"]["ranks"])')" = \
        "$(json "$BATS_TEST_TMPDIR/again.json" '(report["ranks"], report["results"][0]["resident"]["ranks"])')" ]
}

@test "a hostfile says where the ranks are" {
    case $MPI in
    openmpi) echo "localhost slots=3" ;;
    mpich) echo "localhost:3" ;;
    esac >"$BATS_TEST_TMPDIR/hosts"
    expect 0 launch --hostfile "$BATS_TEST_TMPDIR/hosts" -n 3 "$GPUBENCH_MPI" verify --backend serial --size 10K --lists 1 --output "$BATS_TEST_TMPDIR/hosts.json"
    [ "$(json "$BATS_TEST_TMPDIR/hosts.json" '(report["ranks"]["count"], report["ranks"]["nodes"])')" = "(3, 1)" ]
}

@test "one rank says what all would say" {
    expect 0 over 3 --help
    [ "$(grep -c '^Usage: mpirun -n RANKS gpubench-mpi' <<<"$output")" = 1 ]
    expect 0 over 3 --version
    [ "$(grep -c '^gpubench-mpi ' <<<"$output")" = 1 ]
    expect 2 over 2 --frobnicate
    [ "$(grep -c 'no option --frobnicate' <<<"$stderr")" = 1 ]
    expect 2 over 2 emit --count 5
    [[ "$stderr" == *"needs one process only: gpubench emit"* ]]
}
