// Who asks, and may they: user and password (Basic) or an access token (Bearer), and the two endpoints that hand out
// tokens (FACTS.md section 2). All that is remembered is who failed how often; any thread.
#pragma once
#include "api/jwt.hpp"
#include "api/login_guard.hpp"
#include "base/secret.hpp"
#include "http/message.hpp"
#include <string>
#include <vector>

namespace tremolo::api {

struct access_keys {
    std::string username;
    secret password;
    secret jwt_secret_key;
    std::vector<secret> ws_tokens; // any of them opens the WebSocket
};

struct token_pair {
    std::string access_token;
    std::string refresh_token;
};

class authenticator {
  public:
    authenticator(access_keys keys, const clock& clock)
        : keys_{std::move(keys)}, clock_{clock}, guard_{clock}, token_guard_{clock, longest_token_wait} {}

    // The user of an ordinary request: a bearer token, if there is one, decides alone. Throws detail_error 401,
    // and 429 to an address that has guessed too often.
    [[nodiscard]] boost::json::value user_of(const http::request& request) const;
    // POST /token/login: Basic only. Throws detail_error 401 and 429.
    [[nodiscard]] token_pair login(const http::request& request) const;
    // POST /token/refresh: a new access token for a refresh token. Throws detail_error 401.
    [[nodiscard]] std::string refresh(const http::request& request) const;
    // Whether the text opens the WebSocket: a ws_token or an access token. Throws detail_error 429 to an address that
    // has guessed too often; access tokens, which nobody can guess, are taken from there all the same.
    [[nodiscard]] bool opens_websocket(std::string_view token, const std::string& address) const;

  private:
    // Short: a bot with a wrong token tries every few seconds for ever, and others may share its address.
    static constexpr std::chrono::seconds longest_token_wait{10};

    struct credentials;
    [[nodiscard]] bool accepts(const http::request& request, const credentials& given) const;

    const access_keys keys_;
    const clock& clock_;
    mutable login_guard guard_;       // of passwords
    mutable login_guard token_guard_; // of ws_tokens
};

} // namespace tremolo::api
