#include "api/auth.hpp"
#include "api/failures.hpp"

namespace tremolo::api {

struct authenticator::credentials {
    std::string name;
    std::string password;
};

namespace {

struct header_credentials {
    std::string scheme; // lower case
    std::string_view parameter;
};

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

std::optional<header_credentials> credentials_of(const http::request& request) {
    const auto header = request.header("authorization");
    if (!header || header->empty()) return std::nullopt;
    const auto blank = header->find(' ');
    header_credentials found;
    for (const char c : header->substr(0, blank))
        found.scheme += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (blank != std::string_view::npos) found.parameter = trimmed(header->substr(blank + 1));
    return found;
}

detail_error not_authenticated() { return {401, "Not authenticated", "www-authenticate", "Basic"}; }
detail_error bad_token() { return {401, "Could not validate credentials", "www-authenticate", "Bearer"}; }

// Nothing when the request does not use the Basic scheme; throws for a parameter that cannot be read.
template <class Credentials>
std::optional<Credentials> basic_of(const std::optional<header_credentials>& given) {
    if (!given || given->scheme != "basic") return std::nullopt;
    const auto text = base64_decoded(given->parameter);
    const auto is_ascii = [](std::string_view t) {
        return std::all_of(t.begin(), t.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    };
    if (!text || !is_ascii(*text)) throw not_authenticated();
    const auto colon = text->find(':');
    if (colon == std::string::npos) throw not_authenticated();
    return Credentials{text->substr(0, colon), text->substr(colon + 1)};
}

std::string_view bearer_of(const std::optional<header_credentials>& given) {
    return given && given->scheme == "bearer" ? given->parameter : std::string_view{};
}

} // namespace

// Both are compared whole, whatever the first comparison says. Who has to wait is not even compared.
bool authenticator::accepts(const http::request& request, const credentials& given) const {
    const auto& address = request.peer().address;
    if (const auto wait = guard_.wait_of(address); wait.count() > 0)
        throw detail_error{429, "Too many failed logins. Try again later.", "retry-after",
                           std::to_string(wait.count())};
    const bool name = same_text(given.name, keys_.username);
    const bool password = same_text(given.password, keys_.password.reveal());
    if (name && password)
        guard_.succeeded(address);
    else
        guard_.failed(address);
    return name && password;
}

boost::json::value authenticator::user_of(const http::request& request) const {
    const auto given = credentials_of(request);
    const auto basic = basic_of<credentials>(given);
    if (const auto token = bearer_of(given); !token.empty()) {
        auto user = user_of_token(token, keys_.jwt_secret_key, token_kind::access, clock_.now());
        if (!user) throw bad_token();
        return std::move(*user);
    }
    if (!basic || !accepts(request, *basic)) throw detail_error{401, "Unauthorized"};
    return boost::json::string{basic->name};
}

token_pair authenticator::login(const http::request& request) const {
    const auto basic = basic_of<credentials>(credentials_of(request));
    if (!basic) throw not_authenticated();
    if (!accepts(request, *basic)) throw detail_error{401, "Incorrect username or password"};
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

bool authenticator::opens_websocket(std::string_view token, const std::string& address) const {
    if (token.empty()) return false;
    if (user_of_token(token, keys_.jwt_secret_key, token_kind::access, clock_.now())) return true;
    const bool is_guess = !is_signed_with(keys_.jwt_secret_key, token); // one that has expired is none
    if (const auto wait = token_guard_.wait_of(address); is_guess && wait.count() > 0)
        throw detail_error{429, "Too many wrong tokens. Try again later.", "retry-after", std::to_string(wait.count())};
    bool known = false;
    for (const auto& one : keys_.ws_tokens) known = same_text(token, one.reveal()) || known;
    if (known)
        token_guard_.succeeded(address);
    else if (is_guess)
        token_guard_.failed(address);
    return known;
}

} // namespace tremolo::api
