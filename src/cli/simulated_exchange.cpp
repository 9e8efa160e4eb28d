#include "cli/simulated_exchange.hpp"
#include "base/time_text.hpp"
#include <algorithm>

namespace tremolo::cli {

namespace {
exchange::simulated_source source_of(config::price_source source) {
    switch (source) {
    case config::price_source::synthetic: return exchange::simulated_source::synthetic;
    case config::price_source::replay: return exchange::simulated_source::replay;
    case config::price_source::frozen: return exchange::simulated_source::frozen;
    }
    return exchange::simulated_source::synthetic;
}

market::trading_mode mode_of(config::trading_mode mode) {
    switch (mode) {
    case config::trading_mode::spot: return market::trading_mode::spot;
    case config::trading_mode::margin: return market::trading_mode::margin;
    case config::trading_mode::futures: return market::trading_mode::futures;
    }
    return market::trading_mode::spot;
}
} // namespace

exchange::simulated_settings simulated_settings_of(const config::configuration& settings) {
    const auto& from = settings.exchange.simulated;
    exchange::simulated_settings made;
    made.source = source_of(from.source);
    made.seed = from.seed;
    made.path = from.path;
    made.speed = from.speed;
    if (from.start) made.start = parse_time(*from.start); // validated
    made.id = settings.exchange.name;
    std::ranges::transform(made.id, made.id.begin(), [](unsigned char c) { return std::tolower(c); });
    made.stake_currency = settings.stake_currency.value_or(made.stake_currency);
    made.mode = mode_of(settings.trading_mode);
    made.wallet = from.wallet;
    made.latency = std::chrono::milliseconds{from.latency_ms};
    made.faults = {.errors = from.faults.errors,
                   .lost_answers = from.faults.lost_answers,
                   .rate_limits = from.faults.rate_limits,
                   .delays = from.faults.delays,
                   .duplicates = from.faults.duplicates,
                   .delay = std::chrono::milliseconds{from.faults.delay_ms}};
    return made;
}

} // namespace tremolo::cli
