// Parsing values by the kind of setting.
// SPDX-License-Identifier: MIT
#include "cli/values.h"

#include "cli/choose.h"
#include "cli/numbers.h"

#include <stdio.h>
#include <string.h>

static bool is_word(const struct setting *setting, const char *text) {
    return setting->word != NULL && strcmp(text, setting->word) == 0;
}

static enum status parse_number(const struct setting *setting, const char *text, uint64_t *number,
                                struct error *error) {
    *number = 0;
    return is_word(setting, text) ? STATUS_OK
                                  : number_parse(text, (uint64_t)setting->least,
                                                 (uint64_t)setting->most, number, error);
}

static enum status parse_name(const struct setting *setting, const char *text, void *structure,
                              struct error *error) {
    size_t index;
    const enum status status = choose(setting->noun, text, setting->names, &index, error);
    if (status == STATUS_OK)
        setting_choose(setting, index, structure);
    return status;
}

static enum status check(const struct setting *setting, const char *text, struct error *error) {
    return setting->check == NULL ? STATUS_OK : setting->check(text, error);
}

static enum status parse_decimal(const struct setting *setting, const char *text, const char *unit,
                                 double scale, double *number, struct error *error) {
    const enum status status =
        number_parse_decimal(text, unit, setting->least, setting->most, number, error);
    *number /= scale;
    return status;
}

enum status value_parse(const struct setting *setting, const char *text, void *structure,
                        struct error *error) {
    void *at = setting_in(setting, structure);
    switch (setting->kind) {
    case SETTING_NUMBER:
        return parse_number(setting, text, at, error);
    case SETTING_SEED:
        return number_parse_seed(text, at, error);
    case SETTING_CHOICE:
    case SETTING_STREAM:
        return parse_name(setting, text, structure, error);
    case SETTING_TEXT:
        TRY(check(setting, text, error));
        return setting_take(setting, text, structure)
                   ? STATUS_OK
                   : fail(error, STATUS_USAGE, "longer than %zu bytes", setting->size - 1);
    case SETTING_ARGUMENT:
        *(const char **)at = text;
        return check(setting, text, error);
    case SETTING_FLAG:
        *(bool *)at = true;
        return STATUS_OK;
    case SETTING_PERCENT:
        return parse_decimal(setting, text, "%", 100, at, error);
    case SETTING_SECONDS:
        return parse_decimal(setting, text, "s", 1, at, error);
    case SETTING_NONE:
        break;
    }
    return STATUS_OK;
}
