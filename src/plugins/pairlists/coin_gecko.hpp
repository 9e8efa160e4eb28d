// Coins by market capitalisation, asked from CoinGecko. Answers are not kept here, but when it asks us to slow down, or
// does not answer, it is left alone for a while.
#pragma once
#include "base/clock.hpp"
#include "plugins/web.hpp"
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <optional>

namespace tremolo::plugins {

class coin_gecko {
  public:
    // `settings`: the section "coingecko" of the configuration, or an empty object.
    coin_gecko(web& web, const clock& clock, const boost::json::object& settings);

    // Symbols in capital letters, largest market first. Without categories the first `count` coins, else the up to 250
    // first ones of each category. Throws web_failure, also while it wants to be left alone.
    [[nodiscard]] std::vector<std::string> largest(std::size_t count, const std::vector<std::string>& categories);
    // Throws web_failure.
    [[nodiscard]] std::vector<std::string> category_ids();

  private:
    [[nodiscard]] boost::json::array ask(const std::string& path_and_query);

    web* web_;
    const clock* clock_;
    std::string base_;
    std::vector<std::pair<std::string, std::string>> headers_;
    std::optional<timestamp> not_before_;
};

} // namespace tremolo::plugins
