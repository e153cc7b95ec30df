// Images of modules: PTX as text, or a fatbin (or its wrapper) that has PTX among its parts. The
// machine code beside it needs a card.
//
// A fatbin is a head of 16 bytes and parts: a head (kind, its own size, the size of what follows,
// sizes when compressed, architecture, flags) and the content.
// SPDX-License-Identifier: MIT
#include "module.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PART_PTX = 1, FLAG_LZ4 = 0x2000, FLAG_ZSTD = 0x8000 };

struct wrapper {
    uint32_t magic, version;
    const void *fatbin;
    const void *unused;
};

struct fatbin {
    uint32_t magic;
    uint16_t version, head_bytes;
    uint64_t bytes; // after the head
};

struct part {
    uint16_t kind, version;
    uint32_t head_bytes;
    uint64_t bytes; // of the content, padding included
    uint32_t compressed_bytes, options;
    uint16_t minor, major; // of PTX
    uint32_t architecture; // 75
    uint32_t name_offset, name_bytes;
    uint64_t flags, unused, plain_bytes;
};

#define WRAPPER_MAGIC UINT32_C(0x466243b1)
#define FATBIN_MAGIC  UINT32_C(0xba55ed50)
#define ELF_MAGIC     UINT32_C(0x464c457f)

static CUresult refuse(CUresult result, const char *why) {
    fprintf(stderr, "softcuda: a module can't be loaded: %s\n", why);
    return result;
}

static CUresult copy_text(const char *from, size_t bytes, char **text, size_t *length) {
    *text = malloc(bytes + 1);
    if (*text == NULL)
        return CUDA_ERROR_OUT_OF_MEMORY;
    memcpy(*text, from, bytes);
    *length = bytes;
    return CUDA_SUCCESS;
}

typedef size_t decompressor(void *to, size_t room, const void *from, size_t bytes);

static CUresult decompress(const struct part *part, const char *content, char **text,
                           size_t *length) {
    void *library = dlopen("libzstd.so.1", RTLD_NOW);
    decompressor *run = NULL;
    if (library != NULL)
        *(void **)&run = dlsym(library, "ZSTD_decompress");
    *text = run != NULL ? malloc(part->plain_bytes + 1) : NULL;
    if (*text == NULL) {
        return refuse(CUDA_ERROR_INVALID_IMAGE,
                      "its PTX is compressed, and there is no libzstd.so.1 (nvcc --no-compress)");
    }
    *length = run(*text, part->plain_bytes, content, part->compressed_bytes);
    if (*length != part->plain_bytes) {
        free(*text);
        return refuse(CUDA_ERROR_INVALID_IMAGE, "its compressed PTX can't be read");
    }
    return CUDA_SUCCESS;
}

// The PTX of the highest architecture that the device has.
static CUresult fatbin_text(const unsigned char *image, char **text, size_t *length) {
    struct fatbin head;
    memcpy(&head, image, sizeof head);
    const unsigned char *at = image + head.head_bytes, *end = at + head.bytes;
    const unsigned char *best = NULL;
    struct part part, chosen = {.architecture = 0};
    while (end - at >= (ptrdiff_t)sizeof part) {
        memset(&part, 0, sizeof part);
        memcpy(&part, at, sizeof part);
        const uint32_t device = (uint32_t)(10 * settings()->major + settings()->minor);
        if (part.head_bytes == 0 || part.bytes > (uint64_t)(end - at))
            return refuse(CUDA_ERROR_INVALID_IMAGE, "the fatbin is broken");
        if (part.kind == PART_PTX && part.architecture <= device &&
            part.architecture >= chosen.architecture) {
            best = at;
            chosen = part;
        }
        at += part.head_bytes + part.bytes;
    }
    if (best == NULL) {
        return refuse(CUDA_ERROR_NO_BINARY_FOR_GPU,
                      "the fatbin has no PTX for the device's architecture or an older one");
    }
    const char *content = (const char *)best + chosen.head_bytes;
    if (chosen.flags & FLAG_ZSTD)
        return decompress(&chosen, content, text, length);
    if (chosen.flags & FLAG_LZ4)
        return refuse(CUDA_ERROR_INVALID_IMAGE, "its PTX is compressed (nvcc --no-compress)");
    return copy_text(content, chosen.bytes, text, length);
}

CUresult image_text(const void *image, char **text, size_t *length) {
    uint32_t magic = 0;
    if (image == NULL)
        return CUDA_ERROR_INVALID_VALUE;
    memcpy(&magic, image, sizeof magic);
    if (magic == WRAPPER_MAGIC) {
        struct wrapper wrapper;
        memcpy(&wrapper, image, sizeof wrapper);
        return image_text(wrapper.fatbin, text, length);
    }
    if (magic == FATBIN_MAGIC)
        return fatbin_text(image, text, length);
    if (magic == ELF_MAGIC) // machine code alone: whoever has PTX too tries that next
        return CUDA_ERROR_NO_BINARY_FOR_GPU;
    return copy_text(image, strlen(image), text, length);
}
