// A strategy as the API shows it.
#pragma once
#include "rpc/schema/info.hpp"
#include "strategy/loader.hpp"

namespace tremolo::rpc {

[[nodiscard]] std::vector<schema::strategy_parameter> parameters_of(const strategy::strategy& subject);

// GET /strategy/{name} of one that is there.
[[nodiscard]] schema::strategy_response description_of(const strategy::loaded_strategy& subject);

// A declared plot configuration with both of its parts; {} for "".
[[nodiscard]] schema::plot_config_answer plot_config_of(const std::string& declared);

} // namespace tremolo::rpc
