"""A strategy that answers what a scenario tells it to, and remembers what it was asked (the one in C++: tests/bot/scenario_strategy.hpp)."""
from datetime import timedelta

import told
from freqtrade.strategy import IStrategy, merge_informative_pair
from pandas import isna


def ask(name, default, **arguments):
    if name not in told.answers:
        return default
    told.asked.append([name, arguments])
    answer = told.answers[name]
    return tuple(answer) if isinstance(answer, list) else answer


def last(column, rows=9):
    return [None if isna(v) else v.timestamp() * 1000 if hasattr(v, "timestamp") else float(v) for v in column.tail(rows)]


def note(name, df, **what):
    what["rows"] = len(df)
    if len(df):
        dates = last(df["date"], len(df))
        what |= {"first": dates[0], "last": dates[-1], "close": last(df["close"], 3), "volume": float(df["volume"].sum())}
    told.asked.append([name, what])


class Told(IStrategy):
    INTERFACE_VERSION = 3
    timeframe = "5m"
    stoploss = -0.1

    def informative_pairs(self):
        return [tuple(one) for one in told.watched]

    def populate_indicators(self, df, metadata):
        if not told.watched:
            return df
        note("candles", df, pair=metadata["pair"])
        for pair, timeframe in told.watched:
            note("watched", self.dp.get_pair_dataframe(pair, timeframe), pair=pair, timeframe=timeframe)
        pair, timeframe = told.watched[0]
        candles = self.dp.get_pair_dataframe(pair, timeframe)
        if len(candles):
            df = merge_informative_pair(df, candles, self.timeframe, timeframe, ffill=told.fills_forward)
            told.asked.append(["merged", {"close": last(df[f"close_{timeframe}"]), "date": last(df[f"date_{timeframe}"])}])
        return df

    def mark(self, df, pair, columns):
        marks = told.signals.get(pair, {})
        for column in columns:
            if column in marks:
                df[column] = None if isinstance(marks[column], str) else 0
                df.loc[df.index[-1], column] = marks[column]
        return df

    def populate_entry_trend(self, df, metadata):
        return self.mark(df, metadata["pair"], ["enter_long", "enter_short", "enter_tag"])

    def populate_exit_trend(self, df, metadata):
        return self.mark(df, metadata["pair"], ["exit_long", "exit_short", "exit_tag"])

    def custom_entry_price(self, pair, proposed_rate, entry_tag, side, **_):
        return ask("custom_entry_price", proposed_rate, pair=pair, proposed_rate=proposed_rate, entry_tag=entry_tag, side=side)

    def custom_stake_amount(self, pair, current_rate, proposed_stake, min_stake, max_stake, entry_tag, side, **_):
        return ask("custom_stake_amount", proposed_stake, pair=pair, proposed_stake=proposed_stake, min_stake=min_stake, max_stake=max_stake,
                   current_rate=current_rate, entry_tag=entry_tag, side=side)

    def leverage(self, pair, current_rate, proposed_leverage, max_leverage, entry_tag, side, **_):
        return ask("leverage", 1.0, pair=pair, current_rate=current_rate, entry_tag=entry_tag, side=side, max_leverage=max_leverage,
                   proposed_leverage=proposed_leverage)

    def confirm_trade_entry(self, pair, order_type, amount, rate, entry_tag, side, **_):
        return ask("confirm_trade_entry", True, pair=pair, amount=amount, rate=rate, entry_tag=entry_tag, side=side, order_type=order_type)

    def custom_stoploss(self, pair, current_rate, current_profit, after_fill, **_):
        return ask("custom_stoploss", None, pair=pair, current_rate=current_rate, current_profit=current_profit, after_fill=after_fill)

    def adjust_trade_position(self, trade, current_rate, current_profit, min_stake, max_stake, current_entry_rate, current_exit_rate, **_):
        return ask("adjust_trade_position", None, min_stake=min_stake, max_stake=max_stake, current_rate=current_rate, current_profit=current_profit,
                   current_entry_rate=current_entry_rate, current_exit_rate=current_exit_rate)

    def custom_exit(self, pair, current_rate, current_profit, **_):
        return ask("custom_exit", None, pair=pair, current_rate=current_rate, current_profit=current_profit)

    def custom_exit_price(self, pair, proposed_rate, current_profit, exit_tag, **_):
        return ask("custom_exit_price", proposed_rate, pair=pair, proposed_rate=proposed_rate, current_profit=current_profit, exit_tag=exit_tag)

    def confirm_trade_exit(self, pair, order_type, amount, rate, exit_reason, **_):
        return ask("confirm_trade_exit", True, pair=pair, amount=amount, rate=rate, exit_reason=exit_reason, order_type=order_type)

    def bot_loop_start(self, current_time, **_):
        for pair in self.dp.current_whitelist() if told.watched else ():
            df, at = self.dp.get_analyzed_dataframe(pair, self.timeframe)
            note("analysed", df, pair=pair, at=at.timestamp() * 1000 if len(df) else None)
        if "lock" in told.answers:
            pair, minutes, reason, side = told.answers["lock"]
            self.lock_pair(pair, current_time + timedelta(minutes=minutes), reason, side)
        if "unlock" in told.answers:
            self.unlock_pair(told.answers["unlock"])
        if "unlock_reason" in told.answers:
            self.unlock_reason(told.answers["unlock_reason"])

    def custom_roi(self, pair, trade_duration, entry_tag, side, **_):
        return ask("custom_roi", None, pair=pair, trade_duration=trade_duration, entry_tag=entry_tag, side=side)

    def check_entry_timeout(self, pair, order, **_):
        return ask("check_entry_timeout", False, pair=pair, order_price=order.price)

    def check_exit_timeout(self, pair, order, **_):
        return ask("check_exit_timeout", False, pair=pair, order_price=order.price)

    def order_filled(self, pair, trade, order, **_):
        ask("order_filled", None, pair=pair, side=order.side, filled=order.filled, tag=order.ft_order_tag, open=trade.is_open, amount=trade.amount,
            stop=trade.stop_loss)


def adjust_entry_price(_, pair, proposed_rate, current_order_rate, entry_tag, side, **__):
    return ask("adjust_entry_price", current_order_rate, pair=pair, proposed_rate=proposed_rate, entry_tag=entry_tag, side=side,
               current_order_rate=current_order_rate)


def adjust_exit_price(_, pair, proposed_rate, current_order_rate, entry_tag, side, **__):
    return ask("adjust_exit_price", current_order_rate, pair=pair, proposed_rate=proposed_rate, entry_tag=entry_tag, side=side,
               current_order_rate=current_order_rate)


def adjust_order_price(_, pair, proposed_rate, current_order_rate, entry_tag, side, is_entry, **__):
    return ask("adjust_order_price", current_order_rate, pair=pair, proposed_rate=proposed_rate, entry_tag=entry_tag, side=side,
               current_order_rate=current_order_rate, is_entry=is_entry)


# freqtrade takes the one or the other two, and looks at what the class has.
for replacing in (adjust_order_price,) if told.one_for_both else (adjust_entry_price, adjust_exit_price):
    setattr(Told, replacing.__name__, replacing)
