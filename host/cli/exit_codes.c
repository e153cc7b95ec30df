// From statuses to exit codes, and which status wins.
// SPDX-License-Identifier: MIT
#include "cli/exit_codes.h"

enum {
    FINE = 0,
    WRONG = 1,
    USAGE = 2,
    UNAVAILABLE = 3,
    FAILED = 4,
    OUTPUT = 5,
    REGRESSION = 6,
    SUSPECT = 7,
    INTERRUPTED = 130
};

const struct exit_code exit_codes[] = {
    {FINE, "everything asked for was done"},
    {WRONG, "a backend made a wrong list"},
    {USAGE, "the command line asks for what can't be, or for more memory than there is"},
    {UNAVAILABLE, "a backend named by --backend is not available here"},
    {FAILED, "a backend failed, died or hung, or the system refused something"},
    {OUTPUT, "results could not be written (full disk, closed pipe, missing folder)"},
    {REGRESSION, "a row is slower than allowed, has vanished, or can't be judged"},
    {SUSPECT, "a list failed a test of its statistics"},
    {INTERRUPTED, "interrupted; what had been measured was reported"},
    {0, NULL},
};

const char exit_code_precedence[] =
    "Where several hold, the first of 5, 1, 130, 4, 7, 3 is returned.";

// rank: the higher wins. A report that did not arrive comes first, since what else is wrong may
// stand only there; then the worst that the report says.
static const struct {
    int code;
    int rank;
} verdicts[] = {
    [STATUS_OK] = {FINE, 0},
    [STATUS_UNAVAILABLE] = {UNAVAILABLE, 1},
    [STATUS_MEMORY] = {USAGE, 2},
    [STATUS_REGRESSION] = {REGRESSION, 1},
    [STATUS_SUSPECT] = {SUSPECT, 1},
    [STATUS_SYSTEM] = {FAILED, 2},
    [STATUS_DRIVER] = {FAILED, 2},
    [STATUS_LOST] = {FAILED, 2},
    [STATUS_INTERRUPTED] = {INTERRUPTED, 3},
    [STATUS_WRONG] = {WRONG, 4},
    [STATUS_OUTPUT] = {OUTPUT, 5},
    [STATUS_USAGE] = {USAGE, 6}, // nothing ran
};

int exit_code_of(enum status status) {
    return verdicts[status].code;
}

enum status status_worse(enum status one, enum status other) {
    return verdicts[other].rank > verdicts[one].rank ? other : one;
}
