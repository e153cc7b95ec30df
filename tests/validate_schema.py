#!/usr/bin/env python3
# The JSON reports against their schema: the golden ones, those of results/, and some that the
# program makes now. Then reports broken in many ways, each of which the schema must refuse, so that
# it can't be too lax. Keys that a later release adds are allowed; a report of this release has
# exactly the schema's (tests/unit/report/test_schema.c holds the program's own table against it).
# Usage: validate_schema.py SCHEMA GOLDEN_FOLDER PROGRAM
# SPDX-License-Identifier: MIT
import copy
import csv
import json
import pathlib
import subprocess
import sys
import tempfile

import jsonschema


def refuse_constant(word):
    raise ValueError(f"{word} is no JSON")


def load(path):
    return json.loads(path.read_text(encoding="utf-8"), parse_constant=refuse_constant)


def undocumented(schema, path="schema"):
    """Every property without a description of its own."""
    missing = []
    if isinstance(schema, dict):
        for key, value in schema.get("properties", {}).items():
            conditional = not schema.get("description")  # an if or then repeats keys
            if not conditional and not value.get("description"):
                missing.append(f"{path}.{key}")
        for key, value in schema.items():
            missing += undocumented(value, f"{path}.{key}")
    elif isinstance(schema, list):
        for index, value in enumerate(schema):
            missing += undocumented(value, f"{path}[{index}]")
    return missing


def row(report, **wanted):
    """The first row with these values."""
    return next(r for r in report["results"] if all(r[k] == v for k, v in wanted.items()))


def ok_row(report):
    return row(report, status="ok", harness=False)


def at(place):
    """A change of one value: at("run.seed")(report, value)."""
    *parents, last = place.split(".")

    def change(report, value):
        for parent in parents:
            report = report[int(parent)] if parent.isdigit() else report[parent]
        report[last] = value

    return change


# Keys that a later release may add.
ADDITIONS = {
    "a key": lambda r: at("speed")(r, 1),
    "a key in a row": lambda r: ok_row(r).update(speed=1),
    "a key in a series": lambda r: ok_row(r)["resident"].update(speed=1),
    "a fact": lambda r: at("machine.colour")(r, "grey"),
}

# What each breaks, and how. The report they break is the golden one of every kind of row.
MUTATIONS = {
    "another version": lambda r: at("schema_version")(r, 2),
    "a seed as a number": lambda r: at("run.seed")(r, 1234),
    "a seed with a sign": lambda r: at("run.seed")(r, "-1"),
    "a raw fact as text": lambda r: at("machine.memory_bytes")(r, "32 GB"),
    "a reason that is null": lambda r: at("machine_unread.cpu_model")(r, None),
    "an unknown status": lambda r: ok_row(r).update(status="fine"),
    "an unknown type": lambda r: at("run.type")(r, "f16"),
    "a digest in capitals": lambda r: ok_row(r).update(digest="00A1B2C3D4E5F607"),
    "a digest of 15 digits": lambda r: ok_row(r).update(digest="0a1b2c3d4e5f607"),
    "a digest as a number": lambda r: ok_row(r).update(digest=12),
    "a fine row without digest": lambda r: ok_row(r).update(digest=None),
    "a fine row with a digest, not verified": lambda r: ok_row(r).update(verified=None),
    "a fine row, not verified": lambda r: ok_row(r).update(verified=False),
    "a fine row with a reason": lambda r: ok_row(r).update(reason="but"),
    "a failed row without reason": lambda r: row(r, status="failed").update(reason=None),
    "a wrong row with a rate": lambda r: row(r, status="wrong")["resident"].update(numbers_per_s=1),
    "a failed row with a share": lambda r: row(r, status="failed")["delivered"].update(ceiling_share=1),
    "a harness with a rate": lambda r: row(r, harness=True)["resident"].update(bytes_per_s=1),
    "a harness with a digest": lambda r: row(r, harness=True).update(digest="00a1b2c3d4e5f607"),
    "a harness that is verified": lambda r: row(r, harness=True).update(verified=True),
    "an interval of three": lambda r: ok_row(r)["resident"].update(ci95_ns=[1, 2, 3]),
    "an interval of text": lambda r: ok_row(r)["resident"].update(ci95_ns=["1", "2"]),
    "a negative sample": lambda r: ok_row(r)["resident"]["samples_ns"].append(-1),
    "a sample that is null": lambda r: ok_row(r)["resident"]["samples_ns"].append(None),
    "a negative phase": lambda r: ok_row(r)["phases"].update(open_ns=-1),
    "a speed-up without base": lambda r: ok_row(r)["resident"].update(
        speedup={"value": 2, "ci95": None}),
    "an unknown end of sampling": lambda r: ok_row(r)["resident"].update(stop="bored"),
    "a time in another form": lambda r: at("started_utc")(r, "2026-11-22 18:00"),
    "a base without workers": lambda r: r["base"].pop("workers"),
    "a ceiling by magic stores": lambda r: at("ceiling.stores")(r, "magic"),
}


