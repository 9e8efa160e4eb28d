// A link of the chain that makes the whitelist (ENGINE.md section 23): the first generates pairs, the others filter and
// sort what they are given. One file per handler; registry.cpp names them all.
#pragma once
#include "base/log.hpp"
#include "config/configuration.hpp"
#include "exchange/exchange.hpp"
#include "plugins/once.hpp"
#include "plugins/pairlists/options.hpp"
#include "plugins/web.hpp"
#include <functional>
#include <memory>

namespace tremolo::plugins {

class blacklist;

// How a pair did in the trades closed since some time: PerformanceFilter.
struct pair_performance {
    market::pair_name pair;
    double profit_ratio = 0;
    std::int64_t count = 0;
};

// What handlers may use. The references outlive the chain.
struct surroundings {
    exchange::exchange& exchange;
    std::shared_ptr<const config::configuration> config;
    const tremolo::clock& clock;
    logger log{};
    std::function<std::size_t()> open_trade_count{};
    std::function<std::vector<pair_performance>(timestamp closed_since)> performance{};
    std::uint64_t seed = 1; // of ShuffleFilter
    // Pairs that another bot was last heard to trade: ProducerPairList.
    std::function<std::vector<market::pair_name>(const std::string& producer)> producer_pairs{};
    plugins::web* web = nullptr; // null: lists that need it are refused
};

// Seconds that generators keep their list when the configuration does not say.
inline constexpr std::int64_t default_refresh_s = 1800;

class handler {
  public:
    handler(std::string name, const surroundings& around, const blacklist& banned, const boost::json::object& keys);
    virtual ~handler() = default;
    handler(const handler&) = delete;
    handler& operator=(const handler&) = delete;

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] virtual std::string short_description() const = 0;
    [[nodiscard]] virtual bool needs_tickers() const { return false; }
    // As the first of the chain. Throws configuration_error when the handler cannot be that.
    [[nodiscard]] virtual std::vector<market::pair_name> generate(const market::ticker_map& tickers);
    // As a later one; by default keeps the pairs that `keeps` says yes to.
    [[nodiscard]] virtual std::vector<market::pair_name> filter(std::vector<market::pair_name> pairs,
                                                                const market::ticker_map& tickers);

  protected:
    [[nodiscard]] virtual bool keeps(const market::pair_name& pair, const market::ticker* ticker);
    // Pairs that can be traded here and now: known, of this trading mode, in stake currency, active, none twice.
    [[nodiscard]] std::vector<market::pair_name> only_active(const std::vector<market::pair_name>& pairs);
    // All that only_active would keep, as the exchange lists them.
    [[nodiscard]] std::vector<market::pair_name> stake_markets() const;
    // Without blacklisted pairs; nothing at all when the blacklist is not valid, which the chain reports at its end.
    [[nodiscard]] std::vector<market::pair_name> not_banned(std::vector<market::pair_name> pairs) const;
    [[nodiscard]] const surroundings& around() const { return around_; }
    [[nodiscard]] const blacklist& banned() const { return banned_; }
    [[nodiscard]] const pairlist_options& options() const { return options_; }
    [[nodiscard]] const config::configuration& config() const { return *around_.config; }
    [[nodiscard]] std::string stake_currency() const { return config().stake_currency.value_or(""); }
    void note(log_level level, const std::string& text); // once per refresh_period

  private:
    std::string name_;
    surroundings around_;
    const blacklist& banned_;
    pairlist_options options_;
    said_once said_;
};

// Of the configured trading mode, and with a tick that doubles can express.
[[nodiscard]] bool is_tradable(const market::market_info& market, config::trading_mode mode,
                               const exchange::traits& traits);
[[nodiscard]] std::vector<market::pair_name> tradable_pairs(const exchange::exchange& exchange,
                                                            config::trading_mode mode);

} // namespace tremolo::plugins
