#include "json/parse.hpp"
#include <boost/json.hpp>
#include <charconv>
#include <limits>

namespace tremolo::json {

namespace {

using boost::json::value;

constexpr unsigned replacement_character = 0xFFFD;

// A recursive descent that stops at the first fault; positions are bytes until a fault is reported.
class scanner {
  public:
    explicit scanner(std::string_view text) : text_{text} {}

    parsed run() {
        parsed result;
        skip_blanks();
        if (scan_value(result.value)) {
            skip_blanks();
            if (at_ < text_.size()) fault("Extra data", at_);
        }
        result.failure = std::move(failure_);
        if (result.failure) result.value = nullptr;
        return result;
    }

  private:
    bool fault(const char* message, std::size_t byte, parse_failure::reason why = parse_failure::reason::syntax) {
        std::size_t characters = 0;
        for (std::size_t i = 0; i < byte && i < text_.size(); ++i)
            characters += (static_cast<unsigned char>(text_[i]) & 0xC0) != 0x80;
        failure_ = parse_failure{why, message, characters};
        return false;
    }

    void skip_blanks() {
        while (at_ < text_.size() &&
               (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r'))
            ++at_;
    }
    [[nodiscard]] bool sees(char c) const { return at_ < text_.size() && text_[at_] == c; }
    bool take_word(std::string_view word) {
        if (!text_.substr(at_).starts_with(word)) return false;
        at_ += word.size();
        return true;
    }

    bool scan_value(value& out) {
        if (at_ >= text_.size()) return fault("Expecting value", at_);
        switch (text_[at_]) {
        case '"': {
            std::string text;
            if (!scan_string(text)) return false;
            out = boost::json::string{text};
            return true;
        }
        case '{': return nested([&] { return scan_object(out); });
        case '[': return nested([&] { return scan_array(out); });
        default: return scan_word(out) || scan_number(out);
        }
    }

    template <class F>
    bool nested(F scan) {
        if (depth_ == deepest_nesting) return fault("nested too deep", at_, parse_failure::reason::too_deep);
        ++depth_;
        const bool good = scan();
        --depth_;
        return good;
    }

    bool scan_word(value& out) {
        constexpr double infinity = std::numeric_limits<double>::infinity();
        if (take_word("null"))
            out = nullptr;
        else if (take_word("true"))
            out = true;
        else if (take_word("false"))
            out = false;
        else if (take_word("NaN"))
            out = std::numeric_limits<double>::quiet_NaN();
        else if (take_word("Infinity"))
            out = infinity;
        else if (take_word("-Infinity"))
            out = -infinity;
        else
            return false;
        return true;
    }

    [[nodiscard]] bool digit(std::size_t i) const { return i < text_.size() && text_[i] >= '0' && text_[i] <= '9'; }

    bool scan_number(value& out) {
        const std::size_t start = at_;
        std::size_t i = at_;
        if (text_[i] == '-') ++i;
        if (!digit(i)) return fault("Expecting value", start);
        if (text_[i] == '0')
            ++i;
        else
            while (digit(i)) ++i;
        bool whole = true;
        if (i < text_.size() && text_[i] == '.' && digit(i + 1)) {
            whole = false;
            for (++i; digit(i);) ++i;
        }
        if (i < text_.size() && (text_[i] == 'e' || text_[i] == 'E')) {
            std::size_t exponent = i + 1;
            if (exponent < text_.size() && (text_[exponent] == '+' || text_[exponent] == '-')) ++exponent;
            if (digit(exponent)) {
                whole = false;
                for (i = exponent; digit(i);) ++i;
            }
        }
        at_ = i;
        out = number_of(text_.substr(start, i - start), whole);
        return true;
    }

    static value number_of(std::string_view text, bool whole) {
        const auto end = text.data() + text.size();
        if (whole) {
            std::int64_t number = 0;
            if (std::from_chars(text.data(), end, number).ec == std::errc{}) return number;
            std::uint64_t large = 0;
            if (std::from_chars(text.data(), end, large).ec == std::errc{}) return large;
        }
        return std::strtod(std::string{text}.c_str(), nullptr); // over- and underflow as Python's float()
    }

    bool scan_object(value& out) {
        boost::json::object object;
        ++at_;
        skip_blanks();
        while (!sees('}')) {
            if (!sees('"')) return fault("Expecting property name enclosed in double quotes", at_);
            std::string key;
            if (!scan_string(key)) return false;
            skip_blanks();
            if (!sees(':')) return fault("Expecting ':' delimiter", at_);
            ++at_;
            skip_blanks();
            value item;
            if (!scan_value(item)) return false;
            object.insert_or_assign(key, std::move(item));
            skip_blanks();
            if (sees('}')) break;
            if (!sees(',')) return fault("Expecting ',' delimiter", at_);
            ++at_;
            skip_blanks();
            if (sees('}')) return fault("Expecting property name enclosed in double quotes", at_);
        }
        ++at_;
        out = std::move(object);
        return true;
    }

    bool scan_array(value& out) {
        boost::json::array array;
        ++at_;
        skip_blanks();
        while (!sees(']')) {
            value item;
            if (!scan_value(item)) return false;
            array.push_back(std::move(item));
            skip_blanks();
            if (sees(']')) break;
            if (!sees(',')) return fault("Expecting ',' delimiter", at_);
            ++at_;
            skip_blanks();
            if (sees(']')) return fault("Expecting value", at_);
        }
        ++at_;
        out = std::move(array);
        return true;
    }

    // At the opening quote.
    bool scan_string(std::string& out) {
        const std::size_t opening = at_++;
        for (;;) {
            std::size_t i = at_;
            while (i < text_.size() && text_[i] != '"' && text_[i] != '\\') {
                if (static_cast<unsigned char>(text_[i]) < 0x20) return fault("Invalid control character at", i);
                ++i;
            }
            out.append(text_, at_, i - at_);
            at_ = i;
            if (i >= text_.size()) return fault("Unterminated string starting at", opening);
            ++at_;
            if (text_[i] == '"') return true;
            if (at_ >= text_.size()) return fault("Unterminated string starting at", opening);
            if (!scan_escape(out)) return false;
        }
    }

    // Behind the backslash.
    bool scan_escape(std::string& out) {
        const char c = text_[at_++];
        switch (c) {
        case '"':
        case '\\':
        case '/': out += c; return true;
        case 'b': out += '\b'; return true;
        case 'f': out += '\f'; return true;
        case 'n': out += '\n'; return true;
        case 'r': out += '\r'; return true;
        case 't': out += '\t'; return true;
        case 'u': break;
        default: return fault("Invalid \\escape", at_ - 2);
        }
        unsigned code = 0;
        if (at_ + 4 >= text_.size() || !hex4(at_, code)) return fault("Invalid \\uXXXX escape", at_ - 1);
        at_ += 4;
        if (code >= 0xD800 && code < 0xDC00 && at_ + 6 < text_.size() && text_[at_] == '\\' && text_[at_ + 1] == 'u') {
            unsigned low = 0;
            if (!hex4(at_ + 2, low)) return fault("Invalid \\uXXXX escape", at_ + 1);
            if (low >= 0xDC00 && low < 0xE000) {
                code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
                at_ += 6;
            }
        }
        const bool is_half_a_pair = code >= 0xD800 && code < 0xE000;
        append_utf8(out, is_half_a_pair ? replacement_character : code);
        return true;
    }

    [[nodiscard]] bool hex4(std::size_t from, unsigned& code) const {
        const char* begin = text_.data() + from;
        return from + 4 <= text_.size() && *begin != '-' &&
               std::from_chars(begin, begin + 4, code, 16).ptr == begin + 4;
    }

    static void append_utf8(std::string& out, unsigned code) {
        const auto put = [&](unsigned byte) { out += static_cast<char>(byte); };
        if (code < 0x80) return put(code);
        if (code < 0x800) {
            put(0xC0 | code >> 6);
        } else {
            if (code < 0x10000) {
                put(0xE0 | code >> 12);
            } else {
                put(0xF0 | code >> 18);
                put(0x80 | (code >> 12 & 0x3F));
            }
            put(0x80 | (code >> 6 & 0x3F));
        }
        put(0x80 | (code & 0x3F));
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t depth_ = 0;
    std::optional<parse_failure> failure_;
};

} // namespace

bool is_utf8(std::string_view bytes) {
    for (std::size_t i = 0; i < bytes.size();) {
        const auto byte = [&](std::size_t k) { return static_cast<unsigned char>(bytes[k]); };
        const unsigned char lead = byte(i);
        std::size_t length = 1;
        unsigned char least = 0x80, most = 0xBF; // of the second byte: no overlong forms, nothing above U+10FFFF
        if (lead >= 0xC2 && lead <= 0xDF) {
            length = 2;
        } else if (lead >= 0xE0 && lead <= 0xEF) {
            length = 3;
            if (lead == 0xE0) least = 0xA0;
        } else if (lead >= 0xF0 && lead <= 0xF4) {
            length = 4;
            if (lead == 0xF0) least = 0x90;
            if (lead == 0xF4) most = 0x8F;
        } else if (lead >= 0x80) {
            return false;
        }
        if (i + length > bytes.size()) return false;
        for (std::size_t k = 1; k < length; ++k) {
            if (byte(i + k) < least || byte(i + k) > most) return false;
            least = 0x80;
            most = 0xBF;
        }
        i += length;
    }
    return true;
}

parsed parse(std::string_view text) {
    if (!is_utf8(text)) return {nullptr, parse_failure{parse_failure::reason::not_utf8, "not UTF-8", 0}};
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    return scanner{text}.run();
}

} // namespace tremolo::json
