#!/usr/bin/env python3
"""Listens to a running bot's WebSocket with many clients and says how long each message took from the first of them to the last.

usage: stream.py http://HOST:PORT TOKEN [--clients N] [--seconds S] [--types T,T] [--pid P]
Works with Tremolo and with freqtrade. With --pid the memory and the processor time of that process are told, too.
"""
import argparse
import base64
import collections
import json
import os
import selectors
import socket
import struct
import time
from urllib.parse import quote, urlsplit


class client:
    """One listener: raw frames of a server are short and never masked, so a few lines read them."""

    def __init__(self, where, token):
        self.socket = socket.create_connection((where.hostname, where.port))
        self.buffer = bytearray()
        self.socket.sendall((f"GET /api/v1/message/ws?token={quote(token)} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                             "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + base64.b64encode(os.urandom(16)).decode() + "\r\n\r\n").encode())
        while b"\r\n\r\n" not in self.buffer:
            self.buffer += self.socket.recv(4096)
        head, _, rest = bytes(self.buffer).partition(b"\r\n\r\n")
        if b" 101 " not in head.split(b"\r\n")[0]:
            raise SystemExit(f"refused: {head.splitlines()[0].decode()}")
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


def listen(o):
    where, chosen = urlsplit(o.base), selectors.DefaultSelector()
    before = resident(o.pid) if o.pid else 0
    clients = []
    for _ in range(o.clients):
        one = client(where, o.token)
        one.say({"type": "subscribe", "data": o.types.split(",")})
        one.socket.setblocking(False)
        chosen.register(one.socket, selectors.EVENT_READ, one)
        clients.append(one)
    time.sleep(1)
    if o.pid:
        print(f"{(resident(o.pid) - before) / o.clients:.1f} kB a client")
    first, last, count = {}, {}, collections.Counter()
    end, used, size = time.monotonic() + o.seconds, processor_seconds(o.pid) if o.pid else 0, 0
    while time.monotonic() < end:
        for key, _ in chosen.select(0.1):
            try:
                data = key.fileobj.recv(262144)
            except BlockingIOError:
                continue
            if not data:
                chosen.unregister(key.fileobj)
                continue
            now = time.monotonic()
            key.data.buffer += data
            for text in key.data.frames():
                name = hash(text)
                first.setdefault(name, now)
                last[name] = now
                count[name] += 1
                size = max(size, len(text))
    whole = sorted(last[n] - first[n] for n in count if count[n] == o.clients)
    lost = sum(1 for n in count if count[n] < o.clients)
    if not whole:
        print(f"no message reached all {o.clients} clients ({lost} reached some)")
        return
    spread = [whole[min(len(whole) - 1, int(len(whole) * p))] * 1000 for p in (0.5, 0.99)]
    print(f"{o.clients} clients, {len(whole)} messages of up to {size} bytes reached all of them ({lost} did not), {sum(count.values()) / o.seconds:.0f} messages/s; "
          f"first to last client: median {spread[0]:.1f} ms, p99 {spread[1]:.1f} ms, worst {whole[-1] * 1000:.1f} ms")
    if o.pid:
        print(f"processor: {(processor_seconds(o.pid) - used) / o.seconds * 100:.0f} % of one core")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base")
    parser.add_argument("token")
    parser.add_argument("--clients", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--types", default="analyzed_df")
    parser.add_argument("--pid", type=int)
    listen(parser.parse_args())


if __name__ == "__main__":
    main()
