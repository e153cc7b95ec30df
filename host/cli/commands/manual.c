// gpubench manual: the manual page, and completions.
// SPDX-License-Identifier: MIT
#include "cli/commands/commands.h"

const struct manual_format manual_formats[] = {
    {"roff", manual_write_page},
    {"bash", manual_write_bash},
    {"zsh", manual_write_zsh},
    {"fish", manual_write_fish},
    {NULL, NULL},
};

enum status command_manual(const struct options *options, struct error *error) {
    (void)error; // what can't be written shows when standard output is finished
    options->manual->write(stdout);
    return STATUS_OK;
}
