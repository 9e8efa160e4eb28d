#include "api/auth.hpp"
#include "api/failures.hpp"

namespace tremolo::api {

namespace {

struct credentials {
    std::string scheme; // lower case
    std::string_view parameter;
};

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

std::optional<credentials> credentials_of(const http::request& request) {
    const auto header = request.header("authorization");
    if (!header || header->empty()) return std::nullopt;
    const auto blank = header->find(' ');
    credentials found;
    for (const char c : header->substr(0, blank))
        found.scheme += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (blank != std::string_view::npos) found.parameter = trimmed(header->substr(blank + 1));
    return found;
}

struct name_and_password {
    std::string name;
    std::string password;
};

detail_error not_authenticated() { return {401, "Not authenticated", "www-authenticate", "Basic"}; }
detail_error bad_token() { return {401, "Could not validate credentials", "www-authenticate", "Bearer"}; }

// Nothing when the request does not use the Basic scheme; throws for a parameter that cannot be read.
std::optional<name_and_password> basic_of(const std::optional<credentials>& given) {
    if (!given || given->scheme != "basic") return std::nullopt;
    const auto text = base64_decoded(given->parameter);
    const auto is_ascii = [](std::string_view t) {
        return std::all_of(t.begin(), t.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    };
    if (!text || !is_ascii(*text)) throw not_authenticated();
    const auto colon = text->find(':');
    if (colon == std::string::npos) throw not_authenticated();
    return name_and_password{text->substr(0, colon), text->substr(colon + 1)};
}

bool matches(const name_and_password& given, const access_keys& keys) {
    const bool name = same_text(given.name, keys.username);
    const bool password = same_text(given.password, keys.password.reveal());
    return name && password;
}

std::string_view bearer_of(const std::optional<credentials>& given) {
    return given && given->scheme == "bearer" ? given->parameter : std::string_view{};
}

} // namespace

boost::json::value authenticator::user_of(const http::request& request) const {
    const auto given = credentials_of(request);
    const auto basic = basic_of(given);
    if (const auto token = bearer_of(given); !token.empty()) {
        auto user = user_of_token(token, keys_.jwt_secret_key, token_kind::access, clock_.now());
        if (!user) throw bad_token();
        return std::move(*user);
    }
    if (!basic || !matches(*basic, keys_)) throw detail_error{401, "Unauthorized"};
    return boost::json::string{basic->name};
}

token_pair authenticator::login(const http::request& request) const {
    const auto basic = basic_of(credentials_of(request));
    if (!basic) throw not_authenticated();
    if (!matches(*basic, keys_)) throw detail_error{401, "Incorrect username or password"};
    const boost::json::value user = boost::json::string{basic->name};
    const auto now = clock_.now();
    return {issue_token(keys_.jwt_secret_key, user, token_kind::access, now),
            issue_token(keys_.jwt_secret_key, user, token_kind::refresh, now)};
}

std::string authenticator::refresh(const http::request& request) const {
    const auto now = clock_.now();
    const auto user = user_of_token(bearer_of(credentials_of(request)), keys_.jwt_secret_key, token_kind::refresh, now);
    if (!user) throw bad_token();
    return issue_token(keys_.jwt_secret_key, *user, token_kind::access, now);
}

bool authenticator::opens_websocket(std::string_view token) const {
    if (token.empty()) return false;
    bool known = false;
    for (const auto& one : keys_.ws_tokens) known = same_text(token, one.reveal()) || known;
    return known || user_of_token(token, keys_.jwt_secret_key, token_kind::access, clock_.now()).has_value();
}

} // namespace tremolo::api
