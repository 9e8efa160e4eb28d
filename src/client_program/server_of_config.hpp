// The bot that a configuration file describes, from its api_server section.
#pragma once
#include "client/address.hpp"
#include <string>

namespace tremolo::client_program {

// `url`, where it is given, else the file's address and credentials; an unset address is 127.0.0.1:8080. Throws error
// when the file is missing or no configuration.
[[nodiscard]] client::address server_of(const std::string& config_file, const std::string& url);

} // namespace tremolo::client_program
