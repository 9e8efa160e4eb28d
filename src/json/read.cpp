#include "json/read.hpp"
#include "base/time_text.hpp"
#include <charconv>
#include <cmath>

namespace tremolo::json {

using boost::json::value;

bool reader::fail(std::string type, std::string msg, const value& input) {
    violations_.push_back({std::move(type), at_, std::move(msg), input, {}});
    return false;
}

bool reader::fail(std::string type, std::string msg, const value& input, boost::json::object ctx) {
    violations_.push_back({std::move(type), at_, std::move(msg), input, {std::move(ctx)}});
    return false;
}

namespace {

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\n\r\v\f";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

// Without the underscores that stand between two digits; nothing when one stands elsewhere.
std::optional<std::string> without_underscores(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '_') {
            plain += text[i];
            continue;
        }
        const auto digit = [&](std::size_t at) { return at < text.size() && text[at] >= '0' && text[at] <= '9'; };
        if (i == 0 || !digit(i - 1) || !digit(i + 1)) return std::nullopt;
    }
    return plain;
}

enum class number_text { good, none, too_large };

// Python's integer texts as pydantic takes them: blanks around, a sign, underscores, a fraction of zeros.
number_text int_of(std::string_view text, std::int64_t& out) {
    text = trimmed(text);
    const auto plain = without_underscores(text);
    if (!plain) return number_text::none;
    std::string_view digits = *plain;
    if (digits.starts_with('+')) {
        digits.remove_prefix(1);
        if (digits.starts_with('-')) return number_text::none;
    }
    if (const auto point = digits.find('.'); point != std::string_view::npos) {
        const auto fraction = digits.substr(point + 1);
        if (fraction.empty() || fraction.find_first_not_of('0') != std::string_view::npos) return number_text::none;
        digits = digits.substr(0, point);
    }
    const auto end = digits.data() + digits.size();
    const auto result = std::from_chars(digits.data(), end, out);
    if (result.ptr != end || digits.empty()) return number_text::none;
    return result.ec == std::errc::result_out_of_range ? number_text::too_large
           : result.ec == std::errc{}                  ? number_text::good
                                                       : number_text::none;
}

bool float_of(std::string_view text, double& out) {
    text = trimmed(text);
    const auto plain = without_underscores(text);
    if (!plain) return false;
    std::string_view digits = *plain;
    if (digits.starts_with('+')) {
        digits.remove_prefix(1);
        if (digits.starts_with('-')) return false;
    }
    if (digits.empty() || digits.find('(') != std::string_view::npos) return false;
    const auto end = digits.data() + digits.size();
    const auto result = std::from_chars(digits.data(), end, out);
    if (result.ptr != end) return false;
    if (result.ec == std::errc::result_out_of_range) out = std::strtod(plain->c_str(), nullptr);
    return result.ec == std::errc{} || result.ec == std::errc::result_out_of_range;
}

std::optional<bool> bool_of(std::string_view text) {
    std::string lower;
    for (const char c : text) lower += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    for (const std::string_view yes : {"1", "on", "t", "true", "y", "yes"})
        if (lower == yes) return true;
    for (const std::string_view no : {"0", "off", "f", "false", "n", "no"})
        if (lower == no) return false;
    return std::nullopt;
}

constexpr const char* no_integer_text = "Input should be a valid integer, unable to parse string as an integer";

bool read_int_text(const value& in, std::int64_t& out, reader& r) {
    switch (int_of(in.get_string(), out)) {
    case number_text::good: return true;
    case number_text::too_large:
        return r.fail("int_parsing_size", "Unable to parse input string as an integer, exceeded maximum size", in);
    default: return r.fail("int_parsing", no_integer_text, in);
    }
}

} // namespace

bool read_bool(const value& in, bool& out, reader& r) {
    constexpr const char* no_word = "Input should be a valid boolean, unable to interpret input";
    if (in.is_bool()) {
        out = in.get_bool();
        return true;
    }
    if (in.is_string()) {
        const auto word = bool_of(in.get_string());
        if (word) out = *word;
        return word || r.fail("bool_parsing", no_word, in);
    }
    double number = 2;
    if (in.is_int64()) number = static_cast<double>(in.get_int64());
    if (in.is_double()) number = in.get_double();
    if (number == 0 || number == 1) {
        out = number == 1;
        return true;
    }
    const bool whole = in.is_int64() || in.is_uint64() || (in.is_double() && number == std::floor(number));
    if (whole && std::isfinite(number)) return r.fail("bool_parsing", no_word, in);
    return r.fail("bool_type", "Input should be a valid boolean", in);
}

