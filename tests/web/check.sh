#!/bin/bash
# The page and its tests held against their rules: types by tsc, the rest by eslint.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
skip() {
    echo "skipped: $1"
    exit 77
}
command -v node >/dev/null || skip "node is missing (Debian: nodejs)"
[ -x web/node_modules/.bin/eslint ] || bash scripts/bundle_web.sh --packages || skip "the packages for checking could not be fetched from npm"
node web/node_modules/typescript/bin/tsc --project web
node web/node_modules/typescript/bin/tsc --project tests/web
node web/node_modules/eslint/bin/eslint.js --config web/eslint.config.mjs web/src tests/web
echo "types and rules: passed"
