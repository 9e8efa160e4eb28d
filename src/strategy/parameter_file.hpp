// The `.json` beside a strategy's file, as freqtrade's hyperopt writes it: values of parameters by space, and roi, stop
// loss, trailing and max_open_trades, which go before what the strategy declares.
#pragma once
#include "strategy/strategy.hpp"
#include <filesystem>

namespace tremolo::strategy {

struct parameter_file {
    std::filesystem::path path;
    std::optional<roi_table> minimal_roi;
    std::optional<double> stoploss;
    std::optional<double> max_open_trades;
    std::optional<bool> trailing_stop;
    std::optional<double> trailing_stop_positive;
    bool trailing_stop_positive_is_null = false;
    std::optional<double> trailing_stop_positive_offset;
    std::optional<bool> trailing_only_offset_is_reached;
    std::map<std::string, std::map<std::string, parameter_value>> spaces; // space -> parameter -> value
};

struct parameter_file_result {
    std::optional<parameter_file> file; // nothing when there is none, or it is no JSON
    std::string warning;                // why it is not used
};
// Looks beside `source`. Throws configuration_error for a file of another strategy, and for values of a wrong type.
[[nodiscard]] parameter_file_result read_parameter_file(const std::filesystem::path& source,
                                                        const std::string& strategy_name);
// Sets attributes and parameters. Returns notes for the log (a value for a parameter that is not to be loaded).
// Throws configuration_error, naming file and parameter, for a value that the parameter cannot take.
std::vector<std::string> apply(const parameter_file& file, strategy& subject);

} // namespace tremolo::strategy
