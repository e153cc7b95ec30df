# Sourced by the guards, in the top folder: which files there are.
# SPDX-License-Identifier: MIT
# shellcheck shell=sh

# files PATTERN…: names of the files that match, one a line; '*' matches '/' too. With git those that
# are or can be committed, in an archive all. A pattern without a match is a fault: a guard of nothing.
files() {
    for pattern in "$@"; do
        if [ -e .git ]; then
            git ls-files --cached --others --exclude-standard -- "$pattern"
        else
            find . -type f -path "./$pattern" | sed 's,^\./,,'
        fi | sort -u | while read -r file; do
            [ ! -f "$file" ] || printf '%s\n' "$file" # deleted, but not from git's index
        done | grep . || {
            echo "${0##*/}: nothing to guard: no file is called $pattern" >&2
            return 1
        }
    done
}
