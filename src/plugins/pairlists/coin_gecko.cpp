#include "plugins/pairlists/coin_gecko.hpp"
#include "base/version.hpp"
#include "json/parse.hpp"
#include <algorithm>
#include <boost/json.hpp>
#include <cctype>
#include <fmt/format.h>

namespace tremolo::plugins {

namespace {
namespace bj = boost::json;
constexpr std::size_t page_coins = 250;
constexpr std::chrono::seconds leave_alone{60};
constexpr std::chrono::milliseconds patience{120'000};

std::string text_of(const bj::object& from, std::string_view key) {
    const auto* value = from.if_contains(key);
    return value != nullptr && value->is_string() ? std::string{value->get_string()} : std::string{};
}

double market_cap_of(const bj::object& coin) {
    const auto* value = coin.if_contains("market_cap");
    return value != nullptr && value->is_number() ? value->to_number<double>() : 0;
}

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) != 0 || c == '-' || c == '_' || c == '.' || c == '~')
            out += c;
        else
            out += fmt::format("%{:02X}", byte);
    }
    return out;
}
} // namespace

coin_gecko::coin_gecko(web& web, const clock& clock, const bj::object& settings)
    : web_{&web}, clock_{&clock}, base_{"https://api.coingecko.com/api/v3/"} {
    headers_.emplace_back("User-Agent", fmt::format("Tremolo/{}", program_version));
    const auto key = text_of(settings, "api_key");
    if (key.empty()) return;
    const auto* demo = settings.if_contains("is_demo");
    if (demo != nullptr && demo->is_bool() && !demo->get_bool()) {
        base_ = "https://pro-api.coingecko.com/api/v3/";
        headers_.emplace_back("x-cg-pro-api-key", key);
    } else {
        headers_.emplace_back("x-cg-demo-api-key", key);
    }
}

bj::array coin_gecko::ask(const std::string& path_and_query) {
    const timestamp now = clock_->now();
    if (not_before_ && now < *not_before_ && now + leave_alone * 60 > *not_before_)
        throw web_failure{"CoinGecko is left alone for a while."};
    const auto fail = [&](const std::string& why, std::chrono::seconds pause) -> web_failure {
        not_before_ = now + pause;
        return web_failure{"CoinGecko " + why};
    };
    web_answer answer;
    try {
        answer = web_->get({base_ + path_and_query, headers_, patience});
    } catch (const web_failure& e) { throw fail(std::string{"cannot be reached: "} + e.what(), leave_alone); }
    if (answer.status != 200)
        throw fail(
            fmt::format("answers with status {}{}.", answer.status, answer.status == 429 ? " (asked too often)" : ""),
            std::clamp(answer.retry_after.value_or(leave_alone), leave_alone, leave_alone * 60));
    auto read = json::parse(answer.body);
    if (!read || !read.value.is_array()) throw fail("does not answer with a list.", leave_alone);
    return std::move(read.value.get_array());
}

std::vector<std::string> coin_gecko::largest(std::size_t count, const std::vector<std::string>& categories) {
    constexpr std::string_view query =
        "coins/markets?vs_currency=usd&order=market_cap_desc&per_page=250&sparkline=false&locale=en";
    struct coin {
        std::string symbol;
        double market_cap;
    };
    std::vector<coin> coins;
    const auto add = [&](const bj::array& rows) {
        for (const auto& row : rows) {
            if (!row.is_object()) continue;
            auto symbol = text_of(row.get_object(), "symbol");
            std::transform(symbol.begin(), symbol.end(), symbol.begin(),
                           [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
            if (!symbol.empty()) coins.push_back({std::move(symbol), market_cap_of(row.get_object())});
        }
    };
    if (categories.empty()) {
        const std::size_t pages = (count + page_coins - 1) / page_coins;
        for (std::size_t page = 1; page <= pages; ++page) add(ask(fmt::format("{}&page={}", query, page)));
    }
    for (const auto& category : categories) {
        const auto only = category.empty() ? std::string{} : "&category=" + escaped(category);
        add(ask(fmt::format("{}&page=1{}", query, only)));
    }
    std::stable_sort(coins.begin(), coins.end(),
                     [](const coin& a, const coin& b) { return a.market_cap > b.market_cap; });
    std::vector<std::string> symbols;
    for (auto& one : coins) symbols.push_back(std::move(one.symbol));
    return symbols;
}

std::vector<std::string> coin_gecko::category_ids() {
    std::vector<std::string> ids;
    for (const auto& row : ask("coins/categories/list"))
        if (row.is_object()) ids.push_back(text_of(row.get_object(), "category_id"));
    return ids;
}

} // namespace tremolo::plugins
