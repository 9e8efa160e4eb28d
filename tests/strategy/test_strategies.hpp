// The strategies of tests/strategies, loaded as a user's are.
#pragma once
#include "strategy/loader.hpp"
#include "tests/testing.hpp"

namespace testing_support {

inline tremolo::strategy::loader test_loader() {
    return tremolo::strategy::loader{{.folders = {std::filesystem::path{TREMOLO_SOURCE} / "tests" / "strategies",
                                                  std::filesystem::path{TREMOLO_SOURCE} / "strategies"},
                                      .cache = std::filesystem::path{TREMOLO_BUILD} / "strategy_cache"}};
}

// 60 candles of a minute, from ten o'clock on, the price going up and down.
inline tremolo::market::frame some_candles(std::size_t rows = 60) {
    std::vector<std::int64_t> dates;
    std::vector<double> open, high, low, close;
    for (std::size_t i = 0; i < rows; ++i) {
        const double price = 100.0 + static_cast<double>(i % 7) - static_cast<double>(i % 3);
        dates.push_back(1795255200000 + static_cast<std::int64_t>(i) * 60'000);
        open.push_back(price - 0.5);
        high.push_back(price + 1);
        low.push_back(price - 1);
        close.push_back(price);
    }
    tremolo::market::frame df{dates};
    df.set("open", tremolo::market::series{open});
    df.set("high", tremolo::market::series{high});
    df.set("low", tremolo::market::series{low});
    df.set("close", tremolo::market::series{close});
    df.set("volume", tremolo::market::series{rows, 10.0});
    return df;
}

} // namespace testing_support
