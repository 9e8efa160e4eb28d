#!/bin/bash
# Builds Tremolo and starts a bot that trades in dry run on the embedded simulated market, with the API on 127.0.0.1:8080.
#
#   ./run.sh                          build what changed, then trade with user_data/config.json (made on the first start)
#   ./run.sh --build-only             only build; the program is build/release/tremolo
#   ./run.sh --backtest               build, download a month of candles of that market, and test the sample strategy on them
#   ./run.sh -- <tremolo arguments>   build, then run the program with your own arguments, as in: ./run.sh -- --help
#
# Ctrl-C stops the bot cleanly.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
source scripts/prepare.sh

build_only=false
backtest=false
case "${1:-}" in
    --build-only) build_only=true ;;
    --backtest) backtest=true ;;
    -h | --help) sed -n '2,10s/^# \{0,1\}//p' "$0"; exit 0 ;;
    "" | --) ;;
    *) echo "unknown argument: $1 (see ./run.sh --help; arguments for tremolo come after --)" >&2; exit 2 ;;
esac

prepare
build release tremolo tremolo-client | grep -v 'no work to do' || true
tremolo=build/release/tremolo
[ -x $tremolo ] || { echo "the build failed" >&2; exit 1; }
$build_only && exit 0

if [ "${1:-}" = -- ]; then
    shift
    exec $tremolo "$@"
fi

config=user_data/config.json
if [ ! -f $config ]; then
    $tremolo create-userdir --userdir user_data
    $tremolo new-config --config $config --defaults >/dev/null # what it prints comes below
fi
if $backtest; then
    shift
    $tremolo download-data --userdir user_data --config $config --timeframes 5m --days 30
    exec $tremolo backtesting --userdir user_data --config $config --strategy SampleStrategy --timeframe 5m "$@"
fi
value() { sed -n "s/.*\"$1\": *\"\{0,1\}\([^\",]*\).*/\1/p" $config | head -n 1; }
echo
echo "  URL       http://$(value listen_ip_address):$(value listen_port)"
echo "  user      $(value username)"
echo "  password  $(value password)"
echo
exec $tremolo trade --userdir user_data --config $config
