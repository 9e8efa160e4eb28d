#!/bin/bash
# Lives of simulated bots, each a function of its seed (tests/bot/simulated_life.hpp): as many as wanted, as long as wanted.
# A failure names seed and step; the same seed with the same number of steps replays it exactly. The last line says how many
# simulated days passed a second; that of an optimised build is to be above one:
#   cmake --preset release -DTREMOLO_TESTS=ON && cmake --build build/release --target test_bot
#   TREMOLO_TEST_BOT=build/release/tests/test_bot bench/simulate.sh
#
#   bench/simulate.sh              seeds 1 to 1,000, 40 steps each
#   bench/simulate.sh 181:1        seed 181 alone
#   bench/simulate.sh 1:50:2000    50 seeds, 2,000 steps each
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
program=${TREMOLO_TEST_BOT:-build/dev/tests/test_bot}
[ -x "$program" ] || { echo "bench/simulate.sh: $program is not there; build it with: cmake --build build/dev --target test_bot" >&2; exit 1; }
TREMOLO_SEEDS=${1:-1:1000} exec "$program" --gtest_brief=1 --gtest_filter='simulation.runs_the_seeds_that_are_asked_for'
