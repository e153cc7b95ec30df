# Shared by ./bench and ./check: which Debian packages are needed, and how gpubench is built.
# Sourced from the project's root folder; sets nothing but the names below.
# SPDX-License-Identifier: MIT

# Why each is needed stands in the README, under "Dependencies".
# shellcheck disable=SC2034 # for those who source this
packages_build="gcc libc6-dev make cmake pkg-config git libjansson-dev libsmartcols-dev libhwloc-dev
    opencl-c-headers ocl-icd-libopencl1 pocl-opencl-icd"

say() {
    printf '%s\n' "$*" >&2
}

die() {
    say "$(basename "$0"): $*"
    exit 1
}

# Prints those of the named packages that are not installed.
packages_missing() {
    for package in "$@"; do
        dpkg-query -W -f='${Status}\n' "$package" 2>/dev/null | grep -q '^install ok installed' ||
            printf '%s ' "$package"
    done
}

# Installs what is missing of the named packages: as root, or through sudo where that is there.
packages_install() {
    command -v dpkg-query >/dev/null 2>&1 ||
        { say "note: no Debian package tools here; taking it that these are installed: $*"; return; }
    missing=$(packages_missing "$@")
    [ -z "$missing" ] && return
    as_root=""
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null 2>&1 ||
            die "these packages are missing: $missing- install them as root: apt-get install $missing"
        as_root=sudo
    fi
    say "installing: $missing"
    # The lists may be old or absent on a fresh machine, so they are fetched first.
    # shellcheck disable=SC2086 # the lists of packages are words
    { $as_root apt-get update -qq &&
        $as_root env DEBIAN_FRONTEND=noninteractive \
            apt-get install -y -qq --no-install-recommends $missing; } >&2 ||
        die "apt-get could not install: $missing- see its messages above"
}

# build PRESET [cmake arguments…]: configures and builds the preset of CMakePresets.json, quietly
# unless it fails.
build() {
    preset=$1
    shift
    log="build-log-$preset.txt"
    mkdir -p build
    if ! { cmake --preset "$preset" "$@" && cmake --build --preset "$preset" -j "$(nproc)"; } \
        >"build/$log" 2>&1; then
        tail -n 60 "build/$log" >&2
        die "the build ($preset) failed: the whole log is build/$log"
    fi
}
