"""Strategies for freqtrade whose signals and answers are drawn by chance: told in a file, made of hashes of pair and time.

The file is named by DRAWN_BEHAVIOUR, see draw.py; ../strategies/Drawn.cpp says the same in C++. Each call is written down with its numbers.
"""
import json
import os
from datetime import timedelta, timezone

import numpy as np
from freqtrade.persistence import Trade
from freqtrade.strategy import IStrategy, stoploss_from_absolute, stoploss_from_open


def mixed(x):
    x ^= x >> 15
    x = x * 2246822519 & 0xFFFFFFFF
    return x ^ x >> 13


def chance(*parts):
    x = 2166136261
    for c in "|".join(str(p) for p in parts).encode():
        x = (x ^ c) * 16777619 & 0xFFFFFFFF
    return mixed(x)


def minute_of(t):
    return int(t.replace(tzinfo=t.tzinfo or timezone.utc).timestamp()) // 60


def shown(v):
    if v is None:
        return "null"
    if isinstance(v, (bool, np.bool_)):
        return "true" if v else "false"
    if isinstance(v, (float, np.floating)):
        return repr(float(v))
    return str(v)


def of_trade(t):
    return [t.amount, t.open_rate, t.stake_amount, t.stop_loss, t.liquidation_price, t.max_rate, t.min_rate, t.realized_profit, t.funding_fees,
            t.nr_of_successful_entries, t.nr_of_successful_exits, len(t.orders), t.has_open_orders]


