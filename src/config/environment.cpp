#include "config/environment.hpp"
#include "base/error.hpp"
#include "config/files.hpp"
#include "json/parse.hpp"
#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <optional>
#include <unistd.h>
#include <vector>

namespace tremolo::config {
namespace bj = boost::json;

namespace {
constexpr std::string_view prefix = "FREQTRADE__";

std::string lower(std::string_view text) {
    std::string out{text};
    std::ranges::transform(out, out.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return out;
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\n\r\f\v";
    const auto from = text.find_first_not_of(blanks);
    if (from == std::string_view::npos) return {};
    return text.substr(from, text.find_last_not_of(blanks) - from + 1);
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The text without the underscores between digits that Python's numbers may have; nothing when one stands elsewhere.
std::optional<std::string> without_separators(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '_') {
            out += text[i];
        } else if (i == 0 || i + 1 == text.size() || !is_digit(text[i - 1]) || !is_digit(text[i + 1])) {
            return std::nullopt;
        }
    }
    return out;
}

std::optional<bj::value> whole_number(std::string_view text) {
    const auto plain = without_separators(trimmed(text));
    if (!plain) return std::nullopt;
    const bool has_sign = !plain->empty() && (plain->front() == '+' || plain->front() == '-');
    const auto digits = std::string_view{*plain}.substr(has_sign ? 1 : 0);
    if (digits.empty() || !std::ranges::all_of(digits, is_digit)) return std::nullopt;
    const auto signed_text = plain->front() == '+' ? digits : std::string_view{*plain};
    std::int64_t number = 0;
    const auto read = std::from_chars(signed_text.data(), signed_text.data() + signed_text.size(), number);
    if (read.ec == std::errc{}) return bj::value(number);
    return bj::value(std::strtod(plain->c_str(), nullptr)); // beyond 64 bits
}

std::optional<bj::value> real_number(std::string_view text) {
    auto plain = without_separators(trimmed(text));
    if (!plain) return std::nullopt;
    const bool negative = plain->starts_with('-');
    const auto unsigned_text = std::string_view{*plain}.substr(negative || plain->starts_with('+') ? 1 : 0);
    const auto word = lower(unsigned_text);
    if (word == "nan") return bj::value(std::numeric_limits<double>::quiet_NaN());
    double number = std::numeric_limits<double>::infinity();
    if (word != "inf" && word != "infinity") {
        if (unsigned_text.empty() || !(is_digit(unsigned_text[0]) || unsigned_text[0] == '.')) return std::nullopt;
        const auto* end = unsigned_text.data() + unsigned_text.size();
        const auto read = std::from_chars(unsigned_text.data(), end, number, std::chars_format::general);
        if (read.ptr != end || read.ec == std::errc::invalid_argument) return std::nullopt;
        if (read.ec == std::errc::result_out_of_range)
            number = std::strtod(std::string{unsigned_text}.c_str(), nullptr);
    }
    return bj::value(negative ? -number : number);
}

std::vector<std::string> parts_of(std::string_view name) {
    std::vector<std::string> parts;
    for (std::size_t from = 0;;) {
        const auto end = name.find("__", from);
        parts.emplace_back(name.substr(from, end - from));
        if (end == std::string_view::npos) return parts;
        from = end + 2;
    }
}
} // namespace

environment process_environment() {
    environment variables;
    for (char** entry = ::environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view text{*entry};
        if (const auto equals = text.find('='); equals != std::string_view::npos)
            variables.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
    return variables;
}

bj::value typed_variable(std::string_view text) {
    if (auto number = whole_number(text)) return *number;
    if (auto number = real_number(text)) return *number;
    const auto word = lower(text);
    if (word == "t" || word == "true") return true;
    if (word == "f" || word == "false") return false;
    if (const auto parsed = json::parse(text); parsed && parsed.value.is_array()) return parsed.value;
    return bj::value(bj::string_view{text.data(), text.size()});
}

bj::object environment_settings(const environment& variables, const logger& log) {
    bj::object settings;
    for (const auto& [name, text] : variables) {
        if (!name.starts_with(prefix)) continue;
        log.info("Loading variable '{}'", name);
        const auto parts = parts_of(std::string_view{name}.substr(prefix.size()));
        const bool keeps_case =
            lower(parts.front()) == "exchange" && std::ranges::any_of(parts, [](const auto& part) {
                const auto section = lower(part);
                return section == "ccxt_config" || section == "ccxt_sync_config" || section == "ccxt_async_config";
            });
        const auto& last = parts.back();
        bj::object one;
        one[keeps_case ? last : lower(last)] =
            last == "CHAT_ID" || last == "PASSWORD" ? bj::value(text) : typed_variable(text);
        for (std::size_t i = parts.size() - 1; i-- > 0;) {
            bj::object outer;
            outer[lower(parts[i])] = std::move(one);
            one = std::move(outer);
        }
        try {
            merge(one, settings);
        } catch (const configuration_error&) {
            throw configuration_error{fmt::format(
                "The environment variable {} sets a key of what another variable sets to a single value.", name)};
        }
    }
    return settings;
}

} // namespace tremolo::config
