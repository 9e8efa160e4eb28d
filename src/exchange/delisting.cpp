#include "exchange/delisting.hpp"
#include "json/parse.hpp"
#include <array>
#include <boost/json.hpp>
#include <charconv>

namespace tremolo::exchange {

namespace {
struct teller {
    std::string_view id;
    std::string_view key;     // of the market's own description; milliseconds, as number or text
    bool has_far_dates;       // only dates within the next two weeks are meant
    std::string_view eternal; // a pair that is never delisted: its date means "never"
};
constexpr std::array tellers{teller{"binance", "deliveryDate", false, "BTC/USDT:USDT"},
                             teller{"bybit", "deliveryTime", true, {}}, teller{"bitget", "limitOpenTime", true, {}}};
constexpr std::chrono::days announced_before{14};

const teller* find_teller(std::string_view id) {
    for (const auto& one : tellers)
        if (one.id == id) return &one;
    return nullptr;
}

// `as_text`: also one that is written as a text.
std::optional<std::int64_t> date_of(const market::market_info* market, std::string_view key, bool as_text = true) {
    if (market == nullptr || market->info_json.empty()) return {};
    const auto info = json::parse(market->info_json);
    if (!info || !info.value.is_object()) return {};
    const auto* value = info.value.get_object().if_contains(key);
    if (value == nullptr) return {};
    if (value->is_int64()) return value->get_int64();
    if (value->is_uint64()) return static_cast<std::int64_t>(value->get_uint64());
    if (!value->is_string() || !as_text) return {};
    const std::string_view text = value->get_string();
    std::int64_t number = 0;
    const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), number);
    return bad == std::errc{} && end == text.data() + text.size() ? std::optional{number} : std::nullopt;
}
} // namespace

bool tells_delistings(const traits& about) { return find_teller(about.id) != nullptr; }

std::optional<timestamp> delisting_time(const exchange& exchange, const market::pair_name& pair, timestamp now) {
    const auto* by = find_teller(exchange.about().id);
    const auto* market = exchange.find_market(pair);
    if (by == nullptr || market == nullptr || !market->swap) return {};
    const auto date = date_of(market, by->key);
    if (!date || *date <= 0) return {};
    if (by->has_far_dates && *date >= epoch_ms(now + announced_before)) return {};
    // As freqtrade compares them: a text is no number.
    if (!by->eternal.empty() && date == date_of(exchange.find_market(std::string{by->eternal}), by->key, false))
        return {};
    return from_epoch_ms(*date);
}

} // namespace tremolo::exchange
