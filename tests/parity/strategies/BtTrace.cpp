// Writes every callback with its arguments to trace.jsonl in the working folder, then does something small.
#include "strategy/prelude.hpp"
#include <charconv>
#include <fstream>

namespace {

std::string text(double v) {
    char buffer[32];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, v);
    return {buffer, end.ptr};
}
std::string text(const std::string& v) { return '"' + v + '"'; }
std::string text(bool v) { return v ? "true" : "false"; }
std::string text(std::int64_t v) { return std::to_string(v); }
std::string text(timestamp v) { return text(tremolo::date_time_text(v)); }
template <class T>
std::string text(const std::optional<T>& v) {
    return v ? text(*v) : "null";
}
std::string text(const order& o) {
    return "[" + text(o.ft_order_side) + "," + text(o.status) + "," + text(o.ft_price) + "," + text(o.amount) + "," +
           text(o.ft_order_tag) + "]";
}

// The members of a line, one by one.
class line {
  public:
    explicit line(const std::string& call) { add("call", text(call)); }
    line& add(const std::string& name, const std::string& value) {
        content_ += (content_.empty() ? "{\"" : ",\"") + name + "\":" + value;
        return *this;
    }
    template <class T>
    line& with(const std::string& name, const T& value) {
        return add(name, text(value));
    }
    line& with(const std::string& name, const trade& t) {
        std::string orders;
        for (const auto& o : t.orders) orders += (orders.empty() ? "" : ",") + text(o);
        return add(name, "{\"trade\":" + text(t.id) + ",\"is_open\":" + text(t.is_open) +
                             ",\"open_date\":" + text(t.open_date) + ",\"open_rate\":" + text(t.open_rate) +
                             ",\"amount\":" + text(t.amount) + ",\"stake_amount\":" + text(t.stake_amount) +
                             ",\"stop_loss\":" + text(t.stop_loss) + ",\"liquidation_price\":" +
                             text(t.liquidation_price) + ",\"max_rate\":" + text(t.max_rate) +
                             ",\"min_rate\":" + text(t.min_rate) + ",\"close_date\":" + text(t.close_date) +
                             ",\"exit_reason\":" + text(t.exit_reason.value_or("")) + ",\"orders\":[" + orders + "]}");
    }
    line& with(const std::string& name, const order& o) { return add(name, "{\"order\":" + text(o) + "}"); }
    [[nodiscard]] std::string done() const { return content_ + "}\n"; }

  private:
    std::string content_;
};

} // namespace

class BtTrace final : public strategy {
  public:
    BtTrace()
        : strategy{{.timeframe = "5m",
                    .minimal_roi = {{0, 0.02}, {25, 0.004}},
                    .use_custom_roi = true,
                    .stoploss = -0.02,
                    .use_custom_stoploss = true,
                    .custom_stoploss_after_fill = true,
                    .startup_candle_count = 4,
                    .position_adjustment_enable = true,
                    .analyse_in_order = true}},
          out_{"trace.jsonl"} {}

    void bot_start() override { write(line{"bot_start"}); }
    void bot_loop_start(timestamp current_time) override {
        write(line{"bot_loop_start"}.with("current_time", current_time));
    }
    void populate_indicators(frame& df, const metadata& about) override {
        const auto date = [](std::int64_t ms) {
            return tremolo::date_time_text(tremolo::from_epoch_ms(ms)) + "+00:00";
        };
        write(populating("populate_indicators", df, about)
                  .with("first", date(df.dates().front()))
                  .with("last", date(df.dates().back())));
        df.set("r2", df["close"] / df["close"].shift(2));
    }
    void populate_entry_trend(frame& df, const metadata& about) override {
        write(populating("populate_entry_trend", df, about));
        df.set_where(df["r2"] < 0.9985, {{"enter_long", 1}, {"enter_tag", "r2"}});
    }
    void populate_exit_trend(frame& df, const metadata& about) override {
        write(populating("populate_exit_trend", df, about));
        df.set_where(df["r2"] > 1.003, {{"exit_long", 1}, {"exit_tag", "up"}});
    }

