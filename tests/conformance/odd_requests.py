"""What beside_freqtrade.py asks both programs, of every database: all that can be read, with parameters of every kind, then what changes a bot that is stopped."""
import base64
import hashlib
import hmac
import json
import time
from urllib.parse import quote

READS = ["balance", "count", "entries", "entries?pair=ETH/USDT", "entries?pair=NOPE", "exits", "exits?pair=SOL/USDT", "mix_tags", "mix_tags?pair=ETH/USDT", "performance", "profit",
         "profit_all", "stats", "historic_balance", "daily", "daily?timescale=1", "daily?timescale=400", "weekly", "weekly?timescale=60", "monthly", "monthly?timescale=14", "status",
         "trades", "trades?limit=3&offset=1", "trades?limit=5&order_by_id=false", "trades?limit=5&offset=3&order_by_id=false", "trades?offset=1000",
         *(f"trade/{n}" for n in range(1, 9)), *(f"trades/{n}/custom-data" for n in range(1, 6)), "trades/open/custom-data", "trades/open/custom-data?key=n",
         "trades/open/custom-data?limit=1&offset=1", "trades/1/custom-data?key=n", "locks", "blacklist", "whitelist", "show_config", "plot_config", "markets", "markets?base=ETH",
         "markets?quote=BTC&include_inactive=true", "health", "version", "pair_candles?pair=ETH/USDT&timeframe=5m", "strategy/BenchStrategy", "strategy/Nope",
         "entries?pair=", "exits?pair=", "mix_tags?pair=", "markets?base=&quote=", "plot_config?strategy=", "plot_config?strategy=Nope", "trades/1/custom-data?key=",
         "trades/open/custom-data?key=", "trade/-1", "trades/0/custom-data"]
NUMBERS = ["0", "-1", "1", "2.0", "2.5", "1e3", "1000000000", "9223372036854775807", "abc", "", " 3 ", "%2B3", "0x10", "1_000", "true", "null", "NaN", "%D9%A3", "3,5", "7&{}=2"]
NAMES = ["ETH/USDT", "eth/usdt", "ETH%2FUSDT", "%25", "ETH%25", "_", "%27%3B--", "%00", "%C3%BC", "%FF", "*", "a%20b", "币安人生/USDT"]


def parameters():
    """Requests with parameters at odd values."""
    for path, name in [("daily", "timescale"), ("weekly", "timescale"), ("monthly", "timescale"), ("trades", "limit"), ("trades", "offset"), ("trades/open/custom-data", "limit"),
                       ("trades/open/custom-data", "offset"), ("logs", "limit"), ("pair_candles?pair=ETH/USDT&timeframe=5m", "limit")]:
        for number in NUMBERS:
            if name == "timescale" and number == "1000000000" or path == "logs" and number.strip() in ("0", "-1", "1", "2.0", "1000000000", "9223372036854775807", "%2B3", "1_000", "", "7&{}=2"):
                continue
            if name == "timescale" and number == "9223372036854775807":
                continue
            yield f"{path}{'&' if '?' in path else '?'}{name}={number.format(name)}"
    for word in ("true", "false", "1", "0", "yes", "no", "on", "OFF", "T", "f", "y", "N", "2", "", "nope", "True "):
        yield f"trades?limit=2&order_by_id={word}"
        yield f"markets?base=ETH&include_inactive={word}"
    for name in NAMES:
        yield from (f"{path}?pair={name}" for path in ("entries", "exits", "mix_tags"))
        yield from (f"trades/{of}/custom-data?key={name}" for of in ("1", "2", "open"))
        yield from (f"markets?base={name}", f"strategy/{name}", f"pair_candles?pair={name}&timeframe=5m", f"plot_config?strategy={name}")
    for key in ("Key", "KEY", "k_y", "k%25y", "K%C3%89Y", "n", "N", "N_", "%25n%25", "100%25", "100%5C%25", "%C3%A4", "%C3%84", "x%20y/z%3F"):
        yield from (f"trades/{of}/custom-data?key={key}" for of in ("1", "2", "3", "4", "open"))
    for number in ("0", "-1", "1.0", "1.5", "abc", "%201", "1%20", "+1", "01", "9223372036854775807", "-9223372036854775808", "1e1", "٣", "1/", "1//"):
        yield from (f"trade/{number}", f"trades/{number}/custom-data")
    yield from ("trade", "trade/", "trades/", "trades/open", "trades/open/", "trades/1", "status/", "Status", "%73tatus", "status?", "status?x=1&x=2", "trades?limit=2&&offset=1", "trades?=", "trades?limit",
                "pair_candles", "pair_candles?pair=ETH/USDT", "pair_candles?timeframe=5m", "pair_candles?pair=&timeframe=", "pair_candles?pair=ETH/USDT&timeframe=1m", "pair_candles?pair=A&timeframe=1h",
                "pair_candles?pair=A&timeframe=7m", "pair_candles?pair=A&timeframe=1M", "pair_candles?pair=A&timeframe=2w", "pair_candles?pair=A&timeframe=1y", "pair_candles?pair=A&timeframe=1s",
                "markets?quote=USDT&base=NOPE", "markets?trading_mode=nope", "markets?trading_mode=futures", "markets?margin_mode=cross&exchange=kraken", "markets?include_inactive=1&quote=usdt",
                "strategy/a:b", "strategy/", "strategy/BenchStrategy/x", "plot_config?strategy=a:b", "plot_config?strategy=BenchStrategy", "whitelist?x=%zz", "blacklist/x", "locks/1", "locks/delete",
                "mix_tags?pair=ETH/USDT&pair=SOL/USDT", "entries?Pair=ETH/USDT", "daily?timescale=30&timescale=2", "forceenter", "forceexit", "start", "stop", "pause", "reload_config",
                "backtest", "pair_history", "available_pairs", "strategies", "exchanges", "background", "hyperoptloss", "freqaimodels", "pairlists/available", "download_data",
                "backtest/history/x", "lookahead_analysis/x", "nothing", "daily?timescale=3651", "weekly?timescale=1500", "monthly?timescale=900", "trades?limit=1000&offset=0&order_by_id=false",
                "trades?limit=500&offset=100", "trade/600", "trade/641")


