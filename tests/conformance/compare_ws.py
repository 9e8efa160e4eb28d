#!/usr/bin/env python3
"""Plays recorded WebSocket conversations with a running server and compares what comes back. Uses `websockets` (PyPI) where
it is installed, else a small client of our own.

usage: compare_ws.py BASE_URL TRANSCRIPTS... [--user U --password P] [--shape] [--wait S]
A transcript is a list of events: open | handshake_refused, send | send_binary | ping, recv, pong, closed. Sent is what was sent; compared are the
status of a refusal, each message received (JSON by value, a dataframe by its cells), and the close code. --shape compares keys and types.
Ends with "N passed, N failed" and exit status 1 where any failed.
"""
import argparse, asyncio, base64, json, sys, urllib.request
from pathlib import Path
try: import websockets
except ImportError: import plain_websockets as websockets
from compare import differences, shape


def opened(message):
    """The message with a dataframe's text as data; of long frames only the last two rows were kept."""
    try: frame = message["data"]["df"]
    except (KeyError, TypeError): return message
    value = json.loads(frame["__value__"]) if isinstance(frame.get("__value__"), str) else frame.get("__value__")
    return {**message, "data": {**message["data"], "df": {"__type__": frame.get("__type__"), "columns": value["columns"], "data": value["data"][-2:]}}}


async def replies(ws, seconds):
    """Yields ('recv', message) for as long as something comes within seconds, then perhaps ('closed', code)."""
    while True:
        try: raw = await asyncio.wait_for(ws.recv(), seconds)
        except asyncio.TimeoutError: return
        except websockets.exceptions.ConnectionClosed as e:
            yield "closed", e.rcvd.code if e.rcvd else None
            return
        try: yield "recv", json.loads(raw)
        except ValueError: yield "recv", raw


def pushes(want, got):
    """What is not of a type that was pushed when the record was made, or not of its form."""
    known = {w["json"]["type"]: opened(w["json"]) for w in want if "json" in w}
    closed = [w["code"] for w in want if w["event"] == "closed"]
    if closed != [content for event, content in got if event == "closed"]: yield f"wanted close codes {closed}, got {got}"
    for event, content in got:
        if event == "recv" and content["type"] not in known: yield f"got a {content['type']}, subscribed to are {sorted(known)}"
        elif event == "recv": yield from shape(known[content["type"]], opened(content), "")


async def play(o, record):
    events, url = record["events"], o.base.replace("http", "ws") + record["url"]
    if record["url"].endswith("?") or record["name"] == "connect_jwt":
        q = urllib.request.Request(o.base + "/api/v1/token/login", method="POST", data=b"", headers={"Authorization": "Basic " + base64.b64encode(f"{o.user}:{o.password}".encode()).decode()})
        url = o.base.replace("http", "ws") + "/api/v1/message/ws?token=" + json.load(urllib.request.urlopen(q))["access_token"]
    if record["name"] == "refuse_refresh_jwt": return
    options = {}
    if "compression" in record.get("connect_options", {}): options["compression"] = None
    if "origin" in record.get("connect_options", {}): options["origin"] = record["connect_options"]["origin"]
    try: ws = await websockets.connect(url, max_size=None, ping_interval=None, **options)
    except websockets.exceptions.InvalidStatus as e:
        first = events[0]
        if first["event"] != "handshake_refused": yield f"refused with {e.response.status_code}"
        elif first["status"] != e.response.status_code: yield f"wanted status {first['status']}, got {e.response.status_code}"
        return
    if events[0]["event"] == "handshake_refused": yield f"wanted status {events[0]['status']}, was let in"; await ws.close(); return
    i = 1
    while i < len(events):
        e = events[i]
        if e["event"] == "send": await ws.send(e["text"])
        elif e["event"] == "send_binary": await ws.send(bytes.fromhex(e["hex"]))
        elif e["event"] == "ping": await (await ws.ping(b"x"))
        i += 1
        want = []
        while i < len(events) and events[i]["event"] not in ("send", "send_binary", "ping"):
            if events[i]["event"] in ("recv", "closed"): want.append(events[i])
            i += 1
        got = [r async for r in replies(ws, o.wait)]
        if o.shape and '"subscribe"' in e.get("text", ""):  # what a bot pushes, and how much of it, is the bot's own
            for d in pushes(want, got): yield d
            continue
        if len(got) != len(want): yield f"after {str(e.get('text', e['event']))[:60]}: wanted {len(want)} replies, got {len(got)}: {str(got)[:150]}"
        for w, (event, content) in zip(want, got):
            if w["event"] != event: yield f"wanted {w['event']}, got {event} {content}"
            elif event == "closed":
                if w["code"] != content: yield f"wanted close code {w['code']}, got {content}"
            elif "json" in w:
                a, b = opened(w["json"]), opened(content)
                for d in (shape(a, b, "") if o.shape else differences(a, b, "", [], False)): yield d
            elif w.get("text") != content: yield f"wanted {w.get('text')!r}, got {content!r}"
    await ws.close()


async def main(o):
    passed = failed = 0
    for root in o.transcripts:
        for f in [root] if root.is_file() else sorted(root.rglob("*.json")):
            record = json.loads(f.read_text())
            if "events" not in record: continue
            try: found = [d async for d in play(o, record)]
            except Exception as e: found = [repr(e)]
            passed, failed = passed + (not found), failed + bool(found)
            if found: print(f"FAIL {f}")
            for d in found[:3]: print("       " + d)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("base"); a.add_argument("transcripts", nargs="+", type=Path)
    a.add_argument("--user", default="freqtrader"); a.add_argument("--password", default="test")
    a.add_argument("--shape", action="store_true"); a.add_argument("--wait", type=float, default=0.6, help="seconds of silence that end an answer")
    sys.exit(asyncio.run(main(a.parse_args())))
