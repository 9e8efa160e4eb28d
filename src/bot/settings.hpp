// What a bot runs with, by the name that the rooms above the bot know. A backtest runs with the same
// (plugins/settings.hpp).
#pragma once
#include "plugins/settings.hpp"

namespace tremolo::bot {

using plugins::attributes_json;
using plugins::make_settings;
using plugins::settings;

} // namespace tremolo::bot
