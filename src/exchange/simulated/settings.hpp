// How the simulated exchange is opened: `exchange.simulated` of the configuration, and what else it has to know.
#pragma once
#include "base/clock.hpp"
#include "market/types.hpp"
#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>

namespace tremolo::exchange {

enum class simulated_source { synthetic, replay, frozen };

// What goes wrong: each a probability a call, drawn from the seed.
struct simulated_faults {
    double errors = 0;       // the call fails with a temporary error, nothing happened
    double lost_answers = 0; // it happened, but the answer is lost: a temporary error
    double rate_limits = 0;  // refused: asked too often
    double delays = 0;       // the answer comes late by `delay`
    double duplicates = 0;   // lists of orders, fills and candles hold rows twice
    std::chrono::milliseconds delay{250};
    [[nodiscard]] bool any() const { return errors + lost_answers + rate_limits + delays + duplicates > 0; }
};

struct simulated_settings {
    simulated_source source = simulated_source::synthetic;
    std::uint64_t seed = 1;         // of synthetic prices and of the faults
    std::filesystem::path path;     // of replay and frozen: the folder
    double speed = 1;               // of replay and synthetic: seconds of market time a second
    std::optional<timestamp> start; // of replay and synthetic; absent: the first candle of all files, or now
    std::string id = "binance";     // what `exchange.name` says
    std::string name{};             // shown in messages; empty: made of the id
    std::string stake_currency = "USDT";
    market::trading_mode mode = market::trading_mode::spot;
    std::map<std::string, double> wallet; // balances for live trading
    std::chrono::milliseconds latency{0}; // of every call
    simulated_faults faults;
    // How latency and delays are waited for; empty: the thread sleeps.
    std::function<void(std::chrono::milliseconds)> pause;
};

} // namespace tremolo::exchange
