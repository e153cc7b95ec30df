# Sourced by the guards, in the top folder: which files there are.
# SPDX-License-Identifier: MIT
# shellcheck shell=sh

# files PATTERN…: names of the files that match, one a line; '*' matches '/' too. With git those that
# are or can be committed; in an archive without git all. No match at all is a fault of the guard.
files() {
    if [ -e .git ]; then
        git ls-files --cached --others --exclude-standard -- "$@"
    else
        for pattern in "$@"; do
            find . -type f -path "./$pattern" | sed 's,^\./,,'
        done
    fi | sort -u | while read -r file; do
        [ ! -f "$file" ] || printf '%s\n' "$file" # deleted, but not from git's index
    done | grep . || {
        echo "$0: nothing to guard: no file is called $*" >&2
        return 1
    }
}
