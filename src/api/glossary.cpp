#include "api/glossary.hpp"
#include "api/glossary_words.hpp"
#include <algorithm>
#include <iterator>
#include <string>

namespace tremolo::api {

namespace {

constexpr std::string_view unknown_at_times[] = {"OpenTradeSchema.current_rate",   "Profit.profit_all_coin",
                                                 "Profit.profit_all_fiat",         "Profit.profit_all_percent",
                                                 "Profit.profit_all_percent_mean", "Profit.profit_all_percent_sum",
                                                 "Profit.profit_all_ratio",        "Profit.profit_all_ratio_mean",
                                                 "Profit.profit_all_ratio_sum",    "Profit.profit_factor"};

std::string_view text_of(std::string_view name) {
    for (const auto words : {words_of_trading(), words_beside_trading()}) {
        const auto found = std::ranges::lower_bound(words, name, {}, &meaning::name);
        if (found != words.end() && found->name == name) return found->text;
    }
    return {};
}

} // namespace

std::string_view meaning_of(std::string_view schema, std::string_view field) {
    const auto own = text_of(std::string{schema} + '.' + std::string{field});
    return own.empty() ? text_of(field) : own;
}

bool may_be_unknown(std::string_view schema, std::string_view field) {
    return std::ranges::find(unknown_at_times, std::string{schema} + '.' + std::string{field}) !=
           std::end(unknown_at_times);
}

void add_meanings(boost::json::object& schemas) {
    for (auto& [name, schema] : schemas) {
        auto* members = schema.as_object().if_contains("properties");
        if (!members) continue;
        for (auto& [field, about] : members->as_object()) {
            auto& described = about.as_object();
            const auto text = meaning_of(name, field);
            if (!described.contains("description") && !text.empty()) described["description"] = text;
            if (may_be_unknown(name, field) && described.contains("type")) {
                // Taken first: the new key may move what is there.
                const boost::json::value type = described.at("type");
                described.erase("type");
                described["anyOf"] = {{{"type", type}}, {{"type", "null"}}};
            }
        }
    }
}

} // namespace tremolo::api
