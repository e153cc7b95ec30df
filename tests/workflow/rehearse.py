# Rehearses .github/workflows/check.yml: which steps of ./check it runs, and its scripts, those of the
# job `rates` with reports that have no predecessor, a like one, and one that was twice as fast.
# Usage: rehearse.py PROGRAM
# SPDX-License-Identifier: MIT
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import yaml  # python3-yaml

program = sys.argv[1]
root = pathlib.Path(__file__).parent.parent.parent
jobs = yaml.safe_load((root / ".github/workflows/check.yml").read_text())["jobs"]

# --- Every step of ./check is run, and no other ---

listed = subprocess.run([root / "check", "--list"], check=True, capture_output=True, text=True)
steps = {step for group in jobs["check"]["strategy"]["matrix"]["steps"] for step in group.split()}
odd = sorted(steps ^ set(listed.stdout.split()))
assert not odd, f"in only one of ./check --list and the matrix of .github/workflows/check.yml: {odd}"

# --- Every script is one of a POSIX shell, as those of a container are ---

scripts = {}  # by job and name
for job_name, job in jobs.items():
    for step in job["steps"]:
        if "run" in step:
            scripts[job_name, step["name"]] = step["run"]
            subprocess.run(
                ["shellcheck", "-s", "sh", "-e", "SC2086", "-"],
                check=True,
                text=True,
                input=step["run"],
            )
assert len(scripts) > 8

# --- The job `rates`, in a folder of its own ---

temporary = tempfile.TemporaryDirectory()
folder = pathlib.Path(temporary.name)
environment = {**os.environ, "GITHUB_OUTPUT": "outputs", "GITHUB_STEP_SUMMARY": "summary"}
(folder / "build").mkdir()
(folder / "build/gpubench").symlink_to(program)
(folder / "bench").write_text('#!/bin/sh\nexec build/gpubench "$@"\n')
(folder / "bench").chmod(0o755)


def rehearse(name, expected=0, **replaced):
    script = scripts["rates", name]
    for old, new in replaced.items():
        assert old in script
        script = script.replace(old, new)
    done = subprocess.run(
        ["sh", "-e", "-c", script], cwd=folder, env=environment, capture_output=True, text=True
    )
    assert done.returncode == expected, f"{name}: {done}"
    return done.stdout


rehearse("processor, since rates compare only with those of the same one")
assert (folder / "outputs").read_text().startswith("model=")
# Short lists: what is measured doesn't matter here.
rehearse("measure", **{"--time 60": "--time 1 --size 100K --lists 2"})
assert "serial" in (folder / "summary").read_text()
assert "is the first" in rehearse("compare")
rehearse("it becomes the last")
rehearse("compare")
assert (folder / "now/compared.md").exists()

# A report of many samples, and then one with twice every time.
report = json.loads((root / "results/zen5-2-cores.json").read_text())
(folder / "last/rates.json").write_text(json.dumps(report))
for row in report["results"]:
    for place in filter(None, (row["resident"], row["delivered"])):
        for key in ("samples_ns", "ci95_ns"):
            place[key] = place[key] and [2 * ns for ns in place[key]]
        place["median_ns"] = place["median_ns"] and 2 * place["median_ns"]
(folder / "now/rates.json").write_text(json.dumps(report))
rehearse("compare", expected=6)
