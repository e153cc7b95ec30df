// What follows the colon of a backend's name: which of its devices are meant. "A+B" and "all" mean
// several as one, and "A/N" one cut into N; a term is a number, a type, or a part of a name or of
// what else identifies the device.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_BACKENDS_OFFLOAD_DEVICES_H
#define GPUBENCH_BACKENDS_OFFLOAD_DEVICES_H

#include "backend.h"

// The devices that there are, as an interface found them.
struct offload_devices {
    const char *interface; // "CUDA", for sentences
    const char *choose_by; // "number or by a part of a name or UUID"
    bool can_be_cut;       // by "/N"
    size_t count;
    struct {
        const struct device *shown;
        const char *also; // its platform, its UUID
    } items[PROBE_DEVICES];
};

// Those that are meant, at least one; each once.
struct offload_choice {
    bool together; // they are to be used as one, else each is one answer of several
    size_t count;
    struct {
        size_t device;  // its place among items
        unsigned parts; // as many sub-devices as it is to be cut into; 1: it stays whole
    } items[PROBE_DEVICES];
};

// STATUS_UNAVAILABLE where a term means none, with what there is to choose from.
MUST_CHECK enum status offload_choose(const struct offload_devices *devices, const char *selector,
                                      struct offload_choice *choice, struct error *error);

// The probe slot's answer: ready, with what was chosen.
void offload_show(const struct offload_devices *devices, const struct offload_choice *choice,
                  const char *selector, const char *detail, struct probe *found);

#endif
