"""What bench/run.py measures beside requests a second: what connections cost, what reads cost while the exchange hangs, what a
million closed trades cost."""
import http.client
import json
import socket
import statistics
import subprocess
import sys
import threading
import time

READS = ("/ping", "/version", "/count", "/status", "/trades?limit=50", "/profit", "/performance", "/daily", "/stats", "/balance", "/entries",
         "/whitelist", "/locks", "/show_config", "/health", "/pair_candles?pair=BTC/USDT&timeframe=5m&limit=100")
RATE = 200  # requests a second


def paced(bot, seconds):
    """Milliseconds of every request, RATE a second, each read in turn, by one client that keeps its connection."""
    c = http.client.HTTPConnection("127.0.0.1", int(bot.base.split(":")[2].split("/")[0]), timeout=120)
    headers = {"Authorization": f"Bearer {bot.token()}"}
    took, began = [], time.monotonic()
    for number in range(RATE * seconds):
        pause = began + number / RATE - time.monotonic()
        if pause > 0:
            time.sleep(pause)
        start = time.perf_counter()
        c.request("GET", "/api/v1" + READS[number % len(READS)], headers=headers)
        c.getresponse().read()
        took.append((time.perf_counter() - start) * 1000)
    c.close()
    return took


def percentiles(took):
    ordered = sorted(took)
    return {"p50 ms": statistics.median(ordered), "p99 ms": ordered[int(len(ordered) * 0.99)], "longest ms": ordered[-1]}


def connections(bot, seconds):
    """Without keep-alive, and with a thousand idle connections."""
    import run
    token, found = bot.token(), {}

    def closing(path):
        out = subprocess.run(["wrk", "-t1", "-c8", f"-d{seconds}s", "-H", f"Authorization: Bearer {token}", "-H", "Connection: close", bot.base + path],
                             capture_output=True, text=True, check=True).stdout
        return float(out.split("Requests/sec:")[1].split()[0])
    for path in ("/ping", "/status"):
        found[f"`{path}`, one connection a request: requests/s"] = closing(path)
    alone = run.load(bot, "/status", token, seconds, 8)[0]
    before, port, idle = bot.resident_mb(), int(bot.base.split(":")[2].split("/")[0]), []
    try:
        for _ in range(1000):
            s = socket.create_connection(("127.0.0.1", port))
            s.sendall(b"GET /api/v1/ping HTTP/1.1\r\nHost: h\r\n\r\n")
            s.recv(1000)
            idle.append(s)
        found["`/status`, alone: requests/s"] = alone
        found["`/status`, beside 1,000 idle connections: requests/s"] = run.load(bot, "/status", token, seconds, 8)[0]
        found["kB for an idle connection"] = (bot.resident_mb() - before) * 1024 / 1000
    finally:
        for s in idle:
            s.close()
    return found


def hanging(program, folder, seconds):
    """Reads while one call to the exchange in twenty hangs for 30 s, with 1,000 open trades and a forced exit under way."""
    import run
    database = folder / "hanging.sqlite"
    subprocess.run([sys.executable, run.HERE / "generate_trades.py", database, "--closed", "1000", "--open", "1000"], check=True)
    home, port = run.prepare(folder, database, "hanging"), run.free_port()
    line = run.command(program, folder, home, port, run.free_port())
    config = folder / "hanging.json"
    settings = json.loads(config.read_text())
    settings["max_open_trades"] = 1100
    settings["exchange"]["simulated"]["faults"] = {"delays": 0.05, "delay_ms": 30000}
    config.write_text(json.dumps(settings))
    with run.server("hanging", line, folder, port) as bot:
        token = bot.token()
        while True:  # until the first picture is there; the start hangs, too
            c = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
            c.request("GET", "/api/v1/count", headers={"Authorization": f"Bearer {token}"})
            if c.getresponse().status == 200:
                break
            time.sleep(0.5)

        def force():
            try:
                c = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
                c.request("POST", "/api/v1/forceexit", json.dumps({"tradeid": "all"}),
                          {"Authorization": f"Bearer {token}", "Content-Type": "application/json"})
                c.getresponse().read()
            except OSError:
                pass  # the bot ends before the exchange answers
        threading.Thread(target=force, daemon=True).start()
        time.sleep(1)
        found = percentiles(paced(bot, seconds))
        bot.process.kill()
    return found


def many(program, folder, count, seconds):
    """A thousand closed trades beside `count`: milliseconds for an answer that is not kept, and memory."""
    import run
    found, memory = {}, {}
    for closed in (1000, count):
        database = folder / f"closed-{closed}.sqlite"
        subprocess.run([sys.executable, run.HERE / "generate_trades.py", database, "--closed", str(closed), "--open", "20"], check=True)
        home, port = run.prepare(folder, database, f"closed-{closed}"), run.free_port()
        with run.server(f"closed-{closed}", run.command(program, folder, home, port, run.free_port()), folder, port) as bot:
            token = bot.token()
            while bot_count(bot, token) < closed:
                time.sleep(0.2)
            time.sleep(3)
            memory[closed] = bot.resident_mb()
            found[f"start-up ms, {closed:,} closed"] = bot.startup_s * 1000
            for path in ("/profit", "/performance", "/daily?timescale=30"):
                found[f"`{path}` of {closed:,}: requests/s"] = run.load(bot, path, token, seconds, 8)[0]
                found[f"`{path}` of {closed:,}: ms made anew"] = made_anew(bot, path, token)
    found["bytes for a closed trade"] = (memory[count] - memory[1000]) * 1024 * 1024 / (count - 1000)
    return found


def bot_count(bot, token):
    c = http.client.HTTPConnection("127.0.0.1", int(bot.base.split(":")[2].split("/")[0]), timeout=120)
    c.request("GET", "/api/v1/profit", headers={"Authorization": f"Bearer {token}"})
    r = c.getresponse()
    body = r.read()
    return json.loads(body).get("closed_trade_count", 0) if r.status == 200 else 0


def made_anew(bot, path, token):
    """Each request has a parameter that no one had before: nothing that was kept fits."""
    c = http.client.HTTPConnection("127.0.0.1", int(bot.base.split(":")[2].split("/")[0]), timeout=120)
    took = []
    for number in range(300):
        start = time.perf_counter()
        c.request("GET", f"/api/v1{path}{'&' if '?' in path else '?'}n={number}", headers={"Authorization": f"Bearer {token}"})
        c.getresponse().read()
        took.append((time.perf_counter() - start) * 1000)
    return statistics.median(took)


def table(name, found):
    titles = {"connections": "connections", "hanging": f"reads at {RATE}/s, the exchange hangs, 1,000 open trades, a forced exit under way",
              "many": "closed trades"}
    yield f"\n| {titles[name]} | |\n|---|---:|"
    for what, value in found.items():
        yield f"| {what} | {value:,.2f} |"
