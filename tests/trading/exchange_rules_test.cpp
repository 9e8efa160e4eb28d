// What is known of single exchanges, held against what freqtrade's own functions answered (data/exchange_rules.json).
#include "tests/trading/vectors.hpp"
#include "trading/exchange_rules.hpp"
#include "trading/liquidation.hpp"
#include "trading/wallets.hpp"

namespace {

using namespace tremolo;
using namespace tremolo::trading;
using namespace trading_vectors;

boost::json::value recorded() {
    return testing_support::read_json(std::filesystem::path{TREMOLO_SOURCE} / "tests/trading/data/exchange_rules.json");
}

std::optional<double> maybe(const boost::json::value& v) {
    if (v.is_null()) return {};
    return v.to_number<double>();
}

TEST(exchange_rules, refuse_the_modes_that_freqtrade_refuses_in_its_words) {
    const std::pair<std::string, market::trading_mode> trading[] = {{"spot", market::trading_mode::spot},
                                                                    {"margin", market::trading_mode::margin},
                                                                    {"futures", market::trading_mode::futures}};
    const std::pair<std::string, market::margin_mode> margins[] = {{"", market::margin_mode::none},
                                                                   {"isolated", market::margin_mode::isolated},
                                                                   {"cross", market::margin_mode::cross}};
    std::size_t refusals = 0;
    const auto document = recorded();
    for (const auto& row : document.at("modes").as_array()) {
        const std::string id{row.at(0).as_string()};
        for (const auto& [trading_text, mode] : trading)
            for (const auto& [margin_text, margin] : margins) {
                const auto* refusal = row.at(1).as_object().if_contains(trading_text + " " + margin_text);
                const auto found = refused_modes(id, mode, margin);
                ASSERT_EQ(found.has_value(), refusal != nullptr) << id << " " << trading_text << " " << margin_text;
                if (refusal == nullptr) continue;
                ++refusals;
                EXPECT_EQ(*found, std::string_view{refusal->as_string()});
            }
    }
    EXPECT_GT(refusals, 600U);
    EXPECT_EQ(refused_modes("OKX", market::trading_mode::futures, market::margin_mode::isolated), std::nullopt);
    EXPECT_EQ(refused_modes("simulated", market::trading_mode::futures, market::margin_mode::cross), std::nullopt);
    EXPECT_EQ(refused_modes("nowhere", market::trading_mode::futures, market::margin_mode::isolated),
              "Freqtrade does not support 'isolated' 'futures' on Nowhere.");
}

TEST(exchange_rules, liquidate_at_the_prices_of_each_exchange_whatever_fee_its_market_tells) {
    const auto tiers_by_pair = engine("liquidation.json").at("tiers").as_object();
    const auto document = recorded();
    for (const auto& entry : document.at("liquidation").as_array()) {
        const auto& row = entry.as_array();
        const auto rules = rules_of(std::string_view{row[0].as_string()});
        const auto tiers = tiers_of(tiers_by_pair.at(row[1].as_string()));
        const auto stake = row[6].to_number<double>();
        const position p{row[2].as_bool(),
                         row[5].to_number<double>(),
                         row[4].to_number<double>(),
                         stake,
                         row[3].to_number<double>(),
                         tiers,
                         40};
        EXPECT_EQ(raw_liquidation_price(rules.liquidation, p, stake, liquidation_taker_fee(rules, maybe(row[7]))),
                  row[8].to_number<double>())
            << entry;
    }
    EXPECT_GT(document.at("liquidation").as_array().size(), 250U);
}

TEST(exchange_rules, bound_stakes_and_leverage_as_each_exchange_does) {
    const auto tiers_by_pair = engine("liquidation.json").at("tiers").as_object();
    market::market_info market;
    market.limits = {{0.001, 900.0}, {}, {5.0, 20000.0}, {1.0, 40.0}};
    const auto document = recorded();
    for (const auto& entry : document.at("stakes").as_array()) {
        const auto& row = entry.as_array();
        const auto rules = rules_of(std::string_view{row[0].as_string()});
        const bool futures = row[1].as_string() == "futures";
        std::vector<market::leverage_tier> tiers;
        if (const auto* known = tiers_by_pair.if_contains(row[2].as_string()); known != nullptr && futures)
            tiers = tiers_of(*known);
        EXPECT_EQ(market_stake_limits(rules, market, tiers, 20, 0, row[3].to_number<double>()).largest,
                  maybe(row[4]).value_or(std::numeric_limits<double>::infinity()))
            << entry;
        if (!futures) continue;
        EXPECT_EQ(max_leverage(rules, market, tiers, 100), row[5].to_number<double>()) << entry;
    }
    EXPECT_GT(document.at("stakes").as_array().size(), 60U);
}

} // namespace
