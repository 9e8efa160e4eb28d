// Thirty columns for a chart, as BenchChart.py draws them: six of the candle, twenty-two of indicators, two signals.
#include "strategy/prelude.hpp"
#include <string>

class BenchChart : public strategy {
  public:
    BenchChart()
        : strategy{{.timeframe = "5m", .minimal_roi = {{0, 100.0}}, .stoploss = -0.99, .startup_candle_count = 200}} {}

    void populate_indicators(frame& df, const metadata&) override {
        const auto close = df["close"];
        for (const int n : {5, 8, 13, 21, 34, 55, 89, 144}) df.set("ema_" + std::to_string(n), ta::ema(close, n));
        for (const int n : {7, 14, 28}) df.set("rsi_" + std::to_string(n), ta::rsi(close, n));
        const auto bands = ta::bbands(close, 20, 2, 2);
        df.set("bb_upper", bands.upper);
        df.set("bb_middle", bands.middle);
        df.set("bb_lower", bands.lower);
        const auto macd = ta::macd(close);
        df.set("macd", macd.macd);
        df.set("macd_signal", macd.signal);
        df.set("macd_histogram", macd.histogram);
        df.set("atr", ta::atr(df, 14));
        df.set("adx", ta::adx(df, 14));
        df.set("mfi", ta::mfi(df, 14));
        df.set("obv", ta::obv(df));
        df.set("willr", ta::willr(df, 14));
    }
    void populate_entry_trend(frame& df, const metadata&) override {
        df.set_where(crossed_above(df["rsi_14"], 30), "enter_long", 1);
    }
    void populate_exit_trend(frame& df, const metadata&) override {
        df.set_where(crossed_below(df["rsi_14"], 70), "exit_long", 1);
    }
};

TREMOLO_STRATEGY(BenchChart)