# What is no fact of the list.
RUN_NOT_IN_CSV = set("precision time_s shuffle_seed command_line".split())


def closed(schema):
    """The schema without unknown keys."""
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    known = {key: closed(value) for key, value in schema.items()}
    return {**known, "additionalProperties": False} if "required" in schema else known


def mutated(report, mutations):
    for name, mutate in mutations.items():
        other = copy.deepcopy(report)
        mutate(other)
        yield name, other


# What came after the first files of version 1, which may lack it.
LATER = {"sources", "ceiling_samples", "device_samples_ns", "workers_used", "empty_list_ns", "delivery", "transport", "python", "kernel"}


def every_missing_key(report):
    """The report without one key, for each key of each kind of object that must have it."""
    for name, find in {
        "report": lambda r: r,
        "program": lambda r: r["program"],
        "run": lambda r: r["run"],
        "machine": lambda r: r["machine"],
        "row": ok_row,
        "series": lambda r: ok_row(r)["delivered"],
        "phases": lambda r: ok_row(r)["phases"],
        "ceiling": lambda r: r["ceiling"],
        "note": lambda r: r["notes"][0],
    }.items():
        for key in find(report).keys() - LATER:
            broken = copy.deepcopy(report)
            del find(broken)[key]
            yield f"{name} without {key}", broken


def live_report(program, folder, stream, backends):
    """What the program writes of a small run, as JSON and CSV."""
    json_file, csv_file = folder / "live.json", folder / "live.csv"
    command = [program, "--stream", stream, "--backend", backends, "--size", "1000", "--lists", "3", "--time", "0.2", "--workers", "2"]
    command += ["--seed", "18446744073709551615", "--output", json_file, "--output", csv_file]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return load(json_file), csv_file


def read_back(program, file):
    """What the program writes of a report that it has read."""
    again = file.with_name("again.json")
    subprocess.run([program, "report", file, "--output", again], check=True, stdout=subprocess.DEVNULL)
    return load(again)


def live_studies(program, folder):
    """What the program writes of a small sweep and a small scale."""
    for command in (["sweep", "--size", "1K,10K", "--between", "serial,pthread"],
                    ["scale", "--size", "10K", "--workers", "1,2"]):
        file = folder / f"{command[0]}.json"
        command = [program, *command, "--time", "0.1", "--output", file]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        yield load(file)


# What each breaks of a sweep, which has every kind of object but a scale's.
STUDY_MUTATIONS = {
    "a sweep of another version": lambda r: at("schema_version")(r, 2),
    "a sweep without points": lambda r: r.pop("points"),
    "a sweep without break-evens": lambda r: r.pop("break_evens"),
    "a point without size": lambda r: r["points"][0].pop("size"),
    "a point with a broken report": lambda r: r["points"][0]["report"].pop("run"),
    "an unknown kind of break-even": lambda r: r["break_evens"][0].update(kind="perhaps"),
    "a break-even in no place": lambda r: r["break_evens"][0].update(place="here"),
    "a scale that calls itself a sweep": lambda r: r.update(kind="scale"),
}


