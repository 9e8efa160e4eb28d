// Shows what another bot tells: its close beside one's own, and how many pairs it named.
#include "strategy/prelude.hpp"

class Follower : public strategy {
  public:
    Follower()
        : strategy{{.timeframe = "1m", .minimal_roi = {{0, 100}}, .stoploss = -0.99, .startup_candle_count = 5}} {}

    void populate_indicators(frame& df, const metadata& about) override {
        df.set("producer_pairs", static_cast<double>(bot().get_producer_pairs().size()));
        df.set("producer_close", missing);
        const auto theirs = bot().get_producer_df(about.pair);
        if (theirs.dataframe->empty()) return;
        const auto at = df.lower_bound(theirs.dataframe->last_date());
        if (at < df.size()) df.set_at(at, "producer_close", theirs.dataframe->last("close"));
        df.set("producer_rows", static_cast<double>(theirs.dataframe->size()));
    }
    void populate_entry_trend(frame& df, const metadata&) override { df.set("enter_long", 0); }
    void populate_exit_trend(frame& df, const metadata&) override { df.set("exit_long", 0); }
};

TREMOLO_STRATEGY(Follower)
