// The text of PTX cut into statements.
// SPDX-License-Identifier: MIT
#include "ptx_program.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool ptx_complain(struct text *text, const char *format, ...) {
    if (text->message[0] == '\0') {
        char sentence[PTX_MESSAGE - 32];
        va_list arguments;
        va_start(arguments, format);
        vsnprintf(sentence, sizeof sentence, format, arguments);
        va_end(arguments);
        snprintf(text->message, PTX_MESSAGE, "line %d: %s", text->line, sentence);
    }
    return false;
}

void *ptx_append(void **array, int *count, size_t size) {
    const size_t used = (size_t)*count;
    if ((used & (used - 1)) == 0) { // room doubles at the powers of two
        void *larger = realloc(*array, (used ? 2 * used : 1) * size);
        if (larger == NULL)
            return NULL;
        *array = larger;
    }
    void *last = (char *)*array + used * size;
    memset(last, 0, size);
    (*count)++;
    return last;
}

// Past blanks and comments; whether there were any.
static bool skip_blanks(struct text *text) {
    const char *begin = text->next;
    while (text->next < text->end) {
        const size_t left = (size_t)(text->end - text->next);
        if (left > 1 && memcmp(text->next, "//", 2) == 0) {
            while (text->next < text->end && *text->next != '\n')
                text->next++;
        } else if (left > 1 && memcmp(text->next, "/*", 2) == 0) {
            text->next += 2;
            while (text->end - text->next > 1 && memcmp(text->next, "*/", 2) != 0)
                text->line += *text->next++ == '\n';
            text->next = text->end - text->next > 1 ? text->next + 2 : text->end;
        } else if (isspace((unsigned char)*text->next) || *text->next == '\0') {
            text->line += *text->next++ == '\n';
        } else {
            break;
        }
    }
    return text->next > begin;
}

// Directives that end with their line.
static bool ends_with_line(const char *statement) {
    static const char *const directives[] = {".version", ".target", ".address_size", ".file",
                                             ".loc"};
    for (size_t i = 0; i < sizeof directives / sizeof directives[0]; i++) {
        const size_t length = strlen(directives[i]);
        if (strncmp(statement, directives[i], length) == 0 && statement[length] == ' ')
            return true;
    }
    return false;
}

bool ptx_statement(struct text *text, char *statement, size_t size) {
    size_t used = 0;
    int vector =
        0; // depth of the braces of {a, b}: these follow an opcode, scopes begin statements
    skip_blanks(text);
    while (text->next < text->end && used + 2 < size) {
        const int line = text->line;
        if (used > 0 && skip_blanks(text)) {
            statement[used] = '\0';
            if (text->line > line && ends_with_line(statement))
                return true;
            statement[used++] = ' ';
            continue;
        }
        const char next = *text->next++;
        const bool instruction = used > 0 && statement[0] != '.';
        if (next == ';') {
            statement[used] = '\0';
            return true;
        }
        if (next == '{' && !instruction && used > 0) { // the end of a head: the brace comes next
            text->next--;
            statement[used] = '\0';
            return true;
        }
        statement[used++] = next;
        statement[used] = '\0';
        if ((next == '{' || next == '}') && used == 1)
            return true;
        vector += (next == '{') - (next == '}');
        // A label's colon is single, the one of L1::no_allocate double.
        const bool twice = (text->next < text->end && *text->next == ':') ||
                           (used > 1 && statement[used - 2] == ':');
        if (next == ':' && !twice && vector == 0 && strchr(statement, ' ') == NULL)
            return true;
    }
    statement[used] = '\0';
    return used > 0 && (text->next >= text->end || ptx_complain(text, "a statement is too long"));
}
