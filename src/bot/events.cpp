#include "bot/events.hpp"
#include "base/time_text.hpp"
#include "json/write.hpp"

namespace tremolo::bot {

namespace {
std::string without_zone(timestamp t) {
    std::string text = iso_text(t);
    return text.substr(0, text.size() - std::string_view{"+00:00"}.size());
}
} // namespace

void json_write(std::string& out, const iso_time& t) { json::write_string(out, iso_text(t.at)); }
void json_write(std::string& out, const naive_time& t) { json::write_string(out, without_zone(t.at)); }
void json_write(std::string& out, const zoned_or_naive_time& t) {
    json::write_string(out, t.naive ? without_zone(t.at) : iso_text(t.at));
}
void json_write(std::string& out, const rate_or_zero& r) {
    if (r.value == 0)
        json::write_int(out, 0);
    else
        json::write_double(out, r.value);
}

std::string_view type_of(const event& e) {
    return std::visit(
        [](const auto& held) -> std::string_view {
            if constexpr (std::is_same_v<std::decay_t<decltype(held)>, analysed_event>)
                return "analyzed_df";
            else
                return held.type;
        },
        e);
}

std::optional<std::string> wire_text(const event& e) {
    return std::visit(
        [](const auto& held) -> std::optional<std::string> {
            if constexpr (std::is_same_v<std::decay_t<decltype(held)>, analysed_event>)
                return std::nullopt;
            else
                return json::text(held);
        },
        e);
}

std::string_view text_of(market::candle_type type) {
    switch (type) {
    case market::candle_type::spot: return "spot";
    case market::candle_type::futures: return "futures";
    case market::candle_type::mark: return "mark";
    case market::candle_type::index: return "index";
    case market::candle_type::premium_index: return "premiumIndex";
    case market::candle_type::funding_rate: return "funding_rate";
    case market::candle_type::open_interest: return "open_interest";
    }
    return "";
}

} // namespace tremolo::bot
