// Strategies that do what no strategy should: the bot has to live with them.
#include "strategy/prelude.hpp"
#include <stdexcept>

namespace {

attributes every_minute() { return {.timeframe = "1m", .minimal_roi = {{0, 0.05}}, .stoploss = -0.1}; }

// Throws wherever it is asked.
class ThrowingStrategy final : public strategy {
  public:
    ThrowingStrategy() : strategy{every_minute()} {}
    void populate_indicators(frame& df, const metadata&) override { df.set("x", df["no such column"]); }
    void populate_entry_trend(frame&, const metadata&) override {}
    void populate_exit_trend(frame&, const metadata&) override {}
    void bot_loop_start(timestamp) override { throw std::runtime_error{"no loop"}; }
    exit_answer custom_exit(const exit_call&) override { throw std::invalid_argument{"a bad value"}; }
    bool confirm_trade_entry(const confirm_entry_call&) override { throw 42; }
    std::optional<double> custom_entry_price(const entry_price_call&) override { throw std::out_of_range{"no price"}; }
    double leverage(const leverage_call&) override { throw tremolo::error{"no leverage"}; }
};

// Gives back fewer candles than it got.
class ShorteningStrategy final : public strategy {
  public:
    ShorteningStrategy() : strategy{every_minute()} {}
    void populate_indicators(frame& df, const metadata&) override { df = df.head(df.size() - 1); }
    void populate_entry_trend(frame&, const metadata&) override {}
    void populate_exit_trend(frame&, const metadata&) override {}
};

// Changes the last price.
class LyingStrategy final : public strategy {
  public:
    LyingStrategy() : strategy{every_minute()} {}
    void populate_indicators(frame& df, const metadata&) override { df.set("close", df["close"] * 2.0); }
    void populate_entry_trend(frame&, const metadata&) override {}
    void populate_exit_trend(frame&, const metadata&) override {}
};

// Sets a column of another length.
class MismatchedColumnStrategy final : public strategy {
  public:
    MismatchedColumnStrategy() : strategy{every_minute()} {}
    void populate_indicators(frame& df, const metadata&) override { df.set("x", series{3, 1.0}); }
    void populate_entry_trend(frame&, const metadata&) override {}
    void populate_exit_trend(frame&, const metadata&) override {}
};

// Cannot even be made.
class UnbornStrategy final : public strategy {
  public:
    UnbornStrategy() : strategy{every_minute()} { bot().send_msg("too early"); }
    void populate_indicators(frame&, const metadata&) override {}
    void populate_entry_trend(frame&, const metadata&) override {}
    void populate_exit_trend(frame&, const metadata&) override {}
};

} // namespace

TREMOLO_STRATEGY(ThrowingStrategy)
TREMOLO_STRATEGY(ShorteningStrategy)
TREMOLO_STRATEGY(LyingStrategy)
TREMOLO_STRATEGY(MismatchedColumnStrategy)
TREMOLO_STRATEGY(UnbornStrategy)
