// Never trades: the shape of an empty result.
#include "strategy/prelude.hpp"

class BtNone final : public strategy {
  public:
    BtNone() : strategy{{.timeframe = "5m", .minimal_roi = {{0, 0.1}}, .stoploss = -0.1}} {}
    void populate_indicators(frame&, const metadata&) override {}
    void populate_entry_trend(frame&, const metadata&) override {}
    void populate_exit_trend(frame&, const metadata&) override {}
};

TREMOLO_STRATEGY(BtNone)