BODIES = {"blacklist": [{"blacklist": ["XLM/USDT"]}, {"blacklist": ["XLM/USDT", "XLM/USDT", "ETH/.*"]}, {"blacklist": ["[", "*", "(", "a{2", "", " ", "ü.*", ".*"]}, {"blacklist": []},
                        {"blacklist": "XLM/USDT"}, {"blacklist": None}, {"blacklist": [1, None, True, [], {}]}, {}, [], None, {"blacklist": ["\\d+.*", "(?i)btc/usdt", "^BTC", "BTC/USDT$", "BTC"]},
                        {"blacklist": ["SOL/USDT"], "more": 1}, {"blacklist": ["E?TH/USDT", "(?P<a>x", "\\", "[]", "(?!x)", "x{99999}", "(a+)+$", "\\p{L}", "[[:alpha:]]", "(?<=a)b"]}],
          "locks": [[], [{}], {}, None, [{"pair": "ETH/USDT", "until": "2031-01-01T00:00:00Z"}], [{"pair": "ETH/USDT", "until": "2031-01-01T00:00:01+02:00", "side": "long", "reason": "ü"}],
                    [{"pair": "*", "until": "2032-02-29T23:59:59.999999Z", "side": "short"}], [{"pair": "ETH/USDT", "until": "2031-01-01T00:00:00"}], [{"pair": "ETH/USDT", "until": "nope"}],
                    [{"pair": "ETH/USDT", "until": 1956528000}], [{"pair": "ETH/USDT", "until": 1956528000000}], [{"pair": "ETH/USDT", "until": "1956528000"}], [{"pair": "ETH/USDT", "until": 1956528000.5}],
                    [{"pair": "ETH/USDT", "until": "2031-01-01"}], [{"pair": "ETH/USDT", "until": "2031-01-01 10:00Z"}], [{"pair": "ETH/USDT", "until": "2000-01-01T00:00:00Z"}],
                    [{"pair": "", "until": "2031-05-05T05:05:05Z", "side": "", "reason": ""}], [{"pair": "ETH/USDT", "until": "9999-12-31T23:59:59Z"}], [{"pair": 1, "until": "2031-01-01T00:00:00Z", "side": 2, "reason": 3}],
                    [{"pair": "ETH/USDT", "until": None}], [{"pair": "ETH/USDT", "until": True}], [{"pair": "ETH/USDT", "until": []}], [{"pair": "ETH/USDT", "until": "2031-13-01T00:00:00Z"}],
                    [{"pair": "SOL/USDT", "until": "2031-01-01T24:00:00Z"}], [{"pair": "SOL/USDT", "until": "2031-01-01T00:00:60Z"}], [{"pair": "SOL/USDT", "until": "2031-01-01t00:00:00z", "side": "weird"}],
                    [{"pair": "SOL/USDT", "until": "2031-02-01T00:00:00-11:59"}, {"pair": "X", "until": "bad"}], [{"pair": "XRP/USDT", "until": "2031-03-01T00:00Z"}, {"pair": "XRP/USDT", "until": "2031-03-01T00:00Z"}],
                    [1, "x", None], "x", [{"pair": "p" * 300, "until": "2031-01-01T00:00:00Z", "reason": "r" * 400}], [{"pair": "ETH/USDT", "until": "0001-01-01T00:00:00Z"}], [{"pair": "A", "until": -1}],
                    [{"pair": "ETH/USDT", "until": 253402300799}], [{"pair": "ETH/USDT", "until": 1e20}], [{"pair": "ETH/USDT", "until": "2031-04-01T00:00:00+00:00", "reason": None, "side": "*"}]],
          "locks/delete": [{"lockid": 1}, {"lockid": "2"}, {"lockid": 2.0}, {"lockid": 1.5}, {"lockid": -1}, {"lockid": 0}, {"lockid": None, "pair": None}, {}, {"pair": "NOPE"}, {"pair": ""}, {"pair": 1},
                           {"lockid": True}, {"lockid": 9999}, {"lockid": 3, "pair": "*"}, {"pair": "SOL/USDT"}, [], None, {"lockid": "x"}, {"pair": "ETH/USDT", "lockid": 0}],
          "forceenter": [{"pair": "ETH/USDT"}, {}, {"pair": None}, {"pair": "ETH/USDT", "side": "up"}, {"pair": "ETH/USDT", "side": "short"}, {"pair": "ETH/USDT", "price": "x"}, {"pair": "ETH/USDT", "ordertype": "stop"},
                         {"pair": "ETH/USDT", "stakeamount": [], "leverage": {}}, {"pair": "ETH/USDT", "entry_tag": 5}, [], "x", None, {"pair": "ETH/USDT", "price": True, "leverage": "3"}],
          "forceexit": [{"tradeid": "1"}, {"tradeid": 1}, {"tradeid": "all"}, {}, {"tradeid": None}, {"tradeid": 1.5}, {"tradeid": 2.0}, {"tradeid": True}, {"tradeid": []}, {"tradeid": 1, "ordertype": "Limit"},
                        {"tradeid": "1", "amount": "x", "price": "y"}, {"tradeid": ""}, [], None],
          "pair_candles": [{"pair": "ETH/USDT", "timeframe": "5m"}, {"pair": "ETH/USDT", "timeframe": "5m", "limit": 3, "columns": ["sma_5", "nope"]}, {"pair": "ETH/USDT"}, {}, {"pair": 1, "timeframe": 2, "limit": "x"},
                           {"pair": "ETH/USDT", "timeframe": "5m", "columns": "sma_5"}, {"pair": "ETH/USDT", "timeframe": "5m", "columns": [1, None]}, {"pair": "ETH/USDT", "timeframe": "nope"}, [], None],
          "backtest": [{}, None], "download_data": [{}], "token/login": [None, {"a": 1}], "token/refresh": [None], "pair_history": [{}], "trades/1/reload": [None], "trades/9999/reload": [None], "trades/x/reload": [None],
          "pause/x": [None], "nothing": [None, {}], "status": [None, {}]}
