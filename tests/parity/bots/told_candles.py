"""Candles that are a function of pair, timeframe and time, as an exchange tells them: with gaps, late, the newest still forming (the ones in C++:
tests/bot/scenario_candles.hpp)."""
from datetime import datetime, timezone

START_MS = 1767261600000
MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS


class Flow:
    def __init__(self, told):
        """`days` of history, every so many-th candle missing (`gaps`; 0: none), told and settled `late` seconds after they could be."""
        self.first, self.gaps, self.late = START_MS - told["days"] * 1440 * MINUTE_MS, told["gaps"], told["late"] * 1000

    @staticmethod
    def number(pair, length, at):
        return (at // MINUTE_MS * 2654435761 + sum(map(ord, pair)) * 40503 + length // MINUTE_MS * 97) % 2**32

    @classmethod
    def funding(cls, pair, since):
        """[start of the hour, funding rate, mark price at it], every hour until now."""
        now = int(datetime.now(timezone.utc).timestamp() * 1000)
        for at in range(-(-since // HOUR_MS) * HOUR_MS, now + 1, HOUR_MS):
            yield at, (cls.number(pair + ":rate", HOUR_MS, at) % 200 - 100) / 1e6, 90 + cls.number(pair + ":mark", HOUR_MS, at) % 2000 / 100

    def candle(self, pair, length, at, now):
        number = self.number(pair, length, at)
        if self.gaps and (number >> 16) % self.gaps == 0:
            return None
        first, last, volume = 90 + number % 2000 / 100, 90 + (number >> 8) % 2000 / 100, float((number >> 5) % 50)
        if now < at + length + self.late:
            last, volume = first, 1.0
        return [at, first, max(first, last) + 1, min(first, last) - 1, last, volume]

    def answer(self, pair, length, since, limit):
        now = int(datetime.now(timezone.utc).timestamp() * 1000)
        at = max(since or now - 4 * limit * length, self.first)
        at = (at + length - 1) // length * length
        rows = []
        while at + self.late <= now:
            if row := self.candle(pair, length, at, now):
                rows.append(row)
            at += length
        return rows[:limit] if since is not None else rows[-limit:]
