// What a bot runs with, by the name that the rooms above the bot know. A backtest runs with the same
// (plugins/settings.hpp).
#pragma once
#include "plugins/settings.hpp"

namespace tremolo::bot {

using plugins::attributes_json;
using plugins::make_settings;
using plugins::settings;

// `present` with `changes` (keys of the configuration's top level) laid over its configuration. Throws
// configuration_error.
[[nodiscard]] std::shared_ptr<const settings>
changed_settings(const settings& present, const boost::json::object& changes, const strategy::strategy& subject);

} // namespace tremolo::bot
