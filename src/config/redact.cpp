#include "config/redact.hpp"
#include "config/schema.hpp"
#include <algorithm>

namespace tremolo::config {
namespace bj = boost::json;

namespace {
constexpr std::string_view replacement = "REDACTED";

// Lower case, without underscores: api_key, apiKey and API-KEY are one.
std::string plain_name(std::string_view key) {
    std::string out;
    for (const char c : key)
        if (c != '_' && c != '-') out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return out;
}

bool sounds_secret(std::string_view key) {
    const auto name = plain_name(key);
    constexpr std::string_view parts[] = {"password", "passwd", "secret", "token", "apikey", "privatekey"};
    constexpr std::string_view names[] = {"uid", "accountid", "walletaddress", "authorization", "mnemonic", "chatid"};
    return std::ranges::any_of(parts, [&](auto part) { return name.find(part) != std::string::npos; }) ||
           std::ranges::find(names, name) != std::end(names);
}

void redact(const schema* rules, bj::value& value) {
    if (auto* items = value.if_array())
        for (auto& item : *items) redact(rules == nullptr || rules->items.empty() ? nullptr : &rules->items[0], item);
    auto* section = value.if_object();
    if (section == nullptr) return;
    for (auto& item : *section) {
        const std::string_view key{item.key().data(), item.key().size()};
        const auto* member = rules == nullptr ? nullptr : rules->find(key);
        const bool hidden = member != nullptr ? member->hidden : sounds_secret(key);
        if (hidden)
            item.value() = bj::string_view{replacement.data(), replacement.size()};
        else
            redact(member, item.value());
        if (key == "db_url" && item.value().is_string())
            item.value() = without_password(std::string_view{item.value().get_string()});
    }
}
} // namespace

bj::object redacted(const bj::object& settings) {
    bj::value copy(settings);
    redact(&configuration_schema(), copy);
    return std::move(copy.get_object());
}

std::string without_password(std::string_view url) {
    const auto scheme = url.find("://");
    if (scheme == std::string_view::npos) return std::string{url};
    const auto start = scheme + 3;
    const auto at = url.rfind('@'); // a password may hold any character
    if (at == std::string_view::npos || at < start) return std::string{url};
    const auto colon = url.find(':', start);
    if (colon == std::string_view::npos || colon > at) return std::string{url};
    return std::string{url.substr(0, colon + 1)} + "*****" + std::string{url.substr(at)};
}

} // namespace tremolo::config
