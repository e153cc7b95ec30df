// The one error type: a status, and one sentence that says what, why and what to do.
// Whatever can fail returns a status and writes the sentence into the caller's struct error;
// only main prints it and chooses the exit code.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_STATUS_H
#define GPUBENCH_STATUS_H

#include <stddef.h>

enum status {
    STATUS_OK = 0,
    STATUS_USAGE,       // the command line asks for something that can't be
    STATUS_UNAVAILABLE, // a driver, device, library or feature is not here
    STATUS_MEMORY,      // not enough memory, here or on the device
    STATUS_SYSTEM,      // the operating system refused (thread, child, file, mapping)
    STATUS_DRIVER,      // a vendor library reported an error
    STATUS_LOST,        // a runner or worker died or hung
    STATUS_WRONG,       // values differ from the reference
    STATUS_OUTPUT,      // results could not be written
    STATUS_INTERRUPTED, // the user stopped the run
    STATUS_REGRESSION,  // a comparison found a row slower than is allowed
    STATUS_SUSPECT,     // a list failed a test of its statistics
};

enum { ERROR_MESSAGE_SIZE = 512 };

// Owned by the caller. message never ends in a newline. While status is STATUS_OK it is "", or a
// remark on what went well by a detour, which main prints, too.
struct error {
    enum status status;
    char message[ERROR_MESSAGE_SIZE];
};

#define MUST_CHECK __attribute__((warn_unused_result))

// Leaves the function with the call's status unless that is STATUS_OK: for functions that have
// nothing to undo by then. tests/house/ladders refuses `if (status == STATUS_OK) status = …`.
#define TRY(call)                                                                                  \
    do {                                                                                           \
        const enum status tried = (call);                                                          \
        if (tried != STATUS_OK)                                                                    \
            return tried;                                                                          \
    } while (0)

// Fills *error and returns status, so that a failure reads `return fail(error, STATUS_X, "…");`.
// A longer sentence is cut at ERROR_MESSAGE_SIZE - 1 bytes.
enum status fail(struct error *error, enum status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

// The same, with ": " and the system's text for errno behind the sentence.
enum status fail_errno(struct error *error, enum status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

// The character that a text begins with, which is not its end, as reports and messages show it: '?'
// for one that a terminal would obey, and for a byte that is no UTF-8. Returns how many bytes of
// the text it stands for.
size_t shown_character(const char *text, char shown[5]);

#endif