DELETES = ["blacklist", "blacklist?pairs_to_delete=XLM/USDT", "blacklist?pairs_to_delete=XLM/USDT&pairs_to_delete=NOPE&pairs_to_delete=", "blacklist?pairs_to_delete=BNB/.*", "blacklist?pairs_to_delete=%5B",
           "locks/1", "locks/1.0", "locks/abc", "locks/0", "locks/-1", "locks/99999", "locks/", "locks", "trades/x/open-order", "trades/1/open-order", "trades/99999/open-order", "trades/1.5", "trades/99999",
           "trades/-1", "trades/0", "trades", "trades/", "trades/2", "trades/2", "trade/1", "status", "backtest", "background/clear", "nothing"]
VERBS = [(verb, path) for verb in ("HEAD", "OPTIONS", "PATCH", "PUT", "TRACE", "QUERY", "get", "BREW") for path in ("ping", "status", "trades/1", "locks", "forceexit", "nothing", "blacklist", "show_config")]
FRAMES = ["/api/v1/ping/", "//api/v1/ping", "/api//v1/ping", "/api/v1//ping", "/API/v1/ping", "/api/v1/%70ing", "/api/v1/ping%20", "/api/v1/ping?x=1", "/api/v1/ping%3Fx=1", "/api/v1", "/api/v1/", "/api", "/api/",
          "/api/v2/ping", "/api/v1/../v1/ping", "/api/v1/./ping", "/api/v1/status#x", "/docs", "/docs/", "/redoc", "/openapi.json", "/openapi.json/", "/ui_version", "/favicon.ico", "/fallback_file.html", "/",
          "/index.html", "/.x", "/x", "/%2e%2e/x", "/api%2Fv1%2Fping", "/api/v1/message/ws"]


