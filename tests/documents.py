# README, manual page and --help say the same: commands, options with their defaults, exit codes and
# environment variables; docs/packages.md explains every package that is installed and every option of CMake.
# Usage: documents.py PROGRAM
# SPDX-License-Identifier: MIT
import json
import pathlib
import re
import subprocess
import sys

program = sys.argv[1]
root = pathlib.Path(__file__).parent.parent
wrong = []


def check(right, sentence):
    if not right:
        wrong.append(sentence)


def alike(what, one, other):
    check(one == other, f"{what}: {sorted(one - other)} against {sorted(other - one)}")


def said(*arguments):
    return subprocess.run([program, *arguments], check=True, capture_output=True, text=True).stdout


# --- What --help says ---


def section(text, heading):
    """The lines behind "Heading:" up to the next blank line."""
    return text.split(f"\n{heading}:\n")[1].split("\n\n")[0]


def names(text):
    """The first words of lines that are indented by two."""
    return set(re.findall(r"^  ([A-Za-z0-9_*-]+)", text, re.M))


def options_in_help(command):
    """(name, default) of each option; "" without one."""
    text = said(command, "--help").split("in brackets:\n")[1].split("\nA value follows")[0]
    blocks = re.split(r"^  (?=-. |-.,|    --)", text, flags=re.M)[1:]
    found = set()
    for block in blocks:
        block = " ".join(block.split())
        default = re.search(r" \[([^\[\]]+)\]$", block)
        found.add((re.search(r"--([a-z-]+)", block)[1], default[1] if default else ""))
    return found


def codes_in_help(text):
    return set(re.findall(r"^ +(\d+)  (.*)$", section(text, "Exit codes").rstrip(), re.M))


overview = said("--help")
commands = names(section(overview, "Commands"))
options = {(command, *option) for command in commands for option in options_in_help(command)}
codes = codes_in_help(overview)
precedence = re.search(r"^Where several hold.*$", overview, re.M)[0]
variables = names(section(overview, "Environment"))
check(len(commands) > 5 and len(options) > 50 and len(codes) > 5 and variables, "help was not read")
for command in commands:
    alike(f"exit codes of {command} --help", codes, codes_in_help(said(command, "--help")))

# --- The manual ---

page = said("manual").replace("\\-", "-").replace("\\(aq", "'").replace("\\(ti", "~")


def part(heading):
    return re.split(r"^\.SH ", page.split(f"\n.SH {heading}\n")[1], flags=re.M)[0]


def entries(text):
    """Heading and text of each .TP."""
    for entry in re.split(r"^\.TP\n", text, flags=re.M)[1:]:
        head, body = entry.split("\n", 1)
        yield re.sub(r"\\f.", "", head), body.split("\n.PP")[0]


def options_in_page():
    for head, body in entries(part("OPTIONS")):
        takers = re.search(r"^Of\b(.*)\.$", body, re.M | re.S)[1]
        if "gpubench-mpi" in takers:
            continue
        taking = commands if "every command" in takers else re.findall(r"\\fI(\w+)", takers)
        default = re.search(r"^Default: \\fB(.*)\\fR\.$", body, re.M)
        for command in taking:
            yield command, re.search(r"--([a-z-]+)", head)[1], default[1] if default else ""


alike("commands in help and manual", commands, set(re.findall(r"^\.SS (\w+)", page, re.M)))
alike("options in help and manual", options, set(options_in_page()))
alike(
    "exit codes in help and manual",
    codes,
    {(head, " ".join(body.split())) for head, body in entries(part("EXIT STATUS"))},
)
check(precedence in " ".join(part("EXIT STATUS").split()), "manual: which exit code comes first")
alike("variables in help and manual", variables, {head for head, _ in entries(part("ENVIRONMENT"))})

# --- The documents ---


def code_in(text):
    """What stands as code: indented lines, fenced ones and `spans`."""
    fenced = re.findall(r"^```\n(.*?)^```", text, re.M | re.S)
    lines = re.findall(r"^    (.*)$", text, re.M)
    spans = re.findall(r"`([^`]+)`", re.sub(r"^```\n.*?^```", "", text, flags=re.M | re.S))
    return [line for block in fenced for line in block.split("\n")] + lines + spans


def own(code):
    """The words of a gpubench command line or of an option on its own; [] where it is neither."""
    words = re.sub(r"\\\|", "|", code).split()
    return words if words and re.match(r"(build/)?gpubench(-mpi)?$|--[a-z]", words[0]) else []


