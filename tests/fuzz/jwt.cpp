// Tokens. An input with a line break is a header and claims, which are signed with the right key: what stands in the
// claims must not harm. All other inputs are tokens as they come over the wire: none is accepted but those that carry
// the key's signature.
#include "api/jwt.hpp"
#include "tests/fuzz/fuzz.hpp"
#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace {
using namespace tremolo;

constexpr std::string_view key_text = "a key for tests that is long enough";

std::string signature_of(std::string_view text) {
    std::uint8_t digest[EVP_MAX_MD_SIZE];
    unsigned int length = 0;
    HMAC(EVP_sha256(), key_text.data(), static_cast<int>(key_text.size()),
         reinterpret_cast<const std::uint8_t*>(text.data()), text.size(), digest, &length);
    return {reinterpret_cast<const char*>(digest), length};
}

bool is_signed(std::string_view token) {
    const auto last = token.rfind('.');
    if (last == std::string_view::npos) return false;
    const auto carried = base64url_decoded(token.substr(last + 1));
    return carried && *carried == signature_of(token.substr(0, last));
}
} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto text = fuzzing::text_of(data, size);
    const secret key{std::string{key_text}};
    const timestamp now{std::chrono::seconds{1'795'245'900}};

    std::string token{text};
    if (const auto line = text.find('\n'); line != std::string_view::npos) {
        token = base64url_encoded(text.substr(0, line)) + "." + base64url_encoded(text.substr(line + 1));
        token += "." + base64url_encoded(signature_of(token));
    }
    const auto access = api::user_of_token(token, key, api::token_kind::access, now);
    const auto refresh = api::user_of_token(token, key, api::token_kind::refresh, now);
    fuzzing::require(!(access && refresh), "a token is of one kind");
    if (access || refresh) fuzzing::require(is_signed(token), "a token without the signature of the key is refused");
    const secret other{std::string{"another key, as long as the first one"}};
    fuzzing::require(!api::user_of_token(token, other, api::token_kind::access, now), "another key refuses the token");

    if (const auto bytes = base64url_decoded(text)) {
        const auto again = base64url_decoded(base64url_encoded(*bytes));
        fuzzing::require(again && *again == *bytes, "bytes survive their encoding");
    }
    const auto encoded = base64url_encoded(text);
    fuzzing::require(base64url_decoded(encoded) == std::string{text}, "every text survives its encoding");
    static_cast<void>(base64_decoded(text));
    fuzzing::require(api::same_text(text, text), "a text is itself");
    return 0;
}