def token(claims, algorithm="HS256", secret="0123456789" * 4, header=None):
    part = lambda b: base64.urlsafe_b64encode(b).rstrip(b"=").decode()
    head = part(json.dumps(header or {"alg": algorithm, "typ": "JWT"}, separators=(",", ":")).encode()) + "." + part(json.dumps(claims, separators=(",", ":")).encode())
    digest = {"HS256": hashlib.sha256, "HS512": hashlib.sha512, "HS384": hashlib.sha384}.get(algorithm)
    return head + "." + (part(hmac.new(secret.encode(), head.encode(), digest).digest()) if digest else "")


def credentials():
    """Values of the header; None: without one."""
    now = int(time.time())
    good = {"identity": {"u": "freqtrader"}, "exp": now + 900, "iat": now - 1, "type": "access"}
    basic = lambda text: "Basic " + base64.b64encode(text.encode()).decode()
    yield from (None, "", "Basic", "Basic ", "Basic !!!", "Basic " + "A" * 5000, basic(":"), basic("freqtrader"), basic("freqtrader:"), basic(":test"), basic("freqtrader:test:x"), basic("Freqtrader:test"), basic("freqtrader:tést"),
                basic("freqtrader:test").rstrip("="), basic("freqtrader:test") + "\t", "basic  " + basic("freqtrader:test")[6:], basic("freqtrader:test").replace("Basic", "BASIC"), "Digest x", "Token x")
    for claims in (good, good | {"exp": now - 10}, good | {"type": "refresh"}, good | {"iat": now + 600}, good | {"nbf": now + 600}, good | {"identity": {"u": "someone"}}, good | {"identity": {}},
                   good | {"identity": None}, good | {"exp": str(now + 900)}, good | {"exp": "x"}, good | {"exp": now + 900.5}, {k: v for k, v in good.items() if k != "exp"}, {}, good | {"aud": "x"}, good | {"iss": 5, "sub": 7}):
        yield "Bearer " + token(claims)
    yield from ("Bearer " + token(good, "HS512"), "Bearer " + token(good, "none"), "Bearer " + token(good, secret="other" * 8), "Bearer " + token(good, header={"alg": "hs256"}), "Bearer " + token(good, header={"alg": "HS256", "crit": ["x"]}),
                "Bearer " + token(good, header={"alg": "HS256", "typ": "x", "kid": "1"}), "Bearer " + token(good) + "=", "Bearer " + token(good)[:-2], "Bearer a.b.c", "Bearer ..", "Bearer", "bearer " + token(good), "Bearer  " + token(good),
                "Bearer " + token([1, 2]), "Bearer " + token(good) + " x")


ORIGINS = ["http://allowed.example:3000", "http://b.example", "http://b.example/", "null", "", "HTTP://ALLOWED.EXAMPLE:3000", "http://allowed.example:3000, http://b.example"]


def requests(user, password):
    """(method, path, headers, body) of everything but the plain reads."""
    login = {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}
    api = "/api/v1/"
    for path in parameters():
        yield "GET", quote(api + path, safe="/?&=%+*:#$,;@!()~'-._[]"), login, None
    for path, bodies in BODIES.items():
        for body in bodies:
            yield "POST", api + path, login | {"Content-Type": "application/json"}, None if body is None else json.dumps(body).encode()
        for kind in ("text/plain", "application/x-www-form-urlencoded", "application/vnd.api+json; charset=utf-8", ""):
            yield "POST", api + path, login | ({"Content-Type": kind} if kind else {}), b'{"pair": "ETH/USDT"}'
    for path in DELETES:
        yield "DELETE", api + path, login, None
    yield "DELETE", api + "blacklist?pairs_to_delete=XLM/USDT", login | {"Content-Type": "application/json"}, b'{"blacklist": ["x"]}'
    for verb, path in VERBS:
        yield verb, api + path, login, None
    for path in FRAMES:
        yield "GET", path, {}, None
        yield "HEAD", path, login, None
    for value in credentials():
        header = {} if value is None else {"Authorization": value.encode().decode("latin-1")}
        for method, path in (("GET", "version"), ("POST", "token/login"), ("POST", "token/refresh"), ("POST", "locks")):
            yield method, api + path, header, b"[" if path == "locks" else None
    for origin in ORIGINS:
        yield "GET", api + "ping", {"Origin": origin}, None
        yield "GET", api + "status", {"Origin": origin}, None
        yield "GET", api + "nothing", login | {"Origin": origin}, None
        yield "OPTIONS", api + "status", {"Origin": origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization, x-y"}, None
        yield "OPTIONS", api + "status", {"Origin": origin, "Access-Control-Request-Method": "BREW"}, None
        yield "OPTIONS", "/x", {"Origin": origin}, None