bool read_int(const value& in, std::int64_t& out, reader& r) {
    if (in.is_string()) return read_int_text(in, out, r);
    if (in.is_bool()) {
        out = in.get_bool() ? 1 : 0;
        return true;
    }
    if (in.is_int64()) {
        out = in.get_int64();
        return true;
    }
    if (in.is_double()) {
        const double number = in.get_double();
        if (!std::isfinite(number)) return r.fail("finite_number", "Input should be a finite number", in);
        if (number != std::floor(number))
            return r.fail("int_from_float", "Input should be a valid integer, got a number with a fractional part", in);
        if (std::abs(number) < 9.2e18) {
            out = static_cast<std::int64_t>(number);
            return true;
        }
    }
    if (in.is_uint64() || in.is_double())
        return r.fail("int_parsing_size", "Unable to parse input string as an integer, exceeded maximum size", in);
    return r.fail("int_type", "Input should be a valid integer", in);
}

bool read_double(const value& in, double& out, reader& r) {
    switch (in.kind()) {
    case boost::json::kind::double_: out = in.get_double(); return true;
    case boost::json::kind::int64: out = static_cast<double>(in.get_int64()); return true;
    case boost::json::kind::uint64: out = static_cast<double>(in.get_uint64()); return true;
    case boost::json::kind::bool_: out = in.get_bool() ? 1 : 0; return true;
    case boost::json::kind::string:
        if (float_of(in.get_string(), out)) return true;
        return r.fail("float_parsing", "Input should be a valid number, unable to parse string as a number", in);
    default: return r.fail("float_type", "Input should be a valid number", in);
    }
}

bool read_string(const value& in, std::string& out, reader& r) {
    if (!in.is_string()) return r.fail("string_type", "Input should be a valid string", in);
    out.assign(in.get_string().data(), in.get_string().size());
    return true;
}

bool check_limits(double number, const rule& limits, const value& in, reader& r) {
    const auto limit_value = [](double limit) -> value {
        if (limit == std::floor(limit)) return static_cast<std::int64_t>(limit);
        return limit;
    };
    const auto check = [&](const std::optional<double>& limit, bool holds, const char* type, const std::string& words,
                           const char* key) {
        if (!limit || holds) return true;
        const value shown = limit_value(*limit);
        std::string text;
        write_value(text, shown);
        return r.fail(type, "Input should be " + words + " " + text, in, {{key, shown}});
    };
    return check(limits.ge, number >= limits.ge.value_or(0), "greater_than_equal", "greater than or equal to", "ge") &&
           check(limits.gt, number > limits.gt.value_or(0), "greater_than", "greater than", "gt") &&
           check(limits.le, number <= limits.le.value_or(0), "less_than_equal", "less than or equal to", "le") &&
           check(limits.lt, number < limits.lt.value_or(0), "less_than", "less than", "lt");
}

std::string either_of(const std::vector<std::string_view>& texts) {
    std::string all;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (i) all += i + 1 == texts.size() ? " or " : ", ";
        all += '\'';
        all += texts[i];
        all += '\'';
    }
    return all;
}

namespace detail {

bool read_integral(const value& in, std::int64_t least, std::int64_t most, std::int64_t& out, reader& r) {
    std::int64_t number = 0;
    if (!read_int(in, number, r)) return false;
    const auto with = [](std::int64_t limit) { return boost::json::value(limit); };
    if (number < least)
        return r.fail("greater_than_equal", "Input should be greater than or equal to " + std::to_string(least), in,
                      {{"ge", with(least)}});
    if (number > most)
        return r.fail("less_than_equal", "Input should be less than or equal to " + std::to_string(most), in,
                      {{"le", with(most)}});
    out = number;
    return true;
}

} // namespace detail

} // namespace tremolo::json
