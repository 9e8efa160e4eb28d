#!/bin/bash
# Installs what is missing, builds, and runs every test: all of them in the `dev` build, the unit tests once more under the address
# and undefined behaviour sanitizers. Ends with ctest's own closing lines and its exit status.
#
#   ./test.sh            everything
#   ./test.sh --quick    without the sanitizers
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
source scripts/prepare.sh

prepare tests
build dev
if [ "${1:-}" != --quick ]; then
    build asan unit_tests
    (cd build/asan && ctest --output-on-failure --label-regex unit -j"$(nproc)")
fi
cd build/dev && exec ctest --output-on-failure -j"$(nproc)"
