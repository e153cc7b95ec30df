// Reading the ICD files as the loader does.
//
// Each is a text file that holds the name of a driver's library. They stand in /etc/OpenCL/vendors,
// or where OCL_ICD_VENDORS (a folder, an ICD file or a library) or OPENCL_VENDOR_PATH (a folder)
// say.
// SPDX-License-Identifier: MIT
#include "backends/opencl/icd.h"

#include <dirent.h>
#include <dlfcn.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool is_icd_file(const char *name) {
    const size_t length = strlen(name);
    return length > 4 && strcmp(name + length - 4, ".icd") == 0;
}

// True, and a sentence in text, where the library can't be loaded.
static bool complain_of_library(const char *library, const char *file, char *text, size_t size) {
    void *handle = dlopen(library, RTLD_LAZY | RTLD_LOCAL);
    if (handle) {
        dlclose(handle);
        return false;
    }
    const char *reason = dlerror();
    snprintf(text, size,
             "the ICD file %s names a driver that can't be loaded (%s): mend the file, or install "
             "what is missing",
             file, reason ? reason : "no reason given");
    return true;
}

static bool complain_of_file(const char *path, char *text, size_t size) {
    char library[PATH_MAX] = "";
    FILE *file = fopen(path, "r");
    const bool read = file && fgets(library, sizeof library, file);
    if (file)
        fclose(file);
    library[strcspn(library, "\r\n")] = '\0';
    if (!read || !library[0]) {
        snprintf(text, size, "the ICD file %s can't be read, or is empty", path);
        return true;
    }
    return complain_of_library(library, path, text, size);
}

static void complain_of_folder(const char *folder, char *text, size_t size) {
    DIR *opened = opendir(folder);
    size_t files = 0;
    bool found = false;
    for (struct dirent *entry; opened && !found && (entry = readdir(opened));) {
        char path[PATH_MAX];
        if (is_icd_file(entry->d_name)) {
            files++;
            snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
            found = complain_of_file(path, text, size);
        }
    }
    if (opened)
        closedir(opened);
    if (files == 0) {
        snprintf(text, size,
                 "there is no ICD file in %s: install the driver of your device (pocl-opencl-icd "
                 "where there is no GPU)",
                 folder);
    }
}

static bool is_folder(const char *path) {
    struct stat found;
    return stat(path, &found) == 0 && S_ISDIR(found.st_mode);
}

void opencl_icd_complaint(char *text, size_t size) {
    const char *vendors = getenv("OCL_ICD_VENDORS"), *folder = getenv("OPENCL_VENDOR_PATH");
    text[0] = '\0';
    if (!vendors || !vendors[0])
        complain_of_folder(folder && folder[0] ? folder : "/etc/OpenCL/vendors", text, size);
    else if (is_folder(vendors))
        complain_of_folder(vendors, text, size);
    else if (is_icd_file(vendors) && strchr(vendors, '/'))
        complain_of_file(vendors, text, size);
    else if (!is_icd_file(vendors))
        (void)complain_of_library(vendors, "in OCL_ICD_VENDORS", text, size);
}
