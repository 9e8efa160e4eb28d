#include "api/config_changes.hpp"
#include "api/failures.hpp"
#include "config/schema.hpp"
#include <algorithm>
#include <array>

namespace tremolo::api {

namespace {

// Those whose change means nothing but the next decision. All else asks for a reload.
constexpr std::array<std::string_view, 8> changeable{
    "max_open_trades",         "stake_amount",       "tradable_balance_ratio",      "stoploss",
    "amend_last_stake_amount", "force_entry_enable", "last_stake_amount_min_ratio", "cancel_open_orders_on_exit"};

std::string changeable_list() {
    std::string list;
    for (const auto key : changeable) (list += list.empty() ? "" : ", ") += key;
    return list;
}

json::violation at(std::string type, const std::string& key, std::string text, const boost::json::value& input) {
    json::location place{std::string{"body"}};
    if (!key.empty()) place.emplace_back(key);
    return {std::move(type), std::move(place), std::move(text), input};
}

bool is_none(const boost::json::value& value) {
    return value.is_null() || (value.is_double() && !std::isfinite(value.get_double()));
}

} // namespace

boost::json::object checked_changes(const boost::json::value& body) {
    std::vector<json::violation> bad;
    if (!body.is_object() || body.get_object().empty())
        throw validation_error{{at("value_error", "", "Expected an object with any of: " + changeable_list(), body)}};
    auto changes = body.get_object();
    for (auto& [name, value] : changes) {
        const std::string key{name};
        if (std::find(changeable.begin(), changeable.end(), key) == changeable.end()) {
            bad.push_back(at("extra_forbidden", key,
                             "This cannot be changed while the bot runs; what can: " + changeable_list(), value));
            continue;
        }
        if (is_none(value)) {
            bad.push_back(at("value_error", key, "Expected a value", nullptr));
            continue;
        }
        const auto* rules = config::configuration_schema().find(key);
        std::vector<std::string> path{key};
        std::vector<config::violation> found;
        if (rules) config::check(*rules, value, path, found);
        // A stop beyond all of the stake never triggers; the configuration lets it pass for leverage's sake.
        if (key == "stoploss" && value.is_number() && value.to_number<double>() < -1)
            found.push_back({path, "minimum", {}, {}, "stoploss: expected a number from -1 to below 0"});
        for (const auto& one : found) bad.push_back(at("value_error", key, one.text(), value));
    }
    if (!bad.empty()) throw validation_error{std::move(bad)};
    return changes;
}

} // namespace tremolo::api
