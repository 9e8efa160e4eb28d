// Percent-encoded text and query strings, read as Python's urllib reads them: what cannot be decoded stays as it is,
// bytes that are no UTF-8 become U+FFFD, '+' is a blank in queries only.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tremolo::http {

// For paths: '+' stays.
[[nodiscard]] std::string percent_decoded(std::string_view text);
// Everything but letters, digits and "-._~" is encoded: for building targets.
[[nodiscard]] std::string percent_encoded(std::string_view text);

class query {
  public:
    query() = default;
    // The part behind '?': "a=1&b=2&b=3". A piece without '=' is a key with an empty value, empty pieces are skipped.
    explicit query(std::string_view text);

    // The last value of a repeated key.
    [[nodiscard]] std::optional<std::string_view> value(std::string_view key) const;
    // All of them, in the order given.
    [[nodiscard]] std::vector<std::string_view> values(std::string_view key) const;
    [[nodiscard]] bool has(std::string_view key) const { return value(key).has_value(); }
    [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& items() const { return items_; }

  private:
    std::vector<std::pair<std::string, std::string>> items_;
};

} // namespace tremolo::http
