// MarketCapPairList: the coins with the largest market capitalisation, by CoinGecko's ranking. While CoinGecko does not
// answer, the last ranking stays; the first one must be answered.
#include "plugins/kept_for.hpp"
#include "plugins/number_text.hpp"
#include "plugins/pairlists/coin_gecko.hpp"
#include "plugins/pairlists/coin_names.hpp"
#include "plugins/pairlists/makers.hpp"
#include <algorithm>
#include <boost/json.hpp>
#include <set>

namespace tremolo::plugins {

namespace {
namespace bj = boost::json;
constexpr std::int64_t day_s = 86400;
constexpr std::int64_t many_ranks = 250; // more take several questions

bj::object gecko_settings(const config::configuration& config) {
    const auto* section = config.raw.if_contains("coingecko");
    return section != nullptr && section->is_object() ? section->get_object() : bj::object{};
}

class market_cap_pair_list final : public handler {
  public:
    market_cap_pair_list(const surroundings& around, const blacklist& banned, const bj::object& keys)
        : handler{"MarketCapPairList", around, banned, keys}, mode_{options().text("mode", "whitelist")},
          number_{static_cast<std::int64_t>(options().number("number_assets", 30))},
          max_rank_{static_cast<std::int64_t>(options().number("max_rank", 30))},
          refresh_{static_cast<std::int64_t>(options().number("refresh_period", static_cast<double>(day_s)))} {
        if (mode_ != "whitelist" && mode_ != "blacklist") options().refuse("mode must be whitelist or blacklist.");
        if (mode_ == "whitelist" && !options().has("number_assets")) options().refuse("requires \"number_assets\".");
        if (max_rank_ < 1) options().refuse("requires max_rank to be >= 1");
        if (around.web == nullptr) options().refuse("the web cannot be asked from here.");
        gecko_.emplace(*around.web, around.clock, gecko_settings(*around.config));
        read_categories();
        if (max_rank_ > many_ranks)
            note(log_level::warning, fmt::format("The max rank you have set ({}) is quite high. This may lead to "
                                                 "coingecko API rate limit issues.",
                                                 max_rank_));
    }

    [[nodiscard]] std::string short_description() const override {
        return fmt::format("{} - {} pairs placed within top {} market cap.", name(),
                           mode_ == "whitelist" ? std::to_string(number_) : std::string{"blacklisting"}, max_rank_);
    }

    [[nodiscard]] std::vector<market::pair_name> generate(const market::ticker_map& tickers) override {
        const timestamp now = around().clock.now();
        if (const auto* known = generated_.at(now); known != nullptr && !known->empty()) return *known;
        return generated_.keep(filter(not_banned(stake_markets()), tickers), now, refresh_);
    }

    // Throws operational_error while there was no ranking at all.
    [[nodiscard]] std::vector<market::pair_name> filter(std::vector<market::pair_name> pairs,
                                                        const market::ticker_map& /*tickers*/) override {
        const auto& coins = ranking();
        const std::set<market::pair_name> given{pairs.begin(), pairs.end()};
        const auto active = stake_markets();
        const std::set<market::pair_name> markets{active.begin(), active.end()};
        std::string quote = stake_currency();
        if (config().trading_mode == config::trading_mode::futures) quote += ":" + stake_currency();
        std::vector<market::pair_name> found;
        std::set<market::pair_name> taken;
        for (std::size_t rank = 0; rank < coins.size() && rank < static_cast<std::size_t>(max_rank_); ++rank) {
            const auto pair = resolved(coins[rank] + "/" + quote, given, markets, taken);
            if (pair.empty()) continue;
            taken.insert(pair);
            found.push_back(pair);
            if (mode_ == "whitelist" && static_cast<std::int64_t>(found.size()) == number_) break;
        }
        if (mode_ == "whitelist") return found;
        std::erase_if(pairs, [&](const market::pair_name& pair) { return taken.contains(pair); });
        return pairs;
    }

  private:
    void read_categories() {
        const auto* given = options().find("categories");
        if (given == nullptr || given->is_null()) return;
        if (!given->is_array()) options().refuse("\"categories\" must be a list of texts");
        for (const auto& category : given->get_array()) {
            if (!category.is_string()) options().refuse("\"categories\" must be a list of texts");
            categories_.emplace_back(category.get_string());
        }
        if (categories_.empty()) return;
        std::vector<std::string> known;
        try {
            known = gecko_->category_ids();
        } catch (const web_failure& e) {
            throw operational_error{std::string{"MarketCapPairList: the categories cannot be checked: "} + e.what()};
        }
        for (const auto& category : categories_)
            if (std::find(known.begin(), known.end(), category) == known.end())
                options().refuse("Category " + category + " not in coingecko category list. You can choose from " +
                                 list_text(known));
    }

    // The name under which the coin is in the list: its own, or that of a lot of many coins. Empty: not there.
    [[nodiscard]] static market::pair_name resolved(const market::pair_name& pair,
                                                    const std::set<market::pair_name>& given,
                                                    const std::set<market::pair_name>& markets,
                                                    const std::set<market::pair_name>& taken) {
        if (taken.contains(pair)) return {};
        if (given.contains(pair)) return pair;
        if (markets.contains(pair)) return {};
        for (const std::string_view prefix : coin_prefixes)
            if (auto lot = std::string{prefix} + pair; given.contains(lot) && !taken.contains(lot)) return lot;
        return {};
    }

    [[nodiscard]] const std::vector<std::string>& ranking() {
        const timestamp now = around().clock.now();
        if (const auto* known = ranking_.at(now)) return *known;
        try {
            auto fresh = gecko_->largest(static_cast<std::size_t>(max_rank_), categories_);
            if (fresh.empty()) throw web_failure{"CoinGecko answers with an empty list."};
            last_ = std::move(fresh);
            return ranking_.keep(last_, now, refresh_);
        } catch (const web_failure& e) {
            if (last_.empty()) throw operational_error{std::string{"MarketCapPairList: "} + e.what()};
            note(log_level::warning, std::string{"MarketCapPairList keeps the last ranking: "} + e.what());
            return last_;
        }
    }

    std::string mode_;
    std::int64_t number_, max_rank_;
    std::chrono::seconds refresh_;
    std::vector<std::string> categories_;
    std::optional<coin_gecko> gecko_;
    std::vector<std::string> last_;
    kept_for<std::vector<std::string>> ranking_;
    kept_for<std::vector<market::pair_name>> generated_;
};
} // namespace

std::unique_ptr<handler> make_market_cap_pair_list(const surroundings& around, const blacklist& banned,
                                                   const boost::json::object& keys) {
    return std::make_unique<market_cap_pair_list>(around, banned, keys);
}

} // namespace tremolo::plugins
