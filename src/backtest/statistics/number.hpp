// A number of a result that JSON tells with or without a point: freqtrade's results have 0 where there were no trades
// to make 0.0 of, and settings as they were configured. It counts as a double.
#pragma once
#include <boost/json/value.hpp>
#include <concepts>
#include <optional>
#include <string>

namespace tremolo::json {
class reader;
}

namespace tremolo::backtest {

class number {
  public:
    number() = default; // 0
    template <std::integral T>
    number(T value) : value_{static_cast<double>(value)} {}
    number(double value) : value_{value}, whole_{false} {}
    // Of a setting: 3 and 3.0 are told apart. `in` is a number.
    static number as_configured(const boost::json::value& in);
    // A figure that may be none: a nought without a point then.
    static number or_nought(std::optional<double> value) { return value ? number{*value} : number{}; }

    operator double() const { return value_; }
    bool whole() const { return whole_; }

  private:
    double value_ = 0;
    bool whole_ = true;
};
void json_write(std::string& out, const number& value);
[[nodiscard]] bool json_read(const boost::json::value& in, number& value, json::reader& r);

} // namespace tremolo::backtest
