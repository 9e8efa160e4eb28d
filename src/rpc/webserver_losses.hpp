// One number for how good a backtest was, the smaller the better: freqtrade's loss functions, by their names, computed
// from a finished result.
#pragma once
#include "backtest/statistics/result.hpp"
#include <span>
#include <string_view>

namespace tremolo::rpc::webserver {

struct loss_function {
    std::string_view name;
    std::string_view description;
    double (*of)(const backtest::strategy_result& result) = nullptr;
};
// By name.
[[nodiscard]] std::span<const loss_function> loss_functions();
// What the function says of a result; of one without trades, 100,000, as freqtrade's optimisation has it.
[[nodiscard]] double loss(const loss_function& function, const backtest::strategy_result& result);

} // namespace tremolo::rpc::webserver
