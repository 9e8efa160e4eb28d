#include "trading/stop_helpers.hpp"
#include <algorithm>

namespace tremolo::trading {

double stoploss_from_open(double open_relative_stop, double current_profit, bool is_short, double leverage) {
    const double profit = current_profit / leverage;
    const double stop = open_relative_stop / leverage;
    if (profit == (is_short ? 1.0 : -1.0)) return 1;
    const double distance = is_short ? -1 + ((1 - stop) / (1 - profit)) : 1 - ((1 + stop) / (1 + profit));
    return std::max(distance * leverage, 0.0);
}

double stoploss_from_absolute(double stop_rate, double current_rate, bool is_short, double leverage) {
    if (current_rate == 0) return 1;
    const double distance = 1 - stop_rate / current_rate;
    return std::max(is_short ? -distance : distance, 0.0) * leverage;
}

} // namespace tremolo::trading
