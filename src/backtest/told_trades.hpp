// The trades of a backtest as its archive tells them, made on another core while the walk goes on: what is closed does
// not change any more.
#pragma once
#include "backtest/statistics/result.hpp"
#include "trading/trade.hpp"
#include <deque>
#include <memory>
#include <vector>

namespace tremolo::backtest {

struct told_trades {
    std::vector<trade_row> rows;   // in order of closing
    std::vector<packed_text> text; // of them, by `trades_a_part`
};

class trade_teller {
  public:
    // So many trades may come: what is not used of the room is never touched.
    explicit trade_teller(std::size_t room);
    // Whoever has not asked for the trades does not want them: what is not told yet never is.
    ~trade_teller();
    trade_teller(const trade_teller&) = delete;
    trade_teller& operator=(const trade_teller&) = delete;

    // Takes up what came to the trades since the last call. They stay where they are until finished.
    void follow(const std::deque<trading::trade>& closed);
    // Waits for the rest. Throws what kept it from being told, std::bad_alloc.
    [[nodiscard]] std::shared_ptr<told_trades> finished();

  private:
    struct worker;
    std::unique_ptr<worker> worker_;
    std::size_t seen_ = 0;
};

} // namespace tremolo::backtest
