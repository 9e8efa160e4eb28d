// Follows trends: enters when a fast average crosses above a slow one, and lets the trade run with a stop that keeps a
// distance of a few ATR (the size of a usual candle) below the price, and only ever moves up.
//
// It shows how a strategy looks at its own analysed candles from a callback, and turns a price into the ratio that
// custom_stoploss answers.
#include "strategy/prelude.hpp"

class EmaCrossAtr final : public strategy {
  public:
    EmaCrossAtr()
        : strategy{{
              .timeframe = "15m",
              // No fixed profit target: the stop decides.
              .minimal_roi = {{0, 10.0}},
              // The last resort, should the market fall faster than the stop is moved.
              .stoploss = -0.15,
              .use_custom_stoploss = true,
              .startup_candle_count = 100,
              // After two losses within a day leave the pair alone for six hours.
              .protections = {{.method = "StoplossGuard",
                               .lookback_period_candles = 96,
                               .stop_duration_candles = 24,
                               .trade_limit = 2,
                               .only_per_pair = true}},
              .plot_config = R"({
                  "main_plot": {"ema_fast": {"color": "orange"}, "ema_slow": {"color": "blue"}},
                  "subplots": {"ATR": {"atr": {}}}
              })",
          }} {}

    void populate_indicators(frame& df, const metadata&) override {
        df.set("ema_fast", ta::ema(df["close"], static_cast<int>(buy_fast.value())));
        df.set("ema_slow", ta::ema(df["close"], static_cast<int>(buy_slow.value())));
        df.set("atr", ta::atr(df, 14));
    }

    void populate_entry_trend(frame& df, const metadata&) override {
        const mask trend_begins = crossed_above(df["ema_fast"], df["ema_slow"]);
        df.set_where(trend_begins & (df["volume"] > 0), {{"enter_long", 1}, {"enter_tag", "ema_cross"}});
    }

    void populate_exit_trend(frame& df, const metadata&) override {
        const mask trend_ends = crossed_below(df["ema_fast"], df["ema_slow"]);
        df.set_where(trend_ends & (df["volume"] > 0), {{"exit_long", 1}, {"exit_tag", "ema_cross"}});
    }

    std::optional<double> custom_stoploss(const stoploss_call& call) override {
        const auto candles = bot().get_analyzed_dataframe(call.pair, *effective().timeframe).dataframe;
        if (candles->empty()) return {};
        const double distance = sell_distance.value() * candles->last("atr");
        const double stop = call.current_rate - distance;
        return stoploss_from_absolute(stop, call.current_rate, call.trade.is_short, call.trade.leverage);
    }

    // A trend that has not paid within a day is none.
    exit_answer custom_exit(const exit_call& call) override {
        if (call.current_profit < 0.002 && call.current_time - call.trade.open_date > 24h) return "no_trend";
        return {};
    }

  private:
    int_parameter buy_fast{*this, "buy_fast", 5, 20, 12};
    int_parameter buy_slow{*this, "buy_slow", 20, 100, 26};
    decimal_parameter sell_distance{*this, "sell_distance", 1.0, 6.0, 3.0, {.decimals = 1}};
};

TREMOLO_STRATEGY(EmaCrossAtr)
