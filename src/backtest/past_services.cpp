#include "backtest/past_services.hpp"
#include "base/error.hpp"
#include <algorithm>
#include <cctype>

namespace tremolo::backtest {
namespace {

constexpr std::size_t most_rows = 1000; // that a callback sees

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

strategy::analysed_frame nothing() { return {std::make_shared<const market::frame>(), {}}; }

} // namespace

std::shared_ptr<const market::frame> past_candles::get(const market::candle_series& which) {
    const std::scoped_lock lock{guard_};
    auto& held = known_[which];
    if (!held) held = load_series(folder_, which, range_, startup_).share();
    return held;
}

past_services::past_services(parts with) : with_{std::move(with)} {
    for (std::size_t i = 0; i < with_.data.pairs.size(); ++i) index_[with_.data.pairs[i].pair] = i;
}

dry_book& past_services::book() const {
    if (book_ == nullptr) throw error{"Trades and wallets are there once the backtest's loop runs, not in analysis."};
    return *book_;
}

std::shared_ptr<const market::frame> past_services::get_pair_dataframe(const market::pair_name& pair,
                                                                       const std::string& timeframe,
                                                                       std::optional<market::candle_type> type) {
    auto found = with_.candles.get({pair, timeframe.empty() ? with_.settings.timeframe() : timeframe,
                                    type.value_or(with_.settings.candle_type())});
    if (!candle_ || found->empty()) return found;
    const market::timeframe tf{timeframe.empty() ? with_.settings.timeframe() : timeframe};
    return std::make_shared<const market::frame>(found->head(found->lower_bound(epoch_ms(tf.previous(now_)))));
}

strategy::analysed_frame past_services::get_analyzed_dataframe(const market::pair_name& pair,
                                                               const std::string& timeframe) {
    const auto found = index_.find(pair);
    if (rows_ == nullptr || found == index_.end() || timeframe != with_.settings.timeframe() || !rows_seen_)
        return nothing();
    const auto seen = rows_seen_(found->second);
    if (!seen) return nothing();
    const auto end = static_cast<std::size_t>(with_.data.startup) + *seen;
    const auto first = end > most_rows ? end - most_rows : 0;
    auto part = (*rows_)[found->second].analysed().slice(first, end - first);
    return {std::make_shared<const market::frame>(std::move(part)), now_};
}

std::optional<market::ticker> past_services::ticker(const market::pair_name&) { return {}; }

market::order_book past_services::orderbook(const market::pair_name&, std::size_t) {
    throw operational_error{"A backtest has no order book."};
}

std::optional<market::market_info> past_services::market(const market::pair_name& pair) {
    const auto* found = with_.venue.find_market(pair);
    return found == nullptr ? std::nullopt : std::optional{*found};
}

const trading::wallets& past_services::wallets() { return book().wallets(); }
double past_services::total_stake_amount() { return book().total_stake(); }
double past_services::available_stake_amount() { return book().available_stake(); }

// There is nobody to hear it.
void past_services::send_msg(const std::string&, bool) {}

void past_services::log(strategy::message_level level, const std::string& text) {
    using strategy::message_level;
    switch (level) {
    case message_level::debug: return with_.log.debug("{}", text);
    case message_level::info: return with_.log.info("{}", text);
    case message_level::warning: return with_.log.warning("{}", text);
    case message_level::error: return with_.log.error("{}", text);
    }
}

std::vector<trading::trade> past_services::trades(const strategy::trade_filter& which) {
    std::vector<trading::trade> found;
    const auto take = [&](const trading::trade& t) {
        if ((which.pair && t.pair != *which.pair) || (which.opened_since && t.open_date < *which.opened_since) ||
            (which.closed_since && (!t.close_date || *t.close_date < *which.closed_since)))
            return;
        found.push_back(t);
    };
    if (!which.is_open.value_or(false))
        for (const auto& t : book().closed()) take(t);
    if (which.is_open.value_or(true))
        for (const auto& p : book().open()) take(p->trade);
    return found;
}

std::optional<strategy::custom_value> past_services::get_custom_data(std::int64_t trade_id, const std::string& key) {
    const auto found = custom_.find({trade_id, lower(key)});
    return found == custom_.end() ? std::nullopt : std::optional{found->second};
}

void past_services::set_custom_data(std::int64_t trade_id, const std::string& key,
                                    const strategy::custom_value& value) {
    custom_[{trade_id, lower(key)}] = value;
}

void past_services::lock_pair(const market::pair_name& pair, timestamp until, std::optional<std::string> reason,
                              const std::string& side) {
    (void)book().locks().lock_pair(pair, until, std::move(reason), with_.time.now(), side);
}

void past_services::unlock_pair(const market::pair_name& pair) {
    (void)book().locks().unlock_pair(pair, with_.time.now());
}
void past_services::unlock_reason(const std::string& reason) {
    (void)book().locks().unlock_reason(reason, with_.time.now());
}

bool past_services::is_pair_locked(const market::pair_name& pair, std::optional<timestamp> candle_date,
                                   const std::string& side) {
    const timestamp at = candle_date ? with_.settings.parsed_timeframe().next(*candle_date) : with_.time.now();
    return book().locks().is_pair_locked(pair, at, side);
}

} // namespace tremolo::backtest
