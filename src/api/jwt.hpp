// The tokens of the API: JSON Web Tokens signed with HMAC-SHA256 over the configured key, as freqtrade (PyJWT) issues
// and accepts them. Only HS256 is accepted, whatever a token's header wishes for.
#pragma once
#include "base/base64.hpp"
#include "base/clock.hpp"
#include "base/secret.hpp"
#include <boost/json/value.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace tremolo::api {

enum class token_kind { access, refresh };

inline constexpr std::chrono::minutes access_token_life{15};
inline constexpr std::chrono::hours refresh_token_life{30 * 24};

// `user` goes into the claims as it is (a text, as a rule).
[[nodiscard]] std::string issue_token(const secret& key, const boost::json::value& user, token_kind kind,
                                      timestamp now);

// The user whom the token names; nothing when anything is wrong with it: form, algorithm, signature, expired, not valid
// yet, of the other kind. A token without an expiry never expires.
[[nodiscard]] std::optional<boost::json::value> user_of_token(std::string_view token, const secret& key,
                                                              token_kind kind, timestamp now);

// Whether a token was issued with this key, by whomever and for whatever it was good.
[[nodiscard]] bool is_signed_with(const secret& key, std::string_view token);

// Compares in a time that does not depend on where two texts of one length differ.
[[nodiscard]] bool same_text(std::string_view a, std::string_view b);

} // namespace tremolo::api
