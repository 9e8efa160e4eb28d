// Settings from environment variables: FREQTRADE__SECTION__KEY=value, typed as freqtrade types them.
#pragma once
#include "base/log.hpp"
#include <boost/json/object.hpp>
#include <map>
#include <string>

namespace tremolo::config {

using environment = std::map<std::string, std::string>;

// The variables of this process.
[[nodiscard]] environment process_environment();

// The settings that the variables set. Names are lower-cased, but the last part below the ccxt_config sections of
// `exchange`. Values: int, float, true/t/false/f, a JSON list, else text; CHAT_ID and PASSWORD, spelt so, stay text.
// Throws configuration_error where one variable's value is another's section. Logs names, never values.
[[nodiscard]] boost::json::object environment_settings(const environment& variables, const logger& log = {});

// The type that the text of a variable gets.
[[nodiscard]] boost::json::value typed_variable(std::string_view text);

} // namespace tremolo::config
