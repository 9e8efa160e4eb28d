"""As much of the `websockets` package as compare_ws.py and the tests need, on the standard library alone, without compression."""
import asyncio
import base64
import os
import struct
from types import SimpleNamespace
from urllib.parse import urlsplit


class InvalidStatus(Exception):
    def __init__(self, status):
        super().__init__(f"the server refused the WebSocket with status {status}")
        self.response = SimpleNamespace(status_code=status)


class ConnectionClosed(Exception):
    def __init__(self, code, reason=""):
        super().__init__(f"closed with {code} {reason}")
        self.rcvd = SimpleNamespace(code=code, reason=reason) if code is not None else None


exceptions = SimpleNamespace(InvalidStatus=InvalidStatus, ConnectionClosed=ConnectionClosed)


class Connection:
    def __init__(self, reader, writer, headers):
        self.reader, self.writer, self.headers = reader, writer, headers
        self.messages, self.pongs, self.pings = asyncio.Queue(), [], 0
        self.closed = None
        self.task = asyncio.create_task(self.read())

    def frame(self, opcode, payload):
        mask = os.urandom(4)
        size = len(payload)
        head = bytes([0x80 | opcode])
        head += bytes([0x80 | size]) if size < 126 else struct.pack("!BH", 0xFE, size) if size < 65536 else struct.pack("!BQ", 0xFF, size)
        self.writer.write(head + mask + bytes(b ^ mask[i % 4] for i, b in enumerate(payload)))

    async def read(self):
        whole = b""
        try:
            while True:
                first, second = await self.reader.readexactly(2)
                size = second & 0x7F
                if size > 125:
                    size = int.from_bytes(await self.reader.readexactly(2 if size == 126 else 8), "big")
                payload, opcode = await self.reader.readexactly(size), first & 0x0F
                if opcode == 8:
                    code = int.from_bytes(payload[:2], "big") if payload else 1005
                    self.closed = ConnectionClosed(code, payload[2:].decode())
                    self.frame(8, payload[:2])
                    await self.writer.drain()
                    break
                if opcode == 9:
                    self.pings += 1
                    self.frame(10, payload)
                elif opcode == 10:
                    if self.pongs:
                        self.pongs.pop(0).set_result(0.0)
                else:
                    whole += payload
                    if first & 0x80:
                        self.messages.put_nowait(whole.decode() if opcode != 2 else whole)
                        whole = b""
        except (asyncio.IncompleteReadError, ConnectionError):
            self.closed = ConnectionClosed(None)
        self.messages.put_nowait(None)
        self.writer.close()

    async def recv(self):
        if self.closed and self.messages.empty():
            raise self.closed
        message = await self.messages.get()
        if message is None:
            raise self.closed
        return message

    async def send(self, data):
        if self.closed:
            raise self.closed
        self.frame(1 if isinstance(data, str) else 2, data.encode() if isinstance(data, str) else data)
        await self.writer.drain()

    async def ping(self, payload=b""):
        pong = asyncio.get_running_loop().create_future()
        self.pongs.append(pong)
        self.frame(9, payload)
        return pong

    async def close(self):
        if not self.closed:
            self.frame(8, struct.pack("!H", 1000))
        try:
            await asyncio.wait_for(self.task, 5)
        except asyncio.TimeoutError:
            self.task.cancel()


async def connect(url, max_size=None, ping_interval=None, compression=None, origin=None, **_):
    where = urlsplit(url)
    reader, writer = await asyncio.open_connection(where.hostname, where.port, limit=1 << 24)
    target = where.path + ("?" + where.query if where.query else "")
    lines = [f"GET {target} HTTP/1.1", f"Host: {where.netloc}", "Upgrade: websocket", "Connection: Upgrade",
             "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: " + base64.b64encode(os.urandom(16)).decode()]
    if origin:
        lines.append(f"Origin: {origin}")
    writer.write("\r\n".join([*lines, "", ""]).encode())
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    status = int(head.split()[1])
    if status != 101:
        writer.close()
        raise InvalidStatus(status)
    headers = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
    return Connection(reader, writer, headers)
