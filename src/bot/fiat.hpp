// What the stake currency is worth in the currency that the trader counts in (fiat_display_currency). Only for show:
// no decision hangs on it, so nobody waits for it and a price that is hours old will do.
#pragma once
#include "base/clock.hpp"
#include "base/log.hpp"
#include "plugins/web.hpp"
#include <boost/json/object.hpp>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace tremolo::bot {

class fiat_source {
  public:
    virtual ~fiat_source() = default;
    // Price of one `coin` in `fiat`, both in capital letters; nothing while it is not known. Never waits. From any
    // thread.
    [[nodiscard]] virtual std::optional<double> rate(const std::string& coin, const std::string& fiat) = 0;
};

// Prices that are given once, by "COIN/FIAT": for tests and for those who are offline.
class fixed_fiat_rates final : public fiat_source {
  public:
    explicit fixed_fiat_rates(std::map<std::string, double> rates) : rates_{std::move(rates)} {}
    [[nodiscard]] std::optional<double> rate(const std::string& coin, const std::string& fiat) override;

  private:
    std::map<std::string, double> rates_;
};

// CoinGecko's public API, asked by a thread of its own. A price is kept for six hours; after a failure CoinGecko is
// left alone, first for a minute, then longer each time, and the last known price stays.
class coin_gecko_fiat_rates final : public fiat_source {
  public:
    // `settings`: the section "coingecko" of the configuration (api_key, is_demo), or an empty object. `machine`: the
    // clock of this machine.
    coin_gecko_fiat_rates(std::shared_ptr<plugins::web> web, const clock& machine, const boost::json::object& settings,
                          logger log);
    ~coin_gecko_fiat_rates() override;
    [[nodiscard]] std::optional<double> rate(const std::string& coin, const std::string& fiat) override;

  private:
    struct insides;
    std::unique_ptr<insides> in_;
};

// By the configuration: the fixed prices of "fiat_rates" where that is given, else CoinGecko; null without
// fiat_display_currency or without a web. Throws configuration_error where "fiat_rates" is no table of prices.
[[nodiscard]] std::shared_ptr<fiat_source> make_fiat_source(const boost::json::object& configuration,
                                                            std::shared_ptr<plugins::web> web, const clock& machine,
                                                            const logger& log);

} // namespace tremolo::bot
