#!/usr/bin/env python3
"""Plays freqtrade's recorded WebSocket conversations with the built binary.

usage: run_ws.py TREMOLO frozen|trading
  frozen   the bot stands still in a frozen market, clock pinned: every answer must be equal
  trading  a bot that trades in a synthetic market: keys and types must be equal, those of what it pushes included
Ends with "N passed, N failed".
"""
import argparse
import asyncio
import contextlib
import json
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace

import compare
import compare_ws

HERE = Path(__file__).resolve().parent
PAIRS = ["BTC/USDT", "ETH/USDT", "SOL/USDT", "XRP/USDT", "ADA/USDT", "DOGE/USDT", "LTC/USDT", "LINK/USDT", "AVAX/USDT", "DOT/USDT", "TRX/USDT"]
PUSHED = {"status", "warning", "startup", "entry", "entry_fill", "entry_cancel", "exit", "exit_fill", "analyzed_df", "new_candle", "protection_trigger"}
JWT_KEY, WS_TOKEN = "0123456789abcdef0123456789abcdef0123456789", "ws-token-for-tests"


def options(base, records, shape):
    return SimpleNamespace(base=base, user="freqtrader", password="test", shape=shape, wait=0.6, transcripts=[HERE / "records" / records])


def frozen(tremolo):
    import run
    folder, port = Path(tempfile.mkdtemp(prefix="tremolo-conformance-")), run.free_port()
    base = f"http://127.0.0.1:{port}"
    client = compare.Client(base, "freqtrader", "test", JWT_KEY, run.NOW)
    process = run.start(tremolo, "empty_paused", folder, port)
    try:
        if not run.wait_until_ready(process, base, client, "empty_paused"):
            print(f"the bot did not get ready (exit status {process.poll()})\n0 passed, 1 failed")
            return 1
        return asyncio.run(compare_ws.main(options(base, "ws_frozen", False)))
    finally:
        process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(20)
        process.kill()
        shutil.rmtree(folder, ignore_errors=True)


def examples():
    return {f.stem: [e["message"] for e in json.loads(f.read_text())["examples"]] for f in (HERE / "records" / "ws_messages").glob("*.json")}


def differing(message, known):
    """What differs from every recorded example of the type: keys, their order, types."""
    if message["type"] not in known:
        return [f"a message of type {message['type']}"]
    found = []
    for example in known[message["type"]]:
        found = list(compare.shape(example, message, ""))
        if not found and list(example) == list(message):
            return []
    return found or [f"keys in another order: {list(message)}"]


def act(bot):
    """What a user does to make a bot say all that it can say."""
    bot.call("POST", "/start")
    bot.call("POST", "/forceenter", {"pair": "BTC/USDT", "ordertype": "market"})
    bot.call("POST", "/forceenter", {"pair": "ETH/USDT", "price": 1.0, "ordertype": "limit"})

    def opened(pair, with_orders):
        return [t for t in bot.get("/status") if t["pair"] == pair and t["has_open_orders"] == with_orders]

    bot.wait_for(lambda: opened("BTC/USDT", False) and opened("ETH/USDT", True), "two trades", 120)
    bot.call("DELETE", f"/trades/{opened('ETH/USDT', True)[0]['trade_id']}/open-order")
    bot.call("POST", "/forceexit", {"tradeid": str(opened("BTC/USDT", False)[0]["trade_id"]), "ordertype": "market"})
    bot.call("POST", "/forceenter", {"pair": "SOL/USDT", "ordertype": "market"})
    bot.wait_for(lambda: bot.get("/count")["current"] > 0, "a trade", 120)
    bot.call("POST", "/pause")
    bot.call("POST", "/stop")
    bot.wait_for(lambda: "to: STOPPED" in bot.log, "the stop", 120)
    bot.call("POST", "/start")


async def pushed(bot, port):
    known, heard, wrong = examples(), set(), []
    ws = await compare_ws.websockets.connect(f"ws://127.0.0.1:{port}/api/v1/message/ws?token={WS_TOKEN}", max_size=None)
    await ws.send(json.dumps({"type": "subscribe", "data": sorted([*known, "exception", "liquidation_warning"])}))

    async def listen():
        while PUSHED - heard:
            message = json.loads(await ws.recv())
            heard.add(message["type"])
            wrong.extend(f"{message['type']}: {d}" for d in differing(message, known))

    driving = asyncio.get_running_loop().run_in_executor(None, act, bot)
    with contextlib.suppress(asyncio.TimeoutError):
        await asyncio.wait_for(listen(), 150)
    await driving
    await ws.close()
    for line in sorted(set(wrong))[:10]:
        print("       " + line)
    for kind in sorted(PUSHED - heard):
        print(f"FAIL  {kind} was never pushed")
    return len(heard & PUSHED), len(PUSHED - heard) + bool(wrong)


def trading(tremolo):
    sys.path.insert(0, str(HERE.parent / "program"))
    sys.argv[1:] = [tremolo]  # the harness reads which program to test from there
    import harness
    harness.USER, harness.PASSWORD = "freqtrader", "test"
    settings = {"exchange": {"pair_whitelist": PAIRS, "name": "binance", "connector": "simulated", "pair_blacklist": [],
                             "simulated": {"source": "synthetic", "seed": 3, "speed": 20}},
                "api_server": {"username": "freqtrader", "password": "test", "jwt_secret_key": JWT_KEY, "ws_token": [WS_TOKEN, "another"]}}
    with harness.bot("OracleStrategy", max_open_trades=-1, stake_amount=100, **settings) as bot:
        bot.start()
        bot.wait_for(lambda: len(bot.get("/whitelist")["whitelist"]) == len(PAIRS), "the pairs", 60)
        bot.wait_for(lambda: bot.get("/pair_candles?pair=TRX/USDT&timeframe=1m&limit=3")["length"] == 3, "the candles", 60)
        failed = asyncio.run(compare_ws.main(options(f"http://127.0.0.1:{bot.port}", "ws_trading", True)))
        heard, missing = asyncio.run(pushed(bot, bot.port))
        print(f"{heard} passed, {missing} failed")
        return 1 if failed or missing else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tremolo")
    parser.add_argument("set", choices=("frozen", "trading"))
    o = parser.parse_args()
    return frozen(o.tremolo) if o.set == "frozen" else trading(o.tremolo)


if __name__ == "__main__":
    sys.exit(main())
