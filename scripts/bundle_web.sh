#!/bin/bash
# Makes OUT/own_files.cpp: the page of web/ as a source file. Its packages come from npm into web/node_modules once, and again when
# web/package-lock.json changes. Without node, npm or a way to the registry the file is empty, which is said and is no failure: the program
# then serves a page that says so, and the next build tries again.
#
#   scripts/bundle_web.sh OUT          with what bundling needs
#   scripts/bundle_web.sh OUT --tests  and with what checking and browser tests need
#   scripts/bundle_web.sh --packages   only the packages for all of it
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
out=$1
modules=$root/web/node_modules
wanted="$(sha256sum <"$root/web/package-lock.json")"
omit=(--omit=dev)
case "${2:-$1}" in --tests | --packages) omit=() ;; esac

# Whether what is installed belongs to this lock file, with or without the packages for tests.
installed() {
    [ -f "$modules/.tremolo" ] || return 1
    [ "$(cat "$modules/.tremolo")" = "$wanted all" ] && return 0
    [ ${#omit[@]} -gt 0 ] && [ "$(cat "$modules/.tremolo")" = "$wanted some" ]
}

# Beside its place and by renaming: what is interrupted leaves nothing that looks complete.
install_packages() {
    local scratch
    scratch=$(mktemp -d "$root/build/web/npm.XXXXXX")
    cp "$root/web/package.json" "$root/web/package-lock.json" "$scratch"
    echo "fetching the packages of the page from npm" >&2
    if ! (cd "$scratch" && npm ci "${omit[@]}" --ignore-scripts --no-audit --no-fund --fetch-retries=1 --fetch-retry-mintimeout=1000 \
        --fetch-timeout=20000 >npm.log 2>&1); then
        grep -m 4 "npm err" "$scratch/npm.log" >&2
        rm -rf "$scratch"
        return 1
    fi
    echo "$wanted $([ ${#omit[@]} -gt 0 ] && echo some || echo all)" >"$scratch/node_modules/.tremolo"
    [ ! -e "$modules" ] || mv "$modules" "$scratch/old"
    mv "$scratch/node_modules" "$modules"
    rm -rf "$scratch"
}

do_without() {
    echo "$1: the program is built without its page; the API is complete" >&2
    [ "$out" != --packages ] || exit 1
    mkdir -p "$out"
    cat >"$out/own_files.cpp" <<'CPP'
// Made by scripts/bundle_web.sh without the packages of the page.
#include "api/own_files.hpp"

namespace tremolo::api {

const std::vector<own_file>& own_files() {
    static const std::vector<own_file> none;
    return none;
}

std::string_view own_policy() { return {}; }

} // namespace tremolo::api
CPP
    touch -d @0 "$out/own_files.cpp" # older than what it is made of: the next build tries again
    exit 0
}

command -v node >/dev/null || do_without "node is missing (Debian: nodejs)"
[ "$(node -p 'parseInt(process.versions.node)')" -ge 18 ] || do_without "node is older than 18"
mkdir -p "$root/build/web"
exec 9>"$root/build/web/lock"
flock 9 # one build at a time: they share the packages
if ! installed; then
    command -v npm >/dev/null || do_without "npm is missing (Debian: npm)"
    install_packages || do_without "the packages of the page could not be fetched from npm"
fi
[ "$out" = --packages ] || node "$root/web/build.mjs" "$out"
