// A strategy as the API shows it.
#pragma once
#include "rpc/schema/info.hpp"
#include "strategy/strategy.hpp"

namespace tremolo::rpc {

[[nodiscard]] std::vector<schema::strategy_parameter> parameters_of(const strategy::strategy& subject);

// A declared plot configuration with both of its parts; {} for "".
[[nodiscard]] schema::plot_config_answer plot_config_of(const std::string& declared);

} // namespace tremolo::rpc
