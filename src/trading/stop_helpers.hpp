// Conversions that strategies use in custom_stoploss (ENGINE.md section 13). Pure functions. Test vectors: the
// `helpers` of tests/data/engine/stoploss_sequences.json.
#pragma once

namespace tremolo::trading {

// The stop as a distance from the current rate, for a stop wanted at `open_relative_stop` from the open rate. Never
// below 0; 1 where it is undefined. Ratios include leverage.
[[nodiscard]] double stoploss_from_open(double open_relative_stop, double current_profit, bool is_short = false,
                                        double leverage = 1);
// The same for a stop wanted at a price.
[[nodiscard]] double stoploss_from_absolute(double stop_rate, double current_rate, bool is_short = false,
                                            double leverage = 1);

} // namespace tremolo::trading
