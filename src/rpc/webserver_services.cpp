#include "rpc/webserver_services.hpp"
#include "market/candles.hpp"

namespace tremolo::rpc::webserver {

market::frame candles_within(const market::candle_folder& folder, const market::candle_series& which,
                             std::optional<std::int64_t> from_ms, std::optional<std::int64_t> to_ms) {
    const market::timeframe length{which.timeframe};
    if (!length.usable()) throw error{"a timeframe of no length: " + which.timeframe};
    const auto raw = folder.load_raw(which, from_ms, to_ms);
    auto candles = market::clean_candles(raw, length, {.fill_missing = true});
    if (which.type == market::candle_type::funding_rate) candles.set("open", candles["funding_rate"]);
    return candles;
}

std::shared_ptr<const market::frame> chart_services::get_pair_dataframe(const market::pair_name& pair,
                                                                        const std::string& timeframe,
                                                                        std::optional<market::candle_type> type) {
    auto from = candles_.from_ms;
    if (from) *from -= candles_.startup * market::timeframe{timeframe}.milliseconds();
    return std::make_shared<const market::frame>(
        candles_within(candles_.folder, {pair, timeframe, type.value_or(candles_.type)}, from, candles_.to_ms));
}

void chart_services::log(strategy::message_level level, const std::string& text) {
    switch (level) {
    case strategy::message_level::debug: return log_.debug("{}", text);
    case strategy::message_level::info: return log_.info("{}", text);
    case strategy::message_level::warning: return log_.warning("{}", text);
    case strategy::message_level::error: return log_.error("{}", text);
    }
}

} // namespace tremolo::rpc::webserver
