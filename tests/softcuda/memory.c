// Memory of devices: addresses that the host can't use, and what is behind them; and the host
// memory that is pinned.
// SPDX-License-Identifier: MIT
#include "device.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum {
    ALIGNMENT = 512, // bytes, of addresses as of the gaps between allocations
    POISON = 0xff,   // floats and doubles of it are no numbers
    SPARE = 4,       // addresses for each byte of memory
};

static struct device devices[DEVICES_MAX];

static void *reserve(size_t bytes, int protection) {
    void *memory =
        mmap(NULL, bytes, protection, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return memory == MAP_FAILED ? NULL : memory;
}

bool devices_open(void) {
    for (int i = 0; i < settings()->devices; i++) {
        struct device *device = &devices[i];
        device->span = SPARE * settings()->memory;
        device->base = (uintptr_t)reserve(device->span, PROT_NONE);
        device->content = reserve(device->span, PROT_READ | PROT_WRITE);
        device->written = reserve(device->span / 32 + 1, PROT_READ | PROT_WRITE);
        if (device->base == 0 || device->content == NULL || device->written == NULL)
            return false;
    }
    return true;
}

struct device *device_of(int number) {
    return number >= 0 && number < settings()->devices ? &devices[number] : NULL;
}

bool is_device_address(uint64_t address) {
    for (int i = 0; i < settings()->devices; i++)
        if (address - devices[i].base < devices[i].span)
            return true;
    return false;
}

static struct allocation *as_allocation(struct object *object) {
    const bool is_one = object->kind == OBJECT_ALLOCATION || object->kind == OBJECT_PINNED;
    return is_one && object->live ? (struct allocation *)object : NULL;
}

struct allocation *allocation_at(uint64_t address, size_t bytes) {
    for (struct object *object = object_first(); object != NULL; object = object->next) {
        struct allocation *one = as_allocation(object);
        if (one != NULL && address >= one->address && address - one->address <= one->bytes &&
            bytes <= one->bytes - (address - one->address))
            return one;
    }
    return NULL;
}

unsigned char *content_of(const struct allocation *allocation, uint64_t address) {
    if (allocation->device < 0)
        return (unsigned char *)(uintptr_t)address;
    const struct device *device = &devices[allocation->device];
    return device->content + (address - device->base);
}

// --- What was written --------------------------------------------------------------------------

void mark_written(int number, uint64_t address, size_t bytes) {
    if (number < 0 || bytes == 0)
        return;
    const struct device *device = &devices[number];
    const uint64_t first = (address - device->base) / 4;
    const uint64_t last = (address - device->base + bytes - 1) / 4;
    for (uint64_t word = first; word <= last;) {
        if (word % 8 == 0 && last - word >= 7) {
            device->written[word / 8] = 255;
            word += 8;
        } else {
            device->written[word / 8] |= (unsigned char)(1 << word % 8);
            word++;
        }
    }
}

bool was_written(int number, uint64_t address, size_t bytes) {
    if (number < 0 || bytes == 0)
        return true;
    const struct device *device = &devices[number];
    const uint64_t first = (address - device->base) / 4;
    const uint64_t last = (address - device->base + bytes - 1) / 4;
    for (uint64_t word = first; word <= last;)
        if (word % 8 == 0 && last - word >= 7 && device->written[word / 8] == 255)
            word += 8;
        else if (device->written[word / 8] >> word % 8 & 1)
            word++;
        else
            return false;
    return true;
}

// --- Allocations of a device -------------------------------------------------------------------

static size_t rounded(size_t bytes) {
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

size_t device_free_bytes(int number) {
    const size_t gone = settings()->taken + devices[number].used;
    return gone < settings()->memory ? settings()->memory - gone : 0;
}

// The allocation that stands in the way of these offsets, NULL: they are free.
static struct allocation *in_the_way(int number, uint64_t offset, size_t bytes) {
    const uint64_t begin = devices[number].base + offset;
    for (struct object *object = object_first(); object != NULL; object = object->next) {
        struct allocation *one = as_allocation(object);
        if (one != NULL && one->device == number && one->address < begin + bytes + ALIGNMENT &&
            begin < one->address + one->bytes + ALIGNMENT)
            return one;
    }
    return NULL;
}

// Sought from the last one on, so that freed addresses rest for long. 0: none.
static uint64_t find_addresses(int number, size_t bytes) {
    struct device *device = &devices[number];
    for (int rounds = 0; rounds < 2; rounds++) {
        uint64_t offset = device->next;
        while (offset + bytes + ALIGNMENT <= device->span) {
            const struct allocation *other = in_the_way(number, offset, bytes);
            if (other == NULL) {
                device->next = offset + bytes + ALIGNMENT;
                return device->base + offset;
            }
            offset = other->address - device->base + rounded(other->bytes) + ALIGNMENT;
        }
        device->next = ALIGNMENT;
    }
    return 0;
}

CUresult device_allocate(CUdeviceptr *pointer, size_t bytes) {
    struct CUctx_st *context = current_context();
    if (pointer == NULL || bytes == 0)
        return CUDA_ERROR_INVALID_VALUE;
    struct device *device = &devices[context->device];
    const size_t room = rounded(bytes);
    if (room < bytes || room > device_free_bytes(context->device))
        return CUDA_ERROR_OUT_OF_MEMORY;
    const uint64_t address = find_addresses(context->device, room);
    struct allocation *made = address ? object_new(OBJECT_ALLOCATION, context, sizeof *made) : NULL;
    if (made == NULL)
        return CUDA_ERROR_OUT_OF_MEMORY;
    made->address = address;
    made->bytes = bytes;
    made->device = context->device;
    device->used += room;
    memset(content_of(made, address), POISON, bytes);
    memset(device->written + (address - device->base) / 32, 0, room / 32);
    *pointer = address;
    return CUDA_SUCCESS;
}

// The whole pages go back to the system.
static void drop_content(const struct allocation *allocation) {
    const uintptr_t page = 4096;
    const uintptr_t begin = (uintptr_t)content_of(allocation, allocation->address);
    const uintptr_t first = (begin + page - 1) / page * page;
    const uintptr_t end = (begin + allocation->bytes) / page * page;
    if (end > first)
        madvise((void *)first, end - first, MADV_DONTNEED);
}

CUresult device_free(CUdeviceptr pointer) {
    if (pointer == 0)
        return CUDA_SUCCESS;
    struct allocation *allocation = allocation_at(pointer, 1);
    if (allocation == NULL || allocation->device < 0 || allocation->address != pointer)
        return CUDA_ERROR_INVALID_VALUE;
    devices[allocation->device].used -= rounded(allocation->bytes);
    drop_content(allocation);
    object_end(&allocation->object);
    return CUDA_SUCCESS;
}

// --- Pinned host memory ------------------------------------------------------------------------

static CUresult pin(void *memory, size_t bytes, bool registered) {
    struct allocation *made = object_new(OBJECT_PINNED, current_context(), sizeof *made);
    if (made == NULL)
        return CUDA_ERROR_OUT_OF_MEMORY;
    made->address = (uintptr_t)memory;
    made->bytes = bytes;
    made->device = -1;
    made->registered = registered;
    return CUDA_SUCCESS;
}

CUresult pinned_allocate(void **pointer, size_t bytes) {
    if (pointer == NULL || bytes == 0)
        return CUDA_ERROR_INVALID_VALUE;
    void *memory = reserve(bytes, PROT_READ | PROT_WRITE);
    if (memory == NULL || pin(memory, bytes, false) != CUDA_SUCCESS)
        return CUDA_ERROR_OUT_OF_MEMORY;
    memset(memory, POISON, bytes);
    *pointer = memory;
    return CUDA_SUCCESS;
}

CUresult pinned_free(void *pointer) {
    struct allocation *one = allocation_at((uintptr_t)pointer, 1);
    if (one == NULL || one->device >= 0 || one->registered || one->address != (uintptr_t)pointer)
        return CUDA_ERROR_INVALID_VALUE;
    munmap(pointer, one->bytes);
    object_end(&one->object);
    return CUDA_SUCCESS;
}

CUresult pinned_register(void *pointer, size_t bytes) {
    if (pointer == NULL || bytes == 0 || is_device_address((uintptr_t)pointer))
        return CUDA_ERROR_INVALID_VALUE;
    for (struct object *object = object_first(); object != NULL; object = object->next) {
        const struct allocation *one = as_allocation(object);
        if (one != NULL && one->address < (uintptr_t)pointer + bytes &&
            (uintptr_t)pointer < one->address + one->bytes)
            return CUDA_ERROR_HOST_MEMORY_ALREADY_REGISTERED;
    }
    return pin(pointer, bytes, true);
}

CUresult pinned_unregister(void *pointer) {
    struct allocation *one = allocation_at((uintptr_t)pointer, 1);
    if (one == NULL || !one->registered || one->address != (uintptr_t)pointer)
        return CUDA_ERROR_HOST_MEMORY_NOT_REGISTERED;
    object_end(&one->object);
    return CUDA_SUCCESS;
}

// --- Kernels' view -----------------------------------------------------------------------------

void *memory_reach(struct ptx_memory *memory, uint64_t address, size_t bytes, bool store) {
    struct allocation *one = memory->last;
    if (one == NULL || address < one->address || address - one->address > one->bytes ||
        bytes > one->bytes - (address - one->address)) {
        one = allocation_at(address, bytes);
        if (one == NULL || (one->device >= 0 && one->device != memory->device))
            return NULL; // another device's memory is out of reach
        memory->last = one;
    }
    if (store) {
        mark_written(one->device, address, bytes);
    } else if (!memory->told && !was_written(one->device, address, bytes)) {
        memory->told = true;
        finding("a kernel reads memory that was never written (0x%llx)",
                (unsigned long long)address);
    }
    return content_of(one, address);
}
