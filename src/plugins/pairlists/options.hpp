// Reads the keys of one entry of "pairlists"; a value of the wrong type is a configuration_error that names it.
#pragma once
#include <boost/json/object.hpp>
#include <optional>
#include <string>

namespace tremolo::plugins {

class pairlist_options {
  public:
    pairlist_options(std::string method, boost::json::object keys)
        : method_{std::move(method)}, keys_{std::move(keys)} {}

    [[nodiscard]] bool has(std::string_view key) const { return keys_.contains(key); }
    [[nodiscard]] std::optional<double> number(std::string_view key) const; // nothing: missing or null
    [[nodiscard]] double number(std::string_view key, double otherwise) const;
    [[nodiscard]] bool flag(std::string_view key, bool otherwise) const;
    [[nodiscard]] std::string text(std::string_view key, const std::string& otherwise) const;
    [[nodiscard]] const boost::json::value* find(std::string_view key) const { return keys_.if_contains(key); }
    [[nodiscard]] const std::string& method() const { return method_; }
    // Throws the configuration_error "METHOD: text".
    [[noreturn]] void refuse(const std::string& text) const;

  private:
    std::string method_;
    boost::json::object keys_;
};

// How far back a handler looks at candles: `lookback_days`, or `lookback_period` candles of `lookback_timeframe`.
struct lookback {
    std::string timeframe = "1d";
    std::int64_t period = 0; // candles; 0: none
};
struct lookback_rules {
    bool required = false;
    std::int64_t otherwise = 0; // candles when required and not given; 0: refuse
    std::size_t most = 1000;    // what the exchange gives in one answer
};
// Throws configuration_error for contradictions.
[[nodiscard]] lookback read_lookback(const pairlist_options& options, const lookback_rules& rules);

} // namespace tremolo::plugins
