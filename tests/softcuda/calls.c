// The door that every call goes through: the lock, the log, faults put in, and what a call needs.
// SPDX-License-Identifier: MIT
#include "device.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pid_t ready_in; // the process that called cuInit
static int calls_made;
static bool lost;

// --- Faults ------------------------------------------------------------------------------------

struct rule {
    char name[64];
    int nth, code, seen;
    bool onwards;
    bool has_code;
};
static struct rule rules[32];
static int rule_count = -1;

// "cuMemAlloc:3+=CUDA_ERROR_OUT_OF_MEMORY"
static bool read_rule(const char *text, struct rule *rule) {
    char onwards[2] = "", code[64] = "";
    *rule = (struct rule){.code = CUDA_ERROR_UNKNOWN};
    if (sscanf(text, "%63[^:]:%d%1[+]=%63s", rule->name, &rule->nth, onwards, code) < 3 &&
        sscanf(text, "%63[^:]:%d=%63s", rule->name, &rule->nth, code) < 2)
        return false;
    rule->onwards = onwards[0] == '+';
    rule->has_code = code[0] != '\0';
    if (rule->has_code && !error_code(code, &rule->code))
        rule->code = atoi(code);
    return true;
}

static void read_rules(void) {
    rule_count = 0;
    char *text = strdup(settings()->fail ? settings()->fail : "");
    for (char *rest = NULL, *part = text ? strtok_r(text, ";", &rest) : NULL; part != NULL;
         part = strtok_r(NULL, ";", &rest)) {
        if (rule_count < (int)(sizeof rules / sizeof rules[0]) &&
            read_rule(part, &rules[rule_count])) {
            rule_count++;
        } else {
            fprintf(stderr, "softcuda: SOFTCUDA_FAIL: '%s' is no rule\n", part);
            abort(); // a test that means to fail something and doesn't is worse
        }
    }
    free(text);
}

// The code that a rule has for this call, 0: none. Every rule counts.
static int rule_for(const char *name, bool any, int otherwise) {
    if (rule_count < 0)
        read_rules();
    int code = 0;
    for (int i = 0; i < rule_count; i++) {
        struct rule *rule = &rules[i];
        if ((any && strcmp(rule->name, "*") == 0) || strcmp(rule->name, name) == 0) {
            rule->seen++;
            if (rule->seen == rule->nth || (rule->onwards && rule->seen > rule->nth))
                code = rule->has_code ? rule->code : otherwise;
        }
    }
    return code;
}

CUresult failing_work(const char *name) {
    return (CUresult)rule_for(name, false, CUDA_ERROR_LAUNCH_FAILED);
}

bool card_is_lost(void) {
    return lost;
}

static void lose_card(void) {
    lost = true;
    for (struct object *object = object_first(); object != NULL; object = object->next)
        if (object->kind == OBJECT_CONTEXT)
            ((struct CUctx_st *)object)->broken = CUDA_ERROR_UNKNOWN;
}

// --- The door ----------------------------------------------------------------------------------

static CUresult lacking(int needs) {
    if ((needs & ~FREES) == NEEDS_NOTHING)
        return CUDA_SUCCESS;
    if (ready_in != getpid())
        return CUDA_ERROR_NOT_INITIALIZED;
    const struct CUctx_st *context = current_context();
    if ((needs & ~FREES) == NEEDS_CONTEXT) {
        return context == NULL         ? CUDA_ERROR_INVALID_CONTEXT
               : !context->object.live ? CUDA_ERROR_CONTEXT_IS_DESTROYED
                                       : context->broken;
    }
    return CUDA_SUCCESS;
}

struct call call_begin(const char *name, int needs) {
    pthread_mutex_lock(&lock);
    struct call call = {.name = name, .number = ++calls_made, .go = true};
    if (settings()->lost != 0 && (uint64_t)calls_made >= settings()->lost && !lost)
        lose_card();
    const int code = rule_for(name, true, CUDA_ERROR_UNKNOWN);
    const CUresult lack = lacking(needs);
    const bool lost_here = lost && (needs & ~FREES) != NEEDS_NOTHING;
    call.result = code ? code : lost_here ? CUDA_ERROR_UNKNOWN : (int)lack;
    call.forced = call.result != 0;
    if (code != 0 && sticky((CUresult)code) && lack == CUDA_SUCCESS && current_context())
        current_context()->broken = (CUresult)code;
    // Whoever tried to free has done its part, unless there was nothing to free it from.
    const bool possible = lack == CUDA_SUCCESS || (needs & FREES && current_context() != NULL &&
                                                   current_context()->object.live);
    call.go = !call.forced || (needs & FREES && possible);
    return call;
}

int call_end(const struct call *call, int result) {
    result = call->forced ? call->result : result;
    if (settings()->log != NULL) {
        FILE *log = fopen(settings()->log, "a");
        if (log != NULL) {
            fprintf(log, "%ld %d %s %d\n", (long)getpid(), call->number, call->name, result);
            fclose(log);
        }
    }
    pthread_mutex_unlock(&lock);
    return result;
}

CUresult driver_init(unsigned flags) {
    if (flags != 0)
        return CUDA_ERROR_INVALID_VALUE;
    if (settings()->devices == 0 || settings()->mode == MODE_MIG)
        return CUDA_ERROR_NO_DEVICE;
    if (ready_in != 0 && ready_in != getpid()) // after a fork
        return CUDA_ERROR_NOT_INITIALIZED;
    if (ready_in == 0 && !devices_open())
        return CUDA_ERROR_OUT_OF_MEMORY;
    ready_in = getpid();
    return CUDA_SUCCESS;
}
