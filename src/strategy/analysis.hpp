// Turns candles into signals: runs a strategy's three populate functions and holds the result against the candles that
// went in (ENGINE.md section 3). A strategy that throws or returns other rows gives a result that says so, not an
// exception; the bot then gives the pair up for this round.
#pragma once
#include "strategy/strategy.hpp"
#include <optional>
#include <string>

namespace tremolo::strategy {

struct analysis {
    enum class outcome {
        analysed,
        empty,   // there were no candles
        failed,  // a function threw
        mismatch // other rows came back than went in
    };
    outcome is = outcome::analysed;
    market::frame dataframe;            // the columns of the strategy; only when analysed
    std::optional<std::string> warning; // a mismatch that disable_dataframe_checks lets pass
    std::string problem;                // of a failure or mismatch, one line
    std::string callback;               // the function that failed
    [[nodiscard]] explicit operator bool() const { return is == outcome::analysed; }
};

// `candles` (date, open, high, low, close, volume) is not changed.
[[nodiscard]] analysis analyse(strategy& subject, const market::frame& candles, const metadata& about);
// The parts of it, for backtests. Both may throw what the strategy throws.
void advise_indicators(strategy& subject, market::frame& dataframe, const metadata& about);
void advise_signals(strategy& subject, market::frame& dataframe, const metadata& about);

} // namespace tremolo::strategy
