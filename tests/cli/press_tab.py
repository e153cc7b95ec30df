# Types a line into an interactive shell that has gpubench's completion, as a person would, and
# prints the words that gpubench is then called with, one a line. Tab is written as "\t".
# Usage: press_tab.py SHELL COMPLETION LINE
# SPDX-License-Identifier: MIT
import os
import pathlib
import pty
import re
import sys
import tempfile

shell, completion, line = sys.argv[1:]
# The shell may still be writing its history there when this ends.
temporary = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
folder = pathlib.Path(temporary.name)
shows = folder / "gpubench"  # stands in for the program
shows.write_text('#!/bin/sh\nprintf "<%s>\\n" "$@" END\n')
shows.chmod(0o755)
(folder / "only.json").touch()
load = {
    "bash": f". {completion}",
    "zsh": f"autoload -U compinit; compinit -u -D; . {completion}",
    "fish": f"source {completion}",
}[shell]
start = {
    "bash": ["bash", "--norc", "--noprofile", "-i"],
    "zsh": ["zsh", "-f", "-i"],
    "fish": ["fish", "--no-config", "-i"],
}[shell]

child, terminal = pty.fork()
if child == 0:
    os.chdir(folder)
    path = f"{folder}:{os.environ['PATH']}"
    os.execvpe(start[0], start, {**os.environ, "PATH": path, "HOME": str(folder), "TERM": "dumb"})

typed = line.encode().decode("unicode_escape")
os.write(terminal, f"{load}\n{typed}\n".encode())
seen = ""
while "<END>" not in seen:  # a shell that never gets there ends with the caller's limit
    seen += os.read(terminal, 4096).decode(errors="replace")
print("\n".join(re.findall(r"<([^>\n]*)>\r", seen)[:-1]))
os.write(terminal, b"exit\n")
os.close(terminal)
