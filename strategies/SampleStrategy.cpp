// A first strategy to read and to change: buy when the market has been beaten down and turns, sell when it has run hot.
//
//   - RSI tells how strong the last moves were: below 30 a market counts as oversold, above 70 as overbought.
//   - TEMA, a fast average, tells where the price is heading; its place beside the middle of the Bollinger bands tells
//     whether the price is cheap or dear just now.
//
// Copy the file, give class and file your own name, and start:  tremolo trade --strategy YourName
// It is an example, not a way to make money: test what you trade with.
#include "strategy/prelude.hpp"

class SampleStrategy final : public strategy {
  public:
    SampleStrategy()
        : strategy{{
              .timeframe = "5m",
              // Leave with 4 % at once, with 2 % after half an hour, with 1 % after an hour.
              .minimal_roi = {{0, 0.04}, {30, 0.02}, {60, 0.01}},
              // Give up at a loss of 10 %.
              .stoploss = -0.10,
              // The slowest indicator needs this many candles before it means anything.
              .startup_candle_count = 200,
              .plot_config = R"({
                  "main_plot": {"tema": {}, "bb_middle": {"color": "grey"}},
                  "subplots": {"RSI": {"rsi": {"color": "red"}}}
              })",
          }} {}

    void populate_indicators(frame& df, const metadata&) override {
        const series typical = (df["high"] + df["low"] + df["close"]) / 3.0;
        const auto bands = ta::bbands(typical, 20, 2.0, 2.0);
        df.set("rsi", ta::rsi(df["close"], 14));
        df.set("tema", ta::tema(df["close"], 9));
        df.set("bb_lower", bands.lower);
        df.set("bb_middle", bands.middle);
        df.set("bb_upper", bands.upper);
    }

    void populate_entry_trend(frame& df, const metadata&) override {
        const mask recovers = crossed_above(df["rsi"], static_cast<double>(buy_rsi.value()));
        const mask is_cheap = df["tema"] <= df["bb_middle"];
        const mask rises = df["tema"] > df["tema"].shift(1);
        const mask is_traded = df["volume"] > 0;
        df.set_where(recovers & is_cheap & rises & is_traded, {{"enter_long", 1}, {"enter_tag", "rsi_recovers"}});
    }

    void populate_exit_trend(frame& df, const metadata&) override {
        const mask overheats = crossed_above(df["rsi"], static_cast<double>(sell_rsi.value()));
        const mask is_dear = df["tema"] > df["bb_middle"];
        const mask falls = df["tema"] < df["tema"].shift(1);
        const mask is_traded = df["volume"] > 0;
        df.set_where(overheats & is_dear & falls & is_traded, {{"exit_long", 1}, {"exit_tag", "rsi_overheats"}});
    }

  private:
    // Parameters show up in the user interface; SampleStrategy.json beside this file may set other values.
    int_parameter buy_rsi{*this, "buy_rsi", 1, 50, 30};
    int_parameter sell_rsi{*this, "sell_rsi", 50, 100, 70};
};

TREMOLO_STRATEGY(SampleStrategy)
