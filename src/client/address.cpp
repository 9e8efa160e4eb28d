#include "client/address.hpp"
#include "base/base64.hpp"
#include "base/error.hpp"
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <fmt/format.h>

namespace tremolo::client {

address parse_address(std::string_view url) {
    const auto parsed = boost::urls::parse_uri({url.data(), url.size()});
    // Boost reads "http://bot:x" as an empty port and the path "x".
    if (!parsed || std::string_view{parsed->scheme()} != "http" || parsed->encoded_host().empty() ||
        parsed->has_query() || parsed->has_fragment() || !(parsed->path() + '/').starts_with('/'))
        throw error{
            fmt::format("\"{}\" is no address of a bot: expected http://[user:password@]host[:port][/path].", url)};
    address found;
    found.host = parsed->host_address();
    if (parsed->has_port()) found.port = parsed->port_number();
    found.user = parsed->user();
    found.password = parsed->password();
    found.base_path = parsed->path();
    while (found.base_path.ends_with('/')) found.base_path.pop_back();
    return found;
}

std::string shown(const address& server) {
    const bool is_v6 = server.host.find(':') != std::string::npos;
    return fmt::format("http://{}{}{}:{}{}", is_v6 ? "[" : "", server.host, is_v6 ? "]" : "", server.port,
                       server.base_path);
}

std::string authorization(const address& server) {
    return server.user.empty() ? "" : "Basic " + base64_encoded(server.user + ":" + server.password);
}

} // namespace tremolo::client
