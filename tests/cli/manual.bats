#!/usr/bin/env bats
# The manual page and the completions: without a complaint of those who read them, and driven in the
# shells they are for; installed where man and the shells look.
# SPDX-License-Identifier: MIT
load common

# Where the completion of a shell is written to.
completion() {
    "$GPUBENCH" manual --format "$1" >"$BATS_TEST_TMPDIR/$1"
    echo "$BATS_TEST_TMPDIR/$1"
}

# Every option of a command, from its help: one a line, sorted.
options_of() {
    "$GPUBENCH" "$1" --help | sed -n 's/^  \(-., \|    \)\(--[a-z-]*\).*/\2/p' | sort -u
}

# typed SHELL LINE: the words of the line after its Tabs were pressed, with blanks between.
typed() {
    timeout 60 python3 "$tests/cli/press_tab.py" "$1" "$(completion "$1")" "$2" | xargs
}

@test "man and mandoc have nothing to say against the page" {
    "$GPUBENCH" manual >"$BATS_TEST_TMPDIR/gpubench.1"
    LC_ALL=C.UTF-8 expect 0 man --warnings -E UTF-8 -l -Tutf8 -Z "$BATS_TEST_TMPDIR/gpubench.1"
    [ -z "$stderr" ]
    expect 0 mandoc -T lint "$BATS_TEST_TMPDIR/gpubench.1"
    [ -z "$output$stderr" ]
    # What roff could take for its own arrives as it was meant.
    local shown
    shown=$(mandoc -T utf8 "$BATS_TEST_TMPDIR/gpubench.1" | col -b | tr -s '[:space:]' ' ')
    [[ $shown == *"--first 2^40 --count 1G"* && $shown == *"~/.cache/pocl"* ]]
    [[ $shown == *"A value follows behind a blank or '='."* && $shown == *" .json, "* ]]
}

@test "README, manual and help say the same" {
    python3 "$tests/documents.py" "$GPUBENCH"
}

@test "the shells read their completions without a complaint" {
    shellcheck -s bash "$(completion bash)"
    zsh -n "$(completion zsh)"
    fish --no-execute "$(completion fish)"
}

@test "every option of every command is completed, and no other" {
    local bash fish zsh
    bash=$(completion bash) fish=$(completion fish) zsh=$(completion zsh)
    for command in run sweep scale compare report selftest list verify emit manual; do
        local all
        all=$(options_of "$command")
        [ -n "$all" ]
        [ "$(bash -c '. "$1"
            COMP_LINE="gpubench $2 --" COMP_POINT=${#COMP_LINE} COMP_WORDS=(gpubench "$2" --) COMP_CWORD=2
            _gpubench
            printf "%s\n" "${COMPREPLY[@]}"' - "$bash" "$command" | sort -u)" = "$all" ]
        [ "$(fish --no-config -c 'source $argv[1]; complete -C "gpubench $argv[2] --"' "$fish" "$command" |
            cut -f 1 | sort -u)" = "$all" ]
        # zsh's specifications, behind the label of the command.
        [ "$(sed -n "/^    $command)/,/;;\$/p" "$zsh" | sed -n 's/^[^[]*\(--[a-z-]*\)[^[]*\[.*/\1/p' |
            sort -u)" = "$all" ]
    done
}

@test "Tab completes commands, options, words, lists, devices' neighbours and files in each shell" {
    for shell in bash zsh fish; do
        [ "$(typed $shell 'gpubench ver\t')" = verify ]
        [[ $(typed $shell 'gpubench verify --ty\tf3\t --mem\tfr\t') =~ ^verify\ --type[\ =]f32\ --memory[\ =]fresh$ ]]
        [ "$(typed $shell 'gpubench --type=f6\t')" = --type=f64 ]
        [ "$(typed $shell 'gpubench --backend=serial,pth\t')" = --backend=serial,pthread ]
        [ "$(typed $shell 'gpubench run -b opencl:0,curand-\t')" = "run -b opencl:0,curand-cpu" ]
        [ "$(typed $shell 'gpubench emit --format n\t --output on\t')" = "emit --format npy --output only.json" ]
        [ "$(typed $shell 'gpubench report on\t')" = "report only.json" ]
        # A value that only the user knows is not filled in with a file.
        [ "$(typed $shell 'gpubench --size on\t')" = "--size on" ]
    done
}

@test "the page and the completions are installed where man and the shells look" {
    local build
    build=$(dirname "$GPUBENCH")
    cmake --install "$build" --prefix "$BATS_TEST_TMPDIR/own"
    DESTDIR=$BATS_TEST_TMPDIR/package cmake --install "$build" --prefix /usr
    local own=$BATS_TEST_TMPDIR/own/share package=$BATS_TEST_TMPDIR/package/usr/share
    man -M "$own/man" -w gpubench
    cmp "$own/man/man1/gpubench.1" <("$GPUBENCH" manual)
    cmp "$own/bash-completion/completions/gpubench" <("$GPUBENCH" manual --format bash)
    cmp "$own/fish/vendor_completions.d/gpubench.fish" <("$GPUBENCH" manual --format fish)
    cmp "$own/zsh/site-functions/_gpubench" "$package/zsh/vendor-completions/_gpubench"
    # compinit finds it by its first line.
    [ "$(zsh -fc 'fpath=($1 $fpath); autoload -U compinit; compinit -u -D; echo $_comps[gpubench]' \
        - "$own/zsh/site-functions")" = _gpubench ]
}
