#include "bot/strategy_services.hpp"
#include "store/database.hpp"
#include "json/parse.hpp"
#include "json/write.hpp"
#include <boost/json.hpp>

namespace tremolo::bot {

namespace {
boost::json::value as_json(const strategy::custom_value& value) {
    return std::visit(
        [](const auto& held) -> boost::json::value {
            using type = std::decay_t<decltype(held)>;
            if constexpr (std::is_same_v<type, strategy::json_text>) {
                auto read = json::parse(held.text);
                if (!read) throw error{"Custom data must be JSON: " + read.failure->message};
                return std::move(read.value);
            } else if constexpr (std::is_same_v<type, std::string>) {
                return boost::json::value(boost::json::string{held}); // braces would make a list of it
            } else {
                return boost::json::value(held);
            }
        },
        value);
}

strategy::custom_value as_custom(const boost::json::value& value) {
    if (value.is_bool()) return value.get_bool();
    if (value.is_int64()) return value.get_int64();
    if (value.is_double()) return value.get_double();
    if (value.is_string()) return std::string{value.get_string()};
    return strategy::json_text{json::text(value)};
}
} // namespace

strategy_services::strategy_services(const clock& clock, exchange::exchange& exchange, ledger& trades,
                                     wallet_keeper& wallets, candle_keeper& candles,
                                     const std::vector<market::pair_name>& whitelist,
                                     std::shared_ptr<const tremolo::bot::settings> settings,
                                     std::shared_ptr<const strategy::producers> producers, logger log)
    : clock_{clock}, exchange_{exchange}, ledger_{trades}, wallets_{wallets}, candles_{candles},
      whitelist_{whitelist}, settings_{std::move(settings)}, producers_{std::move(producers)}, log_{std::move(log)},
      said_{clock, std::chrono::seconds{settings_->parsed_timeframe().seconds()}} {}

std::shared_ptr<const market::frame> strategy_services::get_pair_dataframe(const market::pair_name& pair,
                                                                           const std::string& timeframe,
                                                                           std::optional<market::candle_type> type) {
    auto found = candles_.fetched({pair, timeframe, type.value_or(settings_->candle_type())});
    return found ? found : std::make_shared<const market::frame>();
}

strategy::analysed_frame strategy_services::get_analyzed_dataframe(const market::pair_name& pair,
                                                                   const std::string& timeframe) {
    const auto* found = timeframe == settings_->timeframe() ? candles_.analysed(pair) : nullptr;
    if (found == nullptr) return {std::make_shared<const market::frame>(), {}};
    return {found->candles, found->analysed_at};
}

std::optional<market::ticker> strategy_services::ticker(const market::pair_name& pair) {
    try {
        return exchange_.fetch_ticker(pair);
    } catch (const exchange::exchange_error& e) {
        log_.warning("No ticker of {} for the strategy: {}", pair, e.what());
        return {};
    }
}

market::order_book strategy_services::orderbook(const market::pair_name& pair, std::size_t depth) {
    return exchange_.fetch_order_book(pair, depth);
}

std::optional<market::market_info> strategy_services::market(const market::pair_name& pair) {
    const auto* found = exchange_.find_market(pair);
    return found == nullptr ? std::nullopt : std::optional{*found};
}

std::vector<market::pair_name> strategy_services::get_producer_pairs(const std::string& producer) {
    return producers_ ? producers_->pairs(producer) : std::vector<market::pair_name>{};
}

strategy::analysed_frame strategy_services::get_producer_df(const market::pair_name& pair, const std::string& timeframe,
                                                            std::optional<market::candle_type> type,
                                                            const std::string& producer) {
    if (!producers_) return {std::make_shared<const market::frame>(), {}};
    return producers_->frame(
        {pair, timeframe.empty() ? settings_->timeframe() : timeframe, type.value_or(settings_->candle_type())},
        producer);
}

strategy::run_mode strategy_services::runmode() const {
    return settings_->config->dry_run ? strategy::run_mode::dry_run : strategy::run_mode::live;
}

void strategy_services::send_msg(const std::string& text, bool always_send) {
    if (always_send || said_.fresh(text)) messages_.push_back(text);
}

void strategy_services::log(strategy::message_level level, const std::string& text) {
    using strategy::message_level;
    switch (level) {
    case message_level::debug: return log_.debug("{}", text);
    case message_level::info: return log_.info("{}", text);
    case message_level::warning: return log_.warning("{}", text);
    case message_level::error: return log_.error("{}", text);
    }
}

std::vector<trading::trade> strategy_services::trades(const strategy::trade_filter& which) {
    std::vector<trading::trade> found;
    if (which.is_open.value_or(false) == false) {
        found = which.closed_since ? ledger_.database().read().closed_trades_since(*which.closed_since, which.pair)
                                   : ledger_.database().read().closed_trades({});
    }
    if (which.is_open.value_or(true))
        for (const auto& t : ledger_.open()) found.push_back(*t);
    std::erase_if(found, [&](const trading::trade& t) {
        return (which.pair && t.pair != *which.pair) || (which.opened_since && t.open_date < *which.opened_since) ||
               (which.closed_since && (!t.close_date || *t.close_date < *which.closed_since));
    });
    return found;
}

std::optional<strategy::custom_value> strategy_services::get_custom_data(std::int64_t trade_id,
                                                                         const std::string& key) {
    const auto rows = ledger_.database().read().custom_data_of(trade_id, key);
    if (rows.empty()) return {};
    const auto value = store::decoded(rows.front());
    return value ? std::optional{as_custom(*value)} : std::nullopt;
}

void strategy_services::set_custom_data(std::int64_t trade_id, const std::string& key,
                                        const strategy::custom_value& value) {
    ledger_.database().set_custom_data(trade_id, key, as_json(value));
}

void strategy_services::lock_pair(const market::pair_name& pair, timestamp until, std::optional<std::string> reason,
                                  const std::string& side) {
    (void)ledger_.locks().lock_pair(pair, until, std::move(reason), now(), side);
    ledger_.save_new_locks();
}

void strategy_services::unlock_pair(const market::pair_name& pair) {
    ledger_.save(ledger_.locks().unlock_pair(pair, now()));
}

void strategy_services::unlock_reason(const std::string& reason) {
    ledger_.save(ledger_.locks().unlock_reason(reason, now()));
}

bool strategy_services::is_pair_locked(const market::pair_name& pair, std::optional<timestamp> candle_date,
                                       const std::string& side) {
    const timestamp at = candle_date ? settings_->parsed_timeframe().next(*candle_date) : now();
    return ledger_.locks().is_pair_locked(pair, at, side);
}

} // namespace tremolo::bot
