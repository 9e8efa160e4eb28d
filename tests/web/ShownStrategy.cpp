// A strategy to look at: it trades every few minutes in every pair, and has lines for the candles and for panes below.
#include "strategy/prelude.hpp"

class ShownStrategy final : public strategy {
  public:
    ShownStrategy()
        : strategy{{
              .timeframe = "1m",
              .minimal_roi = {{0, 0.03}},
              .stoploss = -0.08,
              .startup_candle_count = 30,
              .plot_config = R"({
                  "main_plot": {"fast": {"color": "#f5a623"}, "slow": {"color": "#4f8cff"}},
                  "subplots": {"RSI": {"rsi": {"color": "#b06bff"}}}
              })",
          }} {}

    void populate_indicators(frame& df, const metadata&) override {
        df.set("fast", ta::ema(df["close"], 8));
        df.set("slow", ta::ema(df["close"], 21));
        df.set("rsi", ta::rsi(df["close"], 14));
    }

    void populate_entry_trend(frame& df, const metadata&) override {
        df.set_where(df["fast"] > df["slow"], {{"enter_long", 1}, {"enter_tag", "fast_above"}});
    }

    void populate_exit_trend(frame& df, const metadata&) override {
        df.set_where(crossed_below(df["fast"], df["slow"]), {{"exit_long", 1}, {"exit_tag", "fast_below"}});
    }
};

TREMOLO_STRATEGY(ShownStrategy)
