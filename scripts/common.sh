# Shared by ./bench, ./check and scripts/package: which Debian packages are needed, and how gpubench is built.
# Sourced from the project's root folder; sets nothing but the names below.
# SPDX-License-Identifier: MIT

# Why each is needed stands in docs/packages.md, under "Dependencies".
# shellcheck disable=SC2034 # for those who source this
packages_build="gcc libc6-dev make cmake pkg-config git libjansson-dev libsmartcols-dev libhwloc-dev
    opencl-c-headers ocl-icd-libopencl1 pocl-opencl-icd"
# shellcheck disable=SC2034
packages_package="dpkg-dev file"

say() {
    printf '%s\n' "$*" >&2
}

die() {
    say "$(basename "$0"): $*"
    exit 1
}

# clean_environment PATTERN…: unsets what nothing here needs of the caller's environment, which could
# change a build or hide a fault of it, and says what. Kept are those that a program can't do without,
# the way to the package archives, CI, and the patterns. Called first, before the caller's own names.
clean_environment() {
    left_out=""
    for name in $(env -0 | tr '\n\0' ' \n' | sed -n 's/^\([A-Za-z_][A-Za-z0-9_]*\)=.*/\1/p'); do
        case $name in
        PATH | HOME | USER | LOGNAME | SHELL | TERM | COLUMNS | LANG | LC_* | TZ | TMPDIR | CI) continue ;;
        *_[pP][rR][oO][xX][yY] | SSL_CERT_* | *_CA_BUNDLE | GIT_SSL_CAINFO) continue ;;
        PIP_* | XDG_CONFIG_HOME | APT_* | DEBIAN_FRONTEND) continue ;;
        PWD | OLDPWD | SHLVL | _) continue ;; # the shell's own
        esac
        for pattern in "$@"; do
            # shellcheck disable=SC2254 # it is a pattern
            case $name in $pattern) continue 2 ;; esac
        done
        command unset "$name" 2>/dev/null && left_out="$left_out $name"
    done
    [ -z "$left_out" ] || say "note: not taken over from the environment:$left_out"
}

# Whether this folder is the top of a git checkout: an archive that was unpacked within another
# repository is none.
is_checkout() {
    [ -z "$(git rev-parse --show-cdup 2>/dev/null || echo none)" ]
}

# Packages that not every release of Debian has; without them some tests are skipped.
packages_optional=" oclgrind "

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
    $as_root apt-get update -qq >&2 ||
        die "apt-get update failed, so these packages are missing: $missing- see its messages above"
    wanted=""
    for package in $missing; do
        case "$packages_optional" in
        *" $package "*)
            apt-cache show "$package" >/dev/null 2>&1 ||
                { say "note: this system's archives have no $package: its tests are skipped"; continue; }
            ;;
        esac
        wanted="$wanted $package"
    done
    # shellcheck disable=SC2086 # the lists of packages are words
    [ -z "$wanted" ] ||
        $as_root env DEBIAN_FRONTEND=noninteractive \
            apt-get install -y -qq --no-install-recommends $wanted >&2 ||
        die "apt-get could not install:$wanted: see its messages above"
}

# The parts of the CUDA toolkit that PyPI carries and that a build needs: compiler, headers, cuRAND,
# NVML's header, and the disassembler of the tests. One release, so that they fit each other and a
# driver of that time; the disassembler reads older ones.
cuda_disassembler="nvidia-cuda-nvdisasm>=13,<14"
cuda_parts="nvidia-cuda-nvcc==13.0.* nvidia-nvvm==13.0.* nvidia-cuda-crt==13.0.*
    nvidia-cuda-runtime==13.0.* nvidia-curand==10.4.0.* nvidia-nvml-dev==13.0.*
    $cuda_disassembler"

# from_pypi WHAT PACKAGES: installs them into build/cuda, once. Fails where PyPI can't be reached.
from_pypi() {
    [ ! -e "build/cuda/has-$1" ] || return 0
    packages_install python3 python3-venv
    say "fetching NVIDIA's $1 from PyPI into build/cuda"
    mkdir -p build
    # shellcheck disable=SC2086 # a list of packages
    { python3 -m venv build/cuda &&
        build/cuda/bin/pip install --quiet --disable-pip-version-check --no-deps $2; } >&2 &&
        : >"build/cuda/has-$1"
}

# cuda_from_pypi: brings the parts once, and sets cuda_toolkit to their folder.
cuda_from_pypi() {
    packages_install g++ # which nvcc calls
    from_pypi toolkit "$cuda_parts" ||
        die "PyPI's parts of the CUDA toolkit could not be installed: see pip's messages above"
    for cuda_toolkit in "$PWD"/build/cuda/lib/python3*/site-packages/nvidia/cu13; do
        [ -x "$cuda_toolkit/bin/nvcc" ] || die "no nvcc in $cuda_toolkit: remove build/cuda and try again"
    done
}

# Whether this machine has that program of a CUDA toolkit, in working order.
cuda_has() {
    (PATH=$PATH:/usr/local/cuda/bin:/opt/cuda/bin && "$1" --version) >/dev/null 2>&1
}

# cuda_for_tests: brings what the tests of the CUDA backends need and this machine lacks: all of a
# toolkit, or the disassembler alone. Without a network it says what is missed, and the tests concerned
# say that they are skipped.
cuda_for_tests() {
    if [ "$(uname -m)" != x86_64 ]; then
        say "note: PyPI's parts of the CUDA toolkit are for x86-64, so its tests may be skipped"
    elif ! cuda_has nvcc; then
        (cuda_from_pypi) || { say "WARNING: no CUDA toolkit, so its tests are SKIPPED"; return 0; }
        cuda_from_pypi
    elif packages_install g++ && ! cuda_has nvdisasm; then
        from_pypi disassembler "$cuda_disassembler" ||
            say "WARNING: no nvdisasm, so the test of the machine code is SKIPPED"
    fi
}

# build PRESET [cmake arguments…]: configures and builds the preset of CMakePresets.json, with the
# toolkit of cuda_from_pypi where that was called, quietly unless it fails.
build() {
    preset=$1
    shift
    log="build-log-$preset.txt"
    mkdir -p build
    if ! { cmake --preset "$preset" ${cuda_toolkit:+-DCUDA_TOOLKIT="$cuda_toolkit"} "$@" &&
        cmake --build --preset "$preset" -j "$(nproc)"; } \
        >"build/$log" 2>&1; then
        tail -n 60 "build/$log" >&2
        die "the build ($preset) failed: the whole log is build/$log"
    fi
}