mentioned = {"commands": set(), "options": set()}
# Those of gpubench-mpi too, which stand in the page.
known = {re.search("--([a-z-]+)", head)[1] for head, _ in entries(part("OPTIONS"))}
# Options of programs that the pages call besides gpubench.
others = {"docs/mpi.md": {"oversubscribe", "allow-run-as-root", "mpi", "nodes", "ntasks-per-node", "gpus-per-node"}}
pages = sorted(str(page.relative_to(root)) for page in (root / "docs").glob("*.md"))
for name in ["README.md", "CONTRIBUTING.md", "SECURITY.md", "tests/softcuda/README.md", *pages]:
    document = root / name
    text = document.read_text()
    check(name not in pages or re.search(r"^# .*\n\nFor who ", text), f"{name} doesn't say whom it is for")
    for words in map(own, code_in(text)):
        before_pipe = words[: words.index("|")] if "|" in words else words
        for option in re.findall(r"(?<!\S)--([a-z][a-z-]*)", " ".join(before_pipe)):
            check(option in known | others.get(name, set()), f"{name} mentions --{option}, which gpubench doesn't have")
            mentioned["options"] |= {option} if name == "README.md" else set()
        if len(words) > 1 and re.search("gpubench(-mpi)?$", words[0]) and re.match("[a-z]+$", words[1]):
            check(words[1] in commands, f"{name} mentions gpubench {words[1]}")
            mentioned["commands"] |= {words[1]} if name == "README.md" else set()
    for path in re.findall(r"`((?:cmake|device|host|opencl|results|schema|scripts|tests)/[\w./]+)`", text):
        check("NAME" in path or (root / path).exists(), f"{name} names {path}, which is not there")
    for target in re.findall(r"\]\(([^)#:]+)\)", text):
        check((document.parent / target).exists(), f"{name} points to {target}, which is not there")

readme = (root / "README.md").read_text()
alike("options in manual and README", known, mentioned["options"])
alike("commands in help and README", commands, mentioned["commands"])
table = re.findall(r"^\| (\d+) \| (.*) \|$", readme, re.M)
alike("exit codes in help and README", codes, {(c, m.replace("`", "")) for c, m in table})
check(precedence in " ".join(readme.split()), "README: which exit code comes first")

# The kinds of reports.
for extension in re.findall(r"\.[a-z]{2,4}\b", said("run", "--help").split("--output FILE")[1].split("--help")[0]):
    check(f"`{extension}`" in readme, f"README: --output lacks {extension}")

# Every Debian package that ./bench or ./check installs is explained.
building = (root / "docs/packages.md").read_text()
explained = set(re.findall(r"`([a-z0-9+.-]+)`", building.split("## Dependencies")[1].split("\n## ")[0]))
installing = [root / "check", *(root / "scripts").glob("*.sh"), *(root / "tests").glob("*/run")]
packages = set()
for text in (path.read_text() for path in installing):
    for words in re.findall(r'packages_\w+="([^"$]*)"|packages_install ([a-z0-9+ -]+)', text):
        packages |= set(" ".join(words).split())
    if "packages_of() {" in text:  # those of each step: words behind echo, and of lists that they name
        each = text.split("packages_of() {")[1].split("\n}")[0]
        for words in re.findall(r'(?:="|echo "?)([^";]+)', each):
            packages |= {word for word in words.split() if not word.startswith("$")}
check({"gcc", "bats", "valgrind", "buildah"} <= packages, "the packages were not read")
check(packages <= explained, f"docs/packages.md, Dependencies: {sorted(packages - explained)} not explained")

# Every committed result is in the index, with its date, revision and command.
index = (root / "results/README.md").read_text()
for path in (root / "results").iterdir():
    row = next((line for line in index.split("\n") if f"]({path.name})" in line), "")
    check(row or path.name == "README.md", f"results/README.md doesn't name {path.name}")
    if path.suffix != ".json":
        continue
    report = json.loads(path.read_text())
    for fact in (report.get("started_utc", "")[:10], report["program"]["revision"]):
        check(f"| {fact} |" in row or not fact, f"results/README.md lacks {fact} of {path.name}")
    command = report.get("run", {}).get("command_line", "")
    words = command.split(" --output ")[0].replace("./", "").replace("build/", "")
    check("the same with" in row or words in row, f"results/README.md: another command of {path.name}")

# Every option of CMake.
lists = [root / "CMakeLists.txt", *(root / "cmake").glob("*.cmake")]
chosen = re.findall(r'^ *(?:option\(|set\()([A-Z_]+)(?= "[^"]*" (?:ON|OFF)\)| ".*" CACHE (?:PATH|STRING))',
                    "\n".join(file.read_text() for file in lists), re.M)
check({"MPI", "CUDA_TOOLKIT", "SANITIZE"} <= set(chosen), "the options of CMake were not read")
for option in chosen:
    check(f"| `{option}` |" in building, f"docs/packages.md doesn't explain -D{option}")
check(len(readme.splitlines()) <= 230, f"README has {len(readme.splitlines())} lines, more than 230")

# Every variable of its own that gpubench reads is in the table.
for file in (root / "host").rglob("*.c"):
    for variable in re.findall(r'"(GPUBENCH_[A-Z_]+)"', file.read_text()):
        check(variable in variables, f"{file.name} reads {variable}, which help doesn't explain")

print("\n".join(wrong))
sys.exit(bool(wrong))
