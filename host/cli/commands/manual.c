// gpubench manual: the manual page, and completions.
// SPDX-License-Identifier: MIT
#include "cli/commands/commands.h"
#include "cli/describe.h"

#include <stdlib.h>
#include <string.h>

const struct manual_format manual_formats[] = {
    {"roff", false, manual_write_page},
    {"bash", true, manual_write_bash},
    {"zsh", true, manual_write_zsh},
    {"fish", true, manual_write_fish},
    {0},
};

// What a shell calls its functions may have a '-', too.
static void print_renamed(const char *text) {
    static const char name[] = "gpubench";
    for (const char *next; (next = strstr(text, name)) != NULL; text = next + strlen(name))
        printf("%.*s%s", (int)(next - text), text, program_name());
    fputs(text, stdout);
}

enum status command_manual(const struct options *options, struct error *error) {
    const struct manual_format *format = &manual_formats[options->manual];
    char *text = NULL;
    size_t length;
    FILE *memory = open_memstream(&text, &length);
    if (memory == NULL)
        return fail(error, STATUS_MEMORY, "no memory for the manual");
    format->write(memory);
    const bool whole = fclose(memory) == 0;
    if (whole && format->is_of_shell)
        print_renamed(text);
    else if (whole)
        fputs(text, stdout);
    free(text);
    return whole ? STATUS_OK : fail(error, STATUS_MEMORY, "no memory for the manual");
}
