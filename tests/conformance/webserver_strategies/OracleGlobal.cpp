// Only has to be there.
#include "strategy/prelude.hpp"

class OracleGlobal final : public strategy {
  public:
    OracleGlobal() : strategy{declaration()} {}

    void populate_indicators(frame&, const metadata&) override {}
    void populate_entry_trend(frame& df, const metadata&) override { df.set("enter_long", 0); }
    void populate_exit_trend(frame& df, const metadata&) override { df.set("exit_long", 0); }

  private:
    static attributes declaration() {
        attributes a;
        a.timeframe = "1m";
        a.minimal_roi = {{0, 0.03}};
        a.stoploss = -0.08;
        return a;
    }
};
TREMOLO_STRATEGY(OracleGlobal)
