#include "client_program/server_of_config.hpp"
#include "base/error.hpp"
#include "config/files.hpp"
#include <boost/json.hpp>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <sstream>

namespace tremolo::client_program {

namespace {

namespace bj = boost::json;

std::string text(const bj::object& section, const char* key, std::string otherwise = "") {
    const auto* value = section.if_contains(key);
    return value != nullptr && value->is_string() ? std::string{std::string_view{value->get_string()}} : otherwise;
}

std::string first_token(const bj::object& section) {
    const auto* value = section.if_contains("ws_token");
    if (value != nullptr && value->is_array() && !value->get_array().empty() && value->get_array().front().is_string())
        return std::string{std::string_view{value->get_array().front().get_string()}};
    return text(section, "ws_token");
}

} // namespace

client::address server_of(const std::string& config_file, const std::string& url) {
    if (!url.empty()) return client::parse_address(url);
    std::ifstream file{config_file};
    if (!file) throw error{fmt::format("Could not load config file {}.", config_file)};
    std::ostringstream content;
    content << file.rdbuf();
    const auto settings = config::parse_with_comments(content.str(), config_file);
    client::address server;
    const auto* section = settings.is_object() ? settings.get_object().if_contains("api_server") : nullptr;
    if (section == nullptr || !section->is_object()) return server;
    const auto& api = section->get_object();
    server.host = text(api, "listen_ip_address", server.host);
    // An address that means "all" to a server is this machine to a client.
    if (server.host == "0.0.0.0") server.host = "127.0.0.1";
    if (server.host == "::") server.host = "::1";
    if (const auto* port = api.if_contains("listen_port"); port != nullptr && port->is_int64())
        server.port = static_cast<std::uint16_t>(port->get_int64());
    server.base_path = text(api, "base_path");
    server.user = text(api, "username");
    server.password = text(api, "password");
    server.ws_token = first_token(api);
    return server;
}

} // namespace tremolo::client_program
