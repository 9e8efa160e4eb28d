#!/bin/bash
# Sourced by run.sh and test.sh: installs the Debian packages that are missing, fetches Arrow, and builds with a preset.

# missing_packages [tests]: without `tests` those up to the line "# browser tests".
missing_packages() {
    local package
    if [ "${1:-}" = tests ]; then cat packaging/debian-packages.txt; else sed '/^# browser tests/,$d' packaging/debian-packages.txt; fi |
        sed 's/#.*//' | while read -r package; do
        [ -n "$package" ] || continue
        case $package in # from elsewhere they do as well, and Debian's npm does not bear another node beside it
            nodejs) ! command -v node >/dev/null || continue ;;
            npm | chromium) ! command -v "$package" >/dev/null || continue ;;
        esac
        [ "$(dpkg-query -W -f='${db:Status-Abbrev}' "$package" 2>/dev/null)" = "ii " ] || echo "$package"
    done
}

install_packages() {
    local missing as_root=()
    mapfile -t missing < <(missing_packages "$@")
    [ ${#missing[@]} -eq 0 ] && return 0
    echo "Installing Debian packages: ${missing[*]}" >&2
    if [ "$(id -u)" != 0 ]; then
        if ! command -v sudo >/dev/null; then
            echo "These packages are missing and this user may not install them. As root: apt-get install ${missing[*]}" >&2
            return 1
        fi
        as_root=(sudo)
    fi
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
}

# build PRESET [targets...]
build() {
    local preset=$1
    shift
    [ -f "build/$preset/build.ninja" ] || cmake --preset "$preset" >"build/$preset.configure.log" 2>&1 || {
        cat "build/$preset.configure.log" >&2
        return 1
    }
    cmake --build "build/$preset" ${1:+--target "$@"}
}

# prepare [tests]
prepare() {
    mkdir -p build
    install_packages
    if [ "${1:-}" = tests ]; then
        install_packages tests || echo "A browser could not be installed: the tests that need one are skipped." >&2
    fi
    bash scripts/fetch_arrow.sh
}