class DrawnBase(IStrategy):
    INTERFACE_VERSION = 3
    minimal_roi = {"0": 0.04}
    stoploss = -0.05
    timeframe = "5m"

    def __init__(self, config):
        all_told = json.load(open(os.environ["DRAWN_BEHAVIOUR"]))
        self.told = all_told["strategies"][type(self).__name__]
        for name, value in self.told["attributes"].items():
            setattr(self, name, value)
        self.trace = open(all_told["trace"], "a")
        super().__init__(config)

    def populate_indicators(self, df, metadata):
        return df

    def signal(self, df, metadata, columns):
        minutes = (df["date"].astype("int64") // (60 * 10 ** (9 if "ns" in str(df["date"].dtype) else 3 if "ms" in str(df["date"].dtype) else 6)))
        minutes = minutes.to_numpy().astype(np.uint64)
        for rule in self.told["signals"]:
            if rule["column"] not in columns:
                continue
            if rule["kind"] == "chance":
                x = minutes * np.uint64(2654435761) + np.uint64(chance(rule["salt"], metadata["pair"]))
                where = mixed(x & np.uint64(0xFFFFFFFF)) % np.uint64(1000) < rule["per_mille"]
            else:
                move = df["close"] / df["close"].shift(rule["rows"])
                where = move < rule["limit"] if rule["below"] else move > rule["limit"]
            if rule["tag"] is None:
                df.loc[where, rule["column"]] = 1
            else:
                df.loc[where, [rule["column"], rule["tag_column"]]] = (1, rule["tag"])
        return df

    def populate_entry_trend(self, df, metadata):
        return self.signal(df, metadata, ("enter_long", "enter_short"))

    def populate_exit_trend(self, df, metadata):
        return self.signal(df, metadata, ("exit_long", "exit_short"))

    def answer(self, call, pair, time, *seen):
        """What is to be answered to this call: an object of the list of answers."""
        minute = minute_of(time)
        self.trace.write(f"{call} {pair} {minute} {' '.join(shown(v) for v in seen)}\n")
        self.trace.flush()
        answers = self.told["calls"].get(call) or [{}]
        picked = answers[chance(call, pair, minute) % len(answers)]
        if call in ("custom_exit", "custom_entry_price") and self.told["looks"]:
            self.look(pair)
        if "lock" in picked:
            self.lock_pair(pair, time + timedelta(minutes=picked["lock"]), "own", picked["side"])
        if picked.get("throw"):
            raise ValueError("drawn")
        return picked


    def look(self, pair):
        """Writes down what the bot tells besides."""
        analysed, _ = self.dp.get_analyzed_dataframe(pair, self.timeframe)
        stored = self.dp.get_pair_dataframe(pair, self.timeframe)
        closed = Trade.get_trades_proxy(pair=pair, is_open=False)
        currency, w = self.config["stake_currency"], self.wallets
        seen = [len(analysed), analysed["close"].iloc[-1] if len(analysed) else None, len(stored), stored["close"].iloc[-1] if len(stored) else None,
                w.get_total_stake_amount(), w.get_available_stake_amount(), w.get_free(currency), w.get_used(currency), w.get_total(currency),
                w.get_total(pair.split("/")[0]), len(closed), sum(t.close_profit_abs for t in closed), Trade.get_open_trade_count(),
                len(self.dp.current_whitelist())]
        self.trace.write(f"look {' '.join(shown(v) for v in seen)}\n")


class Prices:
    def custom_entry_price(self, pair, trade, current_time, proposed_rate, entry_tag, side, **kwargs):
        return proposed_rate * self.answer("custom_entry_price", pair, current_time, proposed_rate, entry_tag, side, trade is not None).get("factor", 1.0)

    def custom_exit_price(self, pair, trade, current_time, proposed_rate, current_profit, exit_tag, **kwargs):
        return proposed_rate * self.answer("custom_exit_price", pair, current_time, proposed_rate, current_profit, exit_tag,
                                           *of_trade(trade)).get("factor", 1.0)

    def check_entry_timeout(self, pair, trade, order, current_time, **kwargs):
        return self.answer("check_entry_timeout", pair, current_time, order.safe_price, order.safe_amount, *of_trade(trade)).get("yes", False)

    def check_exit_timeout(self, pair, trade, order, current_time, **kwargs):
        return self.answer("check_exit_timeout", pair, current_time, order.safe_price, order.safe_amount, *of_trade(trade)).get("yes", False)


def replaced(a, proposed_rate, current_order_rate):
    return None if a.get("none") else proposed_rate * a["factor"] if "factor" in a else current_order_rate


class Replacing:
    def adjust_order_price(self, trade, order, pair, current_time, proposed_rate, current_order_rate, entry_tag, side, is_entry, **kwargs):
        return replaced(self.answer("adjust_order_price", pair, current_time, proposed_rate, current_order_rate, entry_tag, side, is_entry,
                                    *of_trade(trade)), proposed_rate, current_order_rate)


class ReplacingApart:
    def adjust_entry_price(self, trade, order, pair, current_time, proposed_rate, current_order_rate, entry_tag, side, **kwargs):
        return replaced(self.answer("adjust_entry_price", pair, current_time, proposed_rate, current_order_rate, entry_tag, side, *of_trade(trade)),
                        proposed_rate, current_order_rate)

    def adjust_exit_price(self, trade, order, pair, current_time, proposed_rate, current_order_rate, entry_tag, side, **kwargs):
        return replaced(self.answer("adjust_exit_price", pair, current_time, proposed_rate, current_order_rate, entry_tag, side, *of_trade(trade)),
                        proposed_rate, current_order_rate)


def stop(a, trade, current_rate, current_profit):
    if "value" in a:
        return a["value"]
    if a.get("nan"):
        return float("nan")
    if "open" in a:
        return stoploss_from_open(a["open"], current_profit, is_short=trade.is_short, leverage=trade.leverage)
    if "price" in a:
        return stoploss_from_absolute(trade.open_rate * a["price"], current_rate, is_short=trade.is_short, leverage=trade.leverage)
    return None


class Stops:
    def custom_stoploss(self, pair, trade, current_time, current_rate, current_profit, **kwargs):
        return stop(self.answer("custom_stoploss", pair, current_time, current_rate, current_profit, *of_trade(trade)), trade, current_rate, current_profit)


class StopsAfterFill:
    def custom_stoploss(self, pair, trade, current_time, current_rate, current_profit, after_fill, **kwargs):
        return stop(self.answer("custom_stoploss", pair, current_time, current_rate, current_profit, after_fill, *of_trade(trade)), trade,
                    current_rate, current_profit)


class Exits:
    def custom_exit(self, pair, trade, current_time, current_rate, current_profit, **kwargs):
        return self.answer("custom_exit", pair, current_time, current_rate, current_profit, *of_trade(trade)).get("exit")


class Roi:
    def custom_roi(self, pair, trade, current_time, trade_duration, entry_tag, side, **kwargs):
        return self.answer("custom_roi", pair, current_time, trade_duration, entry_tag, side, *of_trade(trade)).get("value")


class Stakes:
    def custom_stake_amount(self, pair, current_time, current_rate, proposed_stake, min_stake, max_stake, leverage, entry_tag, side, **kwargs):
        a = self.answer("custom_stake_amount", pair, current_time, current_rate, proposed_stake, min_stake, max_stake, leverage, entry_tag, side)
        return None if a.get("none") else proposed_stake * a.get("factor", 1.0)

    def leverage(self, pair, current_time, current_rate, proposed_leverage, max_leverage, entry_tag, side, **kwargs):
        return self.answer("leverage", pair, current_time, current_rate, proposed_leverage, max_leverage, entry_tag, side).get("value", 1.0)


class Confirming:
    def confirm_trade_entry(self, pair, order_type, amount, rate, time_in_force, current_time, entry_tag, side, **kwargs):
        return self.answer("confirm_trade_entry", pair, current_time, order_type, amount, rate, time_in_force, entry_tag, side).get("yes", True)

    def confirm_trade_exit(self, pair, trade, order_type, amount, rate, time_in_force, exit_reason, current_time, **kwargs):
        return self.answer("confirm_trade_exit", pair, current_time, order_type, amount, rate, time_in_force, exit_reason,
                           *of_trade(trade)).get("yes", True)


class Adjusting:
    def adjust_trade_position(self, trade, current_time, current_rate, current_profit, min_stake, max_stake, current_entry_rate, current_exit_rate,
                              current_entry_profit, current_exit_profit, **kwargs):
        a = self.answer("adjust_trade_position", trade.pair, current_time, current_rate, current_profit, min_stake, max_stake, *of_trade(trade))
        if "stake" not in a or (a.get("calm") and trade.has_open_orders) or trade.nr_of_successful_entries + trade.nr_of_successful_exits > 9:
            return None
        stake = trade.stake_amount * a["stake"]
        return (stake, a["tag"]) if "tag" in a else stake

    def order_filled(self, pair, trade, order, current_time, **kwargs):
        if self.told["looks"]:
            fills = trade.get_custom_data("fills", 0)
            trade.set_custom_data("fills", fills + 1)
            self.trace.write(f"fills {fills}\n")
        self.answer("order_filled", pair, current_time, order.safe_price, order.safe_filled, order.ft_order_side, order.ft_order_tag, *of_trade(trade))


class DrawnBare(DrawnBase):
    pass


class DrawnPrices(Prices, Replacing, DrawnBase):
    pass


class DrawnStops(Stops, Roi, Exits, DrawnBase):
    pass


class DrawnStakes(Stakes, Confirming, Adjusting, DrawnBase):
    pass


class DrawnMixed(Prices, ReplacingApart, StopsAfterFill, Adjusting, DrawnBase):
    pass


class DrawnAll(Prices, Replacing, StopsAfterFill, Roi, Exits, Stakes, Confirming, Adjusting, DrawnBase):
    def bot_loop_start(self, current_time, **kwargs):
        self.answer("bot_loop_start", "-", current_time)
