// Settings that may be shown: every secret replaced with "REDACTED".
#pragma once
#include <boost/json/object.hpp>
#include <string>
#include <string_view>

namespace tremolo::config {

// Secrets are the keys that the schema calls so, and every key whose name says so (password, secret, token, apiKey
// ...), wherever it stands; passwords inside database addresses too.
[[nodiscard]] boost::json::object redacted(const boost::json::object& settings);

// "postgresql://user:*****@host/db": a database address without its password.
[[nodiscard]] std::string without_password(std::string_view url);

} // namespace tremolo::config
