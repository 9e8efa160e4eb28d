#include "api/jwt.hpp"
#include "json/parse.hpp"
#include "json/write.hpp"
#include <array>
#include <boost/json.hpp>
#include <charconv>
#include <cmath>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace tremolo::api {

namespace {

std::string signature_of(std::string_view text, const secret& key) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
    unsigned size = 0;
    const std::string& bytes = key.reveal();
    HMAC(EVP_sha256(), bytes.data(), static_cast<int>(bytes.size()),
         reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data(), &size);
    return {reinterpret_cast<const char*>(digest.data()), size};
}

std::string_view name_of(token_kind kind) { return kind == token_kind::access ? "access" : "refresh"; }

// A claim as Python's int() reads it: numbers lose their fraction, texts may be integers.
std::optional<double> integer_claim(const boost::json::value& claim) {
    if (claim.is_int64()) return static_cast<double>(claim.get_int64());
    if (claim.is_uint64()) return static_cast<double>(claim.get_uint64());
    if (claim.is_bool()) return claim.get_bool() ? 1 : 0;
    if (claim.is_double() && std::isfinite(claim.get_double())) return std::trunc(claim.get_double());
    if (claim.is_string()) {
        std::int64_t number = 0;
        const std::string_view text = claim.get_string();
        if (const auto r = std::from_chars(text.data(), text.data() + text.size(), number);
            r.ec == std::errc{} && r.ptr == text.data() + text.size())
            return static_cast<double>(number);
    }
    return std::nullopt;
}

bool is_set(const boost::json::value& v) {
    return !(v.is_null() || (v.is_bool() && !v.get_bool()) || (v.is_string() && v.get_string().empty()) ||
             (v.is_array() && v.get_array().empty()) || (v.is_object() && v.get_object().empty()) ||
             (v.is_int64() && v.get_int64() == 0));
}

bool claims_hold(const boost::json::object& claims, timestamp now) {
    const double seconds = static_cast<double>(now.time_since_epoch().count()) / 1e6;
    for (const char* not_before : {"iat", "nbf"}) {
        if (const auto* claim = claims.if_contains(not_before)) {
            const auto at = integer_claim(*claim);
            if (!at || *at > seconds) return false;
        }
    }
    if (const auto* claim = claims.if_contains("exp")) {
        const auto at = integer_claim(*claim);
        if (!at || *at <= seconds) return false;
    }
    for (const char* text : {"sub", "jti"})
        if (const auto* claim = claims.if_contains(text); claim && !claim->is_string()) return false;
    const auto* audience = claims.if_contains("aud"); // we are no audience of anything
    return !audience || !is_set(*audience);
}

// The header's part: ours is the one algorithm, and no extension is understood.
bool header_holds(std::string_view segment) {
    const auto text = base64url_decoded(segment);
    if (!text) return false;
    const auto header = json::parse(*text);
    if (!header || !header.value.is_object()) return false;
    const auto& fields = header.value.get_object();
    const auto* algorithm = fields.if_contains("alg");
    const auto* kid = fields.if_contains("kid");
    return algorithm && algorithm->is_string() && algorithm->get_string() == "HS256" && (!kid || kid->is_string()) &&
           !fields.contains("crit") && !fields.contains("b64");
}

// What a token with a good signature claims.
std::optional<std::string> signed_claims(std::string_view token, const secret& key) {
    const auto last = token.rfind('.');
    const auto first = token.find('.');
    if (first == std::string_view::npos || first == last) return std::nullopt;
    if (!header_holds(token.substr(0, first))) return std::nullopt;
    auto payload = base64url_decoded(token.substr(first + 1, last - first - 1));
    const auto signature = base64url_decoded(token.substr(last + 1));
    if (!payload || !signature || !same_text(*signature, signature_of(token.substr(0, last), key))) return std::nullopt;
    return payload;
}

} // namespace

bool same_text(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string issue_token(const secret& key, const boost::json::value& user, token_kind kind, timestamp now) {
    const std::int64_t at = epoch_seconds(now);
    const auto life =
        kind == token_kind::access ? std::chrono::seconds{access_token_life} : std::chrono::seconds{refresh_token_life};
    std::string claims = R"({"identity":{"u":)";
    json::write(claims, user);
    claims += "},\"exp\":" + std::to_string(at + life.count()) + ",\"iat\":" + std::to_string(at) + ",\"type\":\"";
    claims += name_of(kind);
    claims += "\"}";
    std::string token = base64url_encoded(R"({"alg":"HS256","typ":"JWT"})") + '.' + base64url_encoded(claims);
    token += '.' + base64url_encoded(signature_of(token, key));
    return token;
}

bool is_signed_with(const secret& key, std::string_view token) { return signed_claims(token, key).has_value(); }

std::optional<boost::json::value> user_of_token(std::string_view token, const secret& key, token_kind kind,
                                                timestamp now) {
    const auto payload = signed_claims(token, key);
    if (!payload) return std::nullopt;
    const auto parsed = json::parse(*payload);
    if (!parsed || !parsed.value.is_object()) return std::nullopt;
    const auto& claims = parsed.value.get_object();
    if (!claims_hold(claims, now)) return std::nullopt;
    const auto* type = claims.if_contains("type");
    if (!type || !type->is_string() || std::string_view{type->get_string()} != name_of(kind)) return std::nullopt;
    const auto* identity = claims.if_contains("identity");
    if (!identity || !identity->is_object()) return std::nullopt;
    const auto* user = identity->get_object().if_contains("u");
    if (!user || user->is_null()) return std::nullopt;
    return *user;
}

} // namespace tremolo::api
