#include "exchange/simulated/simulated.hpp"
#include "base/time_text.hpp"
#include "exchange/habits.hpp"
#include "exchange/simulated/matching.hpp"
#include "exchange/simulated/replay.hpp"
#include "exchange/simulated/replay_clock.hpp"
#include <algorithm>
#include <charconv>

namespace tremolo::exchange {
namespace {

traits traits_of(const simulated_settings& settings) {
    auto about = usual_traits(settings.id, settings.mode == market::trading_mode::futures);
    if (!settings.name.empty()) about.name = settings.name;
    return about;
}

void check(const simulated_settings& settings) {
    const auto probability = [](std::string_view key, double value) {
        if (!(value >= 0 && value <= 1))
            throw configuration_error{fmt::format("exchange.simulated.faults.{} is {}; expected a probability from 0 "
                                                  "to 1",
                                                  key, value)};
    };
    probability("errors", settings.faults.errors);
    probability("lost_answers", settings.faults.lost_answers);
    probability("rate_limits", settings.faults.rate_limits);
    probability("delays", settings.faults.delays);
    probability("duplicates", settings.faults.duplicates);
    if (!(settings.speed > 0) || !std::isfinite(settings.speed))
        throw configuration_error{
            fmt::format("exchange.simulated.speed is {}; expected a number above 0", settings.speed)};
    for (const auto& [currency, amount] : settings.wallet)
        if (!(amount >= 0) || amount > 9e10)
            throw configuration_error{fmt::format("exchange.simulated.wallet.{} is {}; expected an amount from 0 to "
                                                  "90,000,000,000",
                                                  currency, amount)};
}

} // namespace

simulated::simulated(std::unique_ptr<price_source> source, simulated_settings settings, const clock& time, logger log,
                     std::unique_ptr<clock> own_time)
    : source_{std::move(source)}, own_time_{std::move(own_time)}, time_{own_time_ ? *own_time_ : time},
      speed_{own_time_ ? settings.speed : 1}, about_{traits_of(settings)}, log_{std::move(log)}, line_{settings.faults,
                                                                                                       settings.seed,
                                                                                                       settings.latency,
                                                                                                       settings.pause} {
    for (std::size_t i = 0; i < source_->markets().size(); ++i) by_pair_.emplace(source_->markets()[i].symbol, i);
    about_.trades_have_history = source_->has_trades();
    engine_ = std::make_unique<matching_engine>(*source_, about_, settings.wallet, now_ms());
}

simulated::~simulated() = default;

void simulated::load_markets() {
    line_.call("load_markets", [] {});
}

const market::market_info* simulated::find_market(const market::pair_name& pair) const {
    const auto found = by_pair_.find(pair);
    return found == by_pair_.end() ? nullptr : &source_->markets()[found->second];
}

const market::market_info& simulated::require(const market::pair_name& pair) const {
    if (const auto* market = find_market(pair)) return *market;
    throw exchange_error{failure::rejected, fmt::format("{} has no market {}", about_.name, pair)};
}

std::vector<market::leverage_tier> simulated::leverage_tiers(const market::pair_name& pair) {
    return line_.call("leverage_tiers", [&] { return source_->tiers(require(pair)); });
}

market::ticker_map simulated::fetch_tickers() {
    return line_.call("fetch_tickers", [&] { return source_->tickers(now_ms()); });
}

market::ticker simulated::fetch_ticker(const market::pair_name& pair) {
    return line_.call("fetch_ticker", [&] {
        auto ticker = source_->ticker(require(pair), now_ms());
        if (!ticker) throw exchange_error{failure::rejected, fmt::format("{} has no ticker of {}", about_.name, pair)};
        return *ticker;
    });
}

market::order_book simulated::fetch_order_book(const market::pair_name& pair, std::size_t depth) {
    return line_.call("fetch_order_book", [&] { return source_->book(require(pair), depth, now_ms()); });
}

std::vector<market::raw_candle> simulated::fetch_candles(const market::pair_name& pair, const std::string& timeframe,
                                                         market::candle_type type, std::optional<timestamp> since,
                                                         std::size_t limit) {
    return line_.call("fetch_candles", [&] {
        const auto& market = require(pair);
        if (std::find(about_.timeframes.begin(), about_.timeframes.end(), timeframe) == about_.timeframes.end())
            throw exchange_error{failure::unsupported, fmt::format("{} has no candles of {}; it has {}", about_.name,
                                                                   timeframe, fmt::join(about_.timeframes, ", "))};
        if (market::timeframe{timeframe}.minutes() < 1) // what prices are made of are minutes
            throw exchange_error{failure::unsupported,
                                 fmt::format("{} has no candles of less than a minute here", about_.name)};
        const auto most = limit == 0 ? about_.candle_limit : std::min(limit, about_.candle_limit);
        candle_question question{market, market::timeframe{timeframe}, type, {}, most, now_ms()};
        if (since) question.since_ms = epoch_ms(*since);
        return line_.repeated(source_->candles(question));
    });
}

std::vector<funding_payment> simulated::fetch_funding(const market::pair_name& pair, timestamp since) {
    return line_.call("fetch_funding", [&] { return source_->funding(require(pair), epoch_ms(since), now_ms()); });
}

// Of the mark candle that forms; where there are none, futures count at their last price.
std::map<market::pair_name, double> simulated::fetch_mark_prices(const std::vector<market::pair_name>& pairs) {
    return line_.call("fetch_mark_prices", [&] {
        std::map<market::pair_name, double> marks;
        for (const auto& pair : pairs) {
            const auto& market = require(pair);
            const auto candles =
                source_->candles({market, market::timeframe{"1m"}, market::candle_type::mark, {}, 1, now_ms()});
            if (!candles.empty())
                marks.emplace(pair, candles.back().close);
            else if (const auto ticker = source_->ticker(market, now_ms()); ticker && ticker->last)
                marks.emplace(pair, *ticker->last);
        }
        return marks;
    });
}

std::vector<public_trade> simulated::fetch_public_trades(const market::pair_name& pair, timestamp since,
                                                         const std::string& after, std::size_t limit) {
    return line_.call("fetch_public_trades", [&] {
        if (!about_.trades_have_history) return exchange::fetch_public_trades(pair, since, after, limit);
        const auto most = limit == 0 ? about_.trade_limit : std::min(limit, about_.trade_limit);
        trade_question question{require(pair), epoch_ms(since), {}, most, now_ms()};
        if (!after.empty()) {
            std::int64_t number = 0;
            const auto [end, wrong] = std::from_chars(after.data(), after.data() + after.size(), number);
            if (wrong != std::errc{} || end != after.data() + after.size() || number < 0)
                throw exchange_error{failure::rejected,
                                     fmt::format("{} has no trade {} of {}", about_.name, after, pair)};
            question.after = number;
        }
        return line_.repeated(source_->trades(question));
    });
}

order_state simulated::place_order(const order_request& order) {
    return line_.call("place_order", [&] {
        engine_->advance(now_ms());
        return engine_->place(order, require(order.pair));
    });
}

order_state simulated::cancel_order(const std::string& id, const market::pair_name& pair) {
    return line_.call("cancel_order", [&] {
        engine_->advance(now_ms());
        return engine_->cancel(id, pair);
    });
}

order_state simulated::fetch_order(const std::string& id, const market::pair_name& pair) {
    return line_.call("fetch_order", [&] {
        engine_->advance(now_ms());
        return engine_->find(id, pair);
    });
}

std::vector<order_state> simulated::fetch_orders(const market::pair_name& pair, timestamp since) {
    return line_.call("fetch_orders", [&] {
        engine_->advance(now_ms());
        return line_.repeated(engine_->orders(pair, epoch_ms(since)));
    });
}

std::vector<order_trade> simulated::fetch_order_trades(const std::string& id, const market::pair_name& pair,
                                                       timestamp since) {
    return line_.call("fetch_order_trades", [&] {
        engine_->advance(now_ms());
        return line_.repeated(engine_->trades(id, pair, epoch_ms(since)));
    });
}

std::vector<balance> simulated::fetch_balances() {
    return line_.call("fetch_balances", [&] {
        engine_->advance(now_ms());
        return engine_->balances();
    });
}

std::vector<position> simulated::fetch_positions() {
    return line_.call("fetch_positions", [&] {
        engine_->advance(now_ms());
        return engine_->positions();
    });
}

namespace {

std::shared_ptr<simulated> replayed(const simulated_settings& settings, const clock& time, logger log) {
    auto opened = make_replay(settings);
    const auto start = settings.start.value_or(opened.first);
    if (start < opened.first || start >= opened.end)
        throw configuration_error{fmt::format("exchange.simulated.start is {}; expected a time from {} to {}, when the "
                                              "candles in {} begin and end",
                                              date_time_text(start), date_time_text(opened.first),
                                              date_time_text(opened.end), settings.path.string())};
    auto own = std::make_unique<replay_clock>(time, start, settings.speed);
    return std::make_shared<simulated>(std::move(opened.source), settings, time, std::move(log), std::move(own));
}

// On the time given, unless it shall start elsewhere or run faster.
std::shared_ptr<simulated> synthesized(const simulated_settings& settings, const clock& time, logger log) {
    std::unique_ptr<clock> own;
    if (settings.speed != 1 || settings.start)
        own = std::make_unique<replay_clock>(time, settings.start.value_or(time.now()), settings.speed);
    return std::make_shared<simulated>(make_synthetic(settings), settings, time, std::move(log), std::move(own));
}

} // namespace

std::shared_ptr<simulated> open_simulated(const simulated_settings& settings, const clock& time, logger log) {
    check(settings);
    switch (settings.source) {
    case simulated_source::synthetic: return synthesized(settings, time, std::move(log));
    case simulated_source::frozen:
        return std::make_shared<simulated>(make_frozen(settings), settings, time, std::move(log));
    case simulated_source::replay: return replayed(settings, time, std::move(log));
    }
    throw configuration_error{"exchange.simulated.source is unknown; expected synthetic, replay or frozen"};
}

} // namespace tremolo::exchange
