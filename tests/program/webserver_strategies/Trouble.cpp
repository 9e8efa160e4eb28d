// Strategies that do what none should: the server has to outlive each of them.
#include "strategy/prelude.hpp"
#include <cstdlib>
#include <stdexcept>
#include <thread>

class Plain : public strategy {
  public:
    Plain() : strategy{declaration()} {}
    void populate_indicators(frame& df, const metadata&) override { df.set("sma", df["close"].rolling(10).mean()); }
    void populate_entry_trend(frame& df, const metadata&) override {
        df.set_where(df["close"] < df["sma"], {{"enter_long", 1}, {"enter_tag", "below"}});
    }
    void populate_exit_trend(frame& df, const metadata&) override {
        df.set_where(df["close"] > df["sma"], {{"exit_long", 1}, {"exit_tag", "above"}});
    }

  private:
    static attributes declaration() {
        attributes a;
        a.timeframe = "5m";
        a.minimal_roi = {{0, 0.02}};
        a.stoploss = -0.05;
        a.startup_candle_count = 10;
        return a;
    }
};

class Crashing final : public Plain {
  public:
    void populate_indicators(frame&, const metadata&) override { std::abort(); }
};

class Throwing final : public Plain {
  public:
    void populate_indicators(frame&, const metadata&) override { throw std::runtime_error{"no idea what to do"}; }
};

// Never ends by itself.
class Endless final : public Plain {
  public:
    void populate_indicators(frame&, const metadata&) override {
        for (;;) std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
};

// Trades for a day, then stops for ever.
class Stuck final : public Plain {
  public:
    void bot_loop_start(timestamp) override {
        while (++candles_ > 300) std::this_thread::sleep_for(std::chrono::milliseconds{5});
        std::this_thread::sleep_for(std::chrono::milliseconds{2}); // slower than reports may follow each other
    }

  private:
    int candles_ = 0;
};

// Sees the next candle.
class Prophet final : public Plain {
  public:
    void populate_entry_trend(frame& df, const metadata&) override {
        df.set_where(df["close"].shift(-1) > df["close"], {{"enter_long", 1}, {"enter_tag", "known"}});
    }
};

TREMOLO_STRATEGY(Plain)
TREMOLO_STRATEGY(Crashing)
TREMOLO_STRATEGY(Throwing)
TREMOLO_STRATEGY(Endless)
TREMOLO_STRATEGY(Prophet)
TREMOLO_STRATEGY(Stuck)