# What pandas reads as a missing value, quoted or not.
TAKEN_FOR_MISSING = set("#N/A #N/A N/A #NA -1.#IND -1.#QNAN -NaN -nan 1.#IND 1.#QNAN <NA> N/A NA "
                        "NULL NaN None n/a nan null".split())


def places(row, report):
    gathered = report.get("ranks", {}).get("gathered", False) and not row["harness"]
    return ["resident", "delivered"] if row["offload"] or gathered else ["both"]


def check_csv(path, report):
    """A line for each row and place, of which what is known can be read back, and told apart from
    the lines of other files."""
    with path.open(newline="", encoding="utf-8") as file:
        heading, *lines = csv.reader(file)
    assert all(len(line) == len(heading) for line in lines), f"{path}: uneven lines"
    lines = [dict(zip(heading, line)) for line in lines]
    names = [(line["backend"], line["place"]) for line in lines]
    expected = [(r["backend"] + " (harness)" * r["harness"], place)
                for r in report["results"] for place in places(r, report)]
    assert names == expected, f"{path}: {names} instead of {expected}"
    words = {word for line in lines for word in line.values()}
    assert not words & TAKEN_FOR_MISSING, f"{path}: {words & TAKEN_FOR_MISSING}"
    for line in lines:
        assert line["started_utc"] == report["started_utc"]
        assert line["machine"] == (report["machine"]["cpu_model"] or "")
        assert line["revision"] == report["program"]["revision"]
        for key in set(report["run"]) - RUN_NOT_IN_CSV - {"workers"}:  # the row's own, there
            assert line[key] == str(report["run"][key]), f"{path}: another {key}"


def committed(folder):
    """The reports of results/; what has no version there is none."""
    reports = {path.name: load(path) for path in sorted(folder.glob("*.json"))}
    reports = {name: report for name, report in reports.items() if "schema_version" in report}
    assert reports, f"no report in {folder}"
    return reports


def main(schema_file, golden, program):
    schema = load(schema_file)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    strict = jsonschema.Draft202012Validator(closed(schema))
    assert not undocumented(schema), undocumented(schema)

    reports = sorted(golden.glob("*.json"))
    assert reports, f"no report in {golden}"
    for path in reports:
        report = load(path)
        strict.validate(report)
        check_csv(path.with_suffix(".csv"), report)
    old = committed(schema_file.parent.parent / "results")
    for name, report in old.items():
        assert validator.is_valid(report), f"{name} breaks the schema"
    with tempfile.TemporaryDirectory() as folder:
        for stream, backends in (("curand", "null,serial,process"), ("python", "python-process,serial")):
            report, csv_file = live_report(program, pathlib.Path(folder), stream, backends)
            strict.validate(report)
            check_csv(csv_file, report)
            assert report["run"]["seed"] == "18446744073709551615"
            serial = row(report, backend="serial")
            assert serial["resident"]["samples_ns"], "nothing was sampled"
            assert serial["ceiling_samples"]["plain"]["samples_ns"], "no ceiling was sampled"
            assert read_back(program, csv_file.with_suffix(".json")) == report
        sweep, scale = live_studies(program, pathlib.Path(folder))
        strict.validate(sweep)
        strict.validate(scale)
        assert scale["scaling_laws"][0]["points"][1]["speedup"]["value"] > 0

    everything = load(golden / "everything.json")
    for name, report in mutated(everything, ADDITIONS):
        assert validator.is_valid(report), f"the schema refuses {name} of a later release"
        assert not strict.is_valid(report), f"{name} too many is not seen"
    broken = [*every_missing_key(everything), *mutated(everything, MUTATIONS),
              *mutated(sweep, STUDY_MUTATIONS)]
    accepted = [name for name, report in broken if validator.is_valid(report)]
    assert not accepted, f"the schema takes: {accepted}"
    count = len(reports) + len(old) + 4
    print(f"{count} reports are valid, {len(broken)} broken ones are refused")


if __name__ == "__main__":
    main(*(pathlib.Path(argument).resolve() for argument in sys.argv[1:]))
