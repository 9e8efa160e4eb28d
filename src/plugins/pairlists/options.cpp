#include "plugins/pairlists/options.hpp"
#include "base/error.hpp"

namespace tremolo::plugins {

void pairlist_options::refuse(const std::string& text) const {
    throw configuration_error{"pairlists: " + method_ + ": " + text};
}

std::optional<double> pairlist_options::number(std::string_view key) const {
    const auto* value = keys_.if_contains(key);
    if (value == nullptr || value->is_null()) return {};
    if (!value->is_number()) refuse("\"" + std::string{key} + "\" must be a number");
    return value->to_number<double>();
}

double pairlist_options::number(std::string_view key, double otherwise) const {
    return number(key).value_or(otherwise);
}

bool pairlist_options::flag(std::string_view key, bool otherwise) const {
    const auto* value = keys_.if_contains(key);
    if (value == nullptr || value->is_null()) return otherwise;
    if (!value->is_bool()) refuse("\"" + std::string{key} + "\" must be true or false");
    return value->get_bool();
}

std::string pairlist_options::text(std::string_view key, const std::string& otherwise) const {
    const auto* value = keys_.if_contains(key);
    if (value == nullptr || value->is_null()) return otherwise;
    if (!value->is_string()) refuse("\"" + std::string{key} + "\" must be a text");
    return std::string{value->get_string()};
}

lookback read_lookback(const pairlist_options& options, const lookback_rules& rules) {
    lookback found;
    found.timeframe = options.text("lookback_timeframe", "1d");
    const auto days = static_cast<std::int64_t>(options.number("lookback_days", 0));
    auto period = options.number("lookback_period");
    const bool has_period = period.value_or(0) > 0;
    if (days > 0 && has_period) options.refuse("lookback_days and lookback_period are both set; set one of them.");
    const std::int64_t least_days = rules.required && !has_period ? 1 : 0;
    if (options.has("lookback_days") && days < least_days)
        options.refuse("requires lookback_days to be >= " + std::to_string(least_days));
    if (days > 0) {
        if (found.timeframe != "1d")
            options.refuse("lookback_days means daily candles, but lookback_timeframe is " + found.timeframe +
                           "; set lookback_period instead.");
        period = static_cast<double>(days);
    }
    if (!period && rules.required) {
        if (options.has("lookback_timeframe")) options.refuse("lookback_timeframe requires lookback_period.");
        if (rules.otherwise == 0) options.refuse("requires lookback_days or lookback_period to be set.");
        period = static_cast<double>(rules.otherwise);
    }
    found.period = static_cast<std::int64_t>(period.value_or(0));
    const std::int64_t least = rules.required ? 1 : 0;
    if (found.period < least) options.refuse("requires lookback_period to be >= " + std::to_string(least));
    if (found.period > static_cast<std::int64_t>(rules.most))
        options.refuse("requires lookback_period to not exceed exchange max request size (" +
                       std::to_string(rules.most) + ")");
    return found;
}

} // namespace tremolo::plugins
