#!/usr/bin/env python3
"""Listens to a running bot's WebSocket with many clients and says how long each message took from the first of them to the last.

usage: stream.py http://HOST:PORT TOKEN [--clients N] [--seconds S] [--types T,T] [--pid P]
       stream.py --tremolo PROGRAM --freqtrade PROGRAM [--crowds 10,100,300,1000] [--seconds S]
Works with Tremolo and with freqtrade. With --pid the memory and the processor time of that process are told, too. The second form runs both, one after
the other, with the same strategy and pairs, which say a dozen messages a second; it goes on to larger crowds until one of them is not let in.
"""
import argparse
import base64
import collections
import json
import os
import selectors
import socket
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote, urlsplit


class client:
    """One listener: raw frames of a server are short and never masked, so a few lines read them."""

    def __init__(self, where, token, patience=60):
        self.socket = socket.create_connection((where.hostname, where.port), patience)
        self.buffer = bytearray()
        self.socket.sendall((f"GET /api/v1/message/ws?token={quote(token)} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                             "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + base64.b64encode(os.urandom(16)).decode() + "\r\n\r\n").encode())
        while b"\r\n\r\n" not in self.buffer:
            got = self.socket.recv(4096)
            if not got:
                raise ConnectionError("the connection was closed")
            self.buffer += got
        head, _, rest = bytes(self.buffer).partition(b"\r\n\r\n")
        if b" 101 " not in head.split(b"\r\n")[0]:
            raise ConnectionError(f"refused: {head.splitlines()[0].decode()}")
        self.buffer = bytearray(rest)

    def say(self, message):
        text = json.dumps(message).encode()
        head = bytes([0x81, 0x80 | len(text)]) if len(text) < 126 else struct.pack("!BBH", 0x81, 0xFE, len(text))
        self.socket.sendall(head + bytes(4) + text)

    def frames(self):
        data = self.buffer
        while len(data) >= 2:
            size, at = data[1], 2
            if size == 126:
                if len(data) < 4:
                    return
                size, at = int.from_bytes(data[2:4], "big"), 4
            elif size == 127:
                if len(data) < 10:
                    return
                size, at = int.from_bytes(data[2:10], "big"), 10
            if len(data) < at + size:
                return
            if data[0] & 0x0F == 1:
                yield bytes(data[at:at + size])
            del data[:at + size]


def resident(pid):
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) if pid else 0


def processor_seconds(pid):
    with open(f"/proc/{pid}/stat") as stat:
        fields = stat.read().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def gather(where, token, count, types, chosen):
    """That many clients; nothing when they were not all let in within a minute."""
    clients, end = [], time.monotonic() + 60
    try:
        for _ in range(count):
            one = client(where, token, max(0.1, end - time.monotonic()))
            one.say({"type": "subscribe", "data": types.split(",")})
            one.socket.setblocking(False)
            chosen.register(one.socket, selectors.EVENT_READ, one)
            clients.append(one)
    except OSError as trouble:
        print(f"{len(clients)} of {count} clients were let in: {trouble}")
        return None
    return clients


def listen(base, token, count, seconds, types, pid):
    """What was measured, by name; nothing when there is nothing to tell."""
    where, chosen = urlsplit(base), selectors.DefaultSelector()
    before = resident(pid) if pid else 0
    clients = gather(where, token, count, types, chosen)
    if not clients:
        return None
    time.sleep(1)
    found = {"kB a client": (resident(pid) - before) / count} if pid else {}
    first, last, heard = {}, {}, collections.Counter()
    end, used = time.monotonic() + seconds, processor_seconds(pid) if pid else 0
    while time.monotonic() < end:
        for key, _ in chosen.select(0.1):
            try:
                data = key.fileobj.recv(262144)
            except BlockingIOError:
                continue
            except ConnectionError:
                data = b""
            if not data:
                chosen.unregister(key.fileobj)
                continue
            now = time.monotonic()
            key.data.buffer += data
            for text in key.data.frames():
                name = hash(text)
                first.setdefault(name, now)
                last[name] = now
                heard[name] += 1
    whole = sorted(last[n] - first[n] for n in heard if heard[n] == count)
    for one in clients:
        one.socket.close()
    found["messages that reached all"] = len(whole)
    found["messages that did not"] = len(heard) - len(whole)
    found["messages a second"] = sum(heard.values()) / seconds
    if whole:
        found["ms from the first to the last client, median"] = whole[len(whole) // 2] * 1000
        found["ms from the first to the last client, p99"] = whole[min(len(whole) - 1, int(len(whole) * 0.99))] * 1000
    if pid:
        found["% of one core"] = (processor_seconds(pid) - used) / seconds * 100
    return found


def show(name, count, found):
    print(f"{name}, {count} clients: " + ", ".join(f"{value:.1f} {what}" for what, value in found.items()), flush=True)


def beside(o):
    """Each program with growing crowds, then a table of those that both bore."""
    import run
    results = {"Tremolo": {}, "freqtrade": {}}
    with tempfile.TemporaryDirectory() as name:
        folder, exchange_port = Path(name), run.free_port()
        with subprocess.Popen([sys.executable, str(run.HERE / "fake_exchange.py"), str(exchange_port)]) as market:
            for program, path in (("Tremolo", o.tremolo), ("freqtrade", o.freqtrade)):
                port = run.free_port()
                settings = run.configuration(port, exchange_port) | {"process_only_new_candles": False, "internals": {"process_throttle_secs": 1}}
                (folder / "config.json").write_text(json.dumps(settings))
                command = [path, "trade", "--config", str(folder / "config.json"), "--strategy-path", str(run.HERE), "--userdir", str(folder),
                           "--db-url", f"sqlite:///{folder}/{program}.sqlite"]
                with run.server(program, command, folder, port) as bot:
                    time.sleep(15)
                    for count in map(int, o.crowds.split(",")):
                        found = listen(f"http://127.0.0.1:{port}", bot.token(), count, o.seconds, o.types, bot.process.pid)
                        if not found:
                            break
                        results[program][count] = found
                        show(program, count, found)
                        time.sleep(3)
            market.kill()
    print("\n| listeners | measured | Tremolo | freqtrade | ratio |\n|---:|---|---:|---:|---:|")
    for count, ours in results["Tremolo"].items():
        theirs = results["freqtrade"].get(count, {})
        for what, value in ours.items():
            other = theirs.get(what)
            print(f"| {count} | {what} | {value:.1f} | {'–' if other is None else f'{other:.1f}'} | {f'{other / value:.1f}' if other and value else '–'} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base", nargs="?")
    parser.add_argument("token", nargs="?")
    parser.add_argument("--clients", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--types", default="analyzed_df")
    parser.add_argument("--pid", type=int)
    parser.add_argument("--tremolo")
    parser.add_argument("--freqtrade")
    parser.add_argument("--crowds", default="10,100,300,1000")
    o = parser.parse_args()
    if o.tremolo and o.freqtrade:
        return beside(o)
    if not o.base or not o.token:
        parser.error("either a bot's address and a token, or two programs")
    found = listen(o.base, o.token, o.clients, o.seconds, o.types, o.pid)
    if found:
        show(o.base, o.clients, found)


if __name__ == "__main__":
    main()
