// gpubench manual: the manual page, and completions.
// SPDX-License-Identifier: MIT
#include "cli/commands/commands.h"
#include "cli/manual/describe.h"

#include <stdlib.h>
#include <string.h>

// What a shell calls its functions may have a '-', too.
static void print_renamed(const char *text) {
    static const char name[] = "gpubench";
    for (const char *next; (next = strstr(text, name)) != NULL; text = next + strlen(name))
        printf("%.*s%s", (int)(next - text), text, program_name());
    fputs(text, stdout);
}

enum status command_manual(const struct options *options, struct error *error) {
    static void (*const writers[MANUAL_FORMATS])(FILE *) = {
        [MANUAL_ROFF] = manual_write_page,
        [MANUAL_BASH] = manual_write_bash,
        [MANUAL_ZSH] = manual_write_zsh,
        [MANUAL_FISH] = manual_write_fish,
    };
    char *text = NULL;
    size_t length;
    FILE *memory = open_memstream(&text, &length);
    if (memory == NULL)
        return fail(error, STATUS_MEMORY, "no memory for the manual");
    writers[options->manual](memory);
    const bool whole = fclose(memory) == 0;
    if (whole && options->manual != MANUAL_ROFF) // says gpubench, whichever program prints it
        print_renamed(text);
    else if (whole)
        fputs(text, stdout);
    free(text);
    return whole ? STATUS_OK : fail(error, STATUS_MEMORY, "no memory for the manual");
}
