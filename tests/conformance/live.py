"""Compares records of a bot that went on trading: keys and types of every answer, and word for word what does not change from run to run."""
import time

import compare

PATIENCE = 90  # seconds until a bot on a busy machine has done what was asked
# Answers that say the same in every run.
EXACT = {"status", "result", "result_msg", "cancel_order_count"}
# Whole answers that do not depend on prices and times. The one during a reload may come when that is over.
STEADY = ("/blacklist", "/show_config")
RELOADING = "reload_config"


def words(want, got, path):
    """Yields where an answer says something else than the recorded one."""
    if path.endswith(STEADY):
        ignored = ["version", "unfilledtimeout.entry", "unfilledtimeout.exit"] + (["state"] if want.get("state") == RELOADING else [])
        yield from compare.differences(want, got, "", ignored, True)
    elif isinstance(want, dict):
        for key in EXACT & want.keys():
            if want[key] != got.get(key):
                yield f"{key}: wanted {want[key]!r}, got {got.get(key)!r}"


def shape(want, got, at):
    """As compare.shape, but an item of a list may be built like any of the recorded ones: an area is no line, a text no number."""
    if isinstance(want, list) and isinstance(got, list) and want:
        if isinstance(want[0], dict):
            for i, g in enumerate(got):
                found = min((list(shape(w, g, f"{at}.{i}".lstrip("."))) for w in want), key=len)
                yield from found
    elif isinstance(want, dict) and isinstance(got, dict):
        for k in want.keys() ^ got.keys():
            yield f"{at}.{k}: {'missing' if k in want else 'unexpected'}".lstrip(".")
        for k in want.keys() & got.keys():
            yield from shape(want[k], got[k], f"{at}.{k}".lstrip("."))
    else:
        yield from PLAIN(want, got, at)


PLAIN, compare.shape = compare.shape, shape


class heard:
    """A client that keeps its last answer."""

    def __init__(self, client):
        self.client, self.last = client, None

    def replay(self, record):
        self.last = self.client.replay(record)
        return self.last


def once(client, record, ignored):
    ear = heard(client)
    yield from compare.check(ear, record, ignored, False, True)
    if ear.last and ear.last[0] == record["status"] == 200 and "response" in record:
        yield from words(record["response"], compare.json.loads(ear.last[2]), record["path"])


def check(client, record, ignored):
    """Differences. What a bot does a moment later is waited for; only questions are asked again, never wishes."""
    if record["name"].endswith("forceenter_limit_far"):
        make_room(client)
    deadline = time.time() + PATIENCE
    while True:
        found = list(once(client, record, ignored))
        if not found or record["method"] != "GET" or time.time() > deadline:
            return found
        time.sleep(0.1)


def make_room(client):
    """When this was recorded the bot had just closed a trade; here the newest one is closed by hand."""
    ask = lambda method, path, body=None: client.send(method, "/api/v1" + path, {"Authorization": client.basic(), "Content-Type": "application/json"}, body)
    number = compare.json.loads(ask("GET", "/status")[2])[-1]["trade_id"]
    ask("POST", "/forceexit", compare.json.dumps({"tradeid": number, "ordertype": "market"}).encode())
    deadline = time.time() + PATIENCE
    while time.time() < deadline and compare.json.loads(ask("GET", "/count")[2])["current"] > 4:
        time.sleep(0.1)