    std::optional<double> custom_entry_price(const entry_price_call& c) override {
        line said{"custom_entry_price"};
        said.with("pair", c.pair);
        if (c.trade == nullptr)
            said.add("trade", "null");
        else
            said.with("trade", *c.trade);
        say(said.with("current_time", c.current_time)
                .with("proposed_rate", c.proposed_rate)
                .with("entry_tag", c.entry_tag)
                .with("side", c.side),
            c.pair);
        return c.proposed_rate * 0.9995;
    }
    double leverage(const leverage_call& c) override {
        say(line{"leverage"}
                .with("pair", c.pair)
                .with("current_time", c.current_time)
                .with("current_rate", c.current_rate)
                .with("proposed_leverage", c.proposed_leverage)
                .with("max_leverage", c.max_leverage)
                .with("entry_tag", c.entry_tag)
                .with("side", c.side),
            c.pair);
        return 2;
    }
    std::optional<double> custom_stake_amount(const stake_call& c) override {
        say(line{"custom_stake_amount"}
                .with("pair", c.pair)
                .with("current_time", c.current_time)
                .with("current_rate", c.current_rate)
                .with("proposed_stake", c.proposed_stake)
                .with("min_stake", c.min_stake)
                .with("max_stake", c.max_stake)
                .with("leverage", c.leverage)
                .with("entry_tag", c.entry_tag)
                .with("side", c.side),
            c.pair);
        return c.proposed_stake;
    }
    bool confirm_trade_entry(const confirm_entry_call& c) override {
        say(line{"confirm_trade_entry"}
                .with("pair", c.pair)
                .with("order_type", c.order_type)
                .with("amount", c.amount)
                .with("rate", c.rate)
                .with("time_in_force", c.time_in_force)
                .with("current_time", c.current_time)
                .with("entry_tag", c.entry_tag)
                .with("side", c.side),
            c.pair);
        return true;
    }
    void order_filled(const order_call& c) override { say(ordered("order_filled", c), c.pair); }
    bool check_entry_timeout(const order_call& c) override {
        say(ordered("check_entry_timeout", c), c.pair);
        return false;
    }
    bool check_exit_timeout(const order_call& c) override {
        say(ordered("check_exit_timeout", c), c.pair);
        return false;
    }
    std::optional<stake_change> adjust_trade_position(const adjust_position_call& c) override {
        const trade& t = c.trade;
        say(line{"adjust_trade_position"}
                .with("trade", t)
                .with("current_time", c.current_time)
                .with("current_rate", c.current_rate)
                .with("current_profit", c.current_profit)
                .with("min_stake", c.min_stake)
                .with("max_stake", c.max_stake)
                .with("current_entry_rate", c.current_entry_rate)
                .with("current_exit_rate", c.current_exit_rate)
                .with("current_entry_profit", c.current_entry_profit)
                .with("current_exit_profit", c.current_exit_profit)
                .with("pair", t.pair),
            t.pair);
        if (c.current_profit < -0.004 && t.nr_of_successful_entries() == 1 && !t.has_open_orders())
            return stake_change{t.stake_amount * 0.4, "add"};
        if (c.current_profit > 0.0005 && t.nr_of_successful_exits() == 0 && !t.has_open_orders())
            return stake_change{-t.stake_amount * 0.3, "trim"};
        return {};
    }
    std::optional<double> custom_stoploss(const stoploss_call& c) override {
        say(line{"custom_stoploss"}
                .with("pair", c.pair)
                .with("trade", c.trade)
                .with("current_time", c.current_time)
                .with("current_rate", c.current_rate)
                .with("current_profit", c.current_profit)
                .with("after_fill", c.after_fill),
            c.pair);
        return c.after_fill ? std::optional{-0.015} : std::nullopt;
    }
    std::optional<double> custom_roi(const roi_call& c) override {
        say(line{"custom_roi"}
                .with("pair", c.pair)
                .with("trade", c.trade)
                .with("current_time", c.current_time)
                .with("trade_duration", c.trade_duration)
                .with("entry_tag", c.entry_tag)
                .with("side", c.side),
            c.pair);
        return {};
    }
    exit_answer custom_exit(const exit_call& c) override {
        say(line{"custom_exit"}
                .with("pair", c.pair)
                .with("trade", c.trade)
                .with("current_time", c.current_time)
                .with("current_rate", c.current_rate)
                .with("current_profit", c.current_profit),
            c.pair);
        if (c.current_time - c.trade.open_date > 3000s) return "late";
        return {};
    }
    std::optional<double> custom_exit_price(const exit_price_call& c) override {
        say(line{"custom_exit_price"}
                .with("pair", c.pair)
                .with("trade", c.trade)
                .with("current_time", c.current_time)
                .with("proposed_rate", c.proposed_rate)
                .with("current_profit", c.current_profit)
                .with("exit_tag", c.exit_tag),
            c.pair);
        return c.proposed_rate * 1.0004;
    }
    bool confirm_trade_exit(const confirm_exit_call& c) override {
        say(line{"confirm_trade_exit"}
                .with("pair", c.pair)
                .with("trade", c.trade)
                .with("order_type", c.order_type)
                .with("amount", c.amount)
                .with("rate", c.rate)
                .with("time_in_force", c.time_in_force)
                .with("exit_reason", c.exit_reason)
                .with("current_time", c.current_time),
            c.pair);
        return true;
    }
    std::optional<double> adjust_order_price(const adjust_price_call& c) override {
        say(line{"adjust_order_price"}
                .with("trade", c.trade)
                .with("order", *c.order)
                .with("pair", c.pair)
                .with("current_time", c.current_time)
                .with("proposed_rate", c.proposed_rate)
                .with("current_order_rate", c.current_order_rate)
                .with("entry_tag", c.entry_tag)
                .with("side", c.side)
                .with("is_entry", c.is_entry),
            c.pair);
        return c.current_order_rate;
    }

  private:
    static line populating(const char* name, const frame& df, const metadata& about) {
        std::string columns;
        for (const auto& column : df.names()) columns += (columns.empty() ? "" : ",") + text(column);
        line said{name};
        said.with("pair", about.pair).with("rows", static_cast<std::int64_t>(df.size()));
        said.add("columns", "[" + columns + "]");
        return said;
    }
    static line ordered(const char* name, const order_call& c) {
        line said{name};
        said.with("pair", c.pair).with("trade", c.trade).with("order", c.order).with("current_time", c.current_time);
        return said;
    }
    void say(line& said, const std::string& pair) {
        const auto seen = bot().get_analyzed_dataframe(pair, "5m").dataframe;
        if (seen->empty())
            said.add("last_candle_seen", "null");
        else
            said.with("last_candle_seen", tremolo::from_epoch_ms(seen->last_date()));
        write(said.with("candles_seen", static_cast<std::int64_t>(seen->size())));
    }
    void say(line&& said, const std::string& pair) { say(said, pair); }
    void write(const line& said) { out_ << said.done() << std::flush; }

    std::ofstream out_;
};

TREMOLO_STRATEGY(BtTrace)
