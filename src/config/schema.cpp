#include "config/schema.hpp"
#include "json/write.hpp"
#include <algorithm>
#include <boost/json/parse.hpp>
#include <cctype>
#include <cmath>

namespace tremolo::config {
namespace bj = boost::json;

namespace detail {
bool is_wallet_name(std::string_view name) {
    return !name.empty() && std::ranges::all_of(name, [](unsigned char c) { return std::isalnum(c) != 0; });
}
bool is_roi_name(std::string_view name) {
    return !name.empty() && std::ranges::all_of(name, [](unsigned char c) { return std::isdigit(c) != 0 || c == '.'; });
}

void apply(schema& member, const rule& r) {
    member.required |= r.required;
    if (r.nullable) member.kinds |= null_kind;
    if (r.ge) member.ge = r.ge;
    if (r.le) member.le = r.le;
    if (r.lt) member.lt = r.lt;
    if (r.min_length > 0) member.min_length = r.min_length;
    if (r.min_items > 0) member.min_items = r.min_items;
    member.unique |= r.unique;
    if (!r.filled.empty()) member.filled = bj::parse(bj::string_view{r.filled.data(), r.filled.size()});
    if (r.one_of.empty()) return;
    member.one_of.clear();
    for (std::size_t from = 0; from <= r.one_of.size();) {
        const auto end = std::min(r.one_of.find('|', from), r.one_of.size());
        member.one_of.emplace_back(r.one_of.substr(from, end - from));
        from = end + 1;
    }
}
} // namespace detail

namespace {
unsigned kind_of(const bj::value& value) {
    switch (value.kind()) {
    case bj::kind::null: return null_kind;
    case bj::kind::bool_: return boolean;
    case bj::kind::int64:
    case bj::kind::uint64: return integer | number;
    case bj::kind::double_: return number;
    case bj::kind::string: return text;
    case bj::kind::array: return list;
    case bj::kind::object: return object;
    }
    return any;
}

std::string joined(const std::vector<std::string>& parts, std::string_view last) {
    std::string out;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i > 0) out += i + 1 == parts.size() ? last : ", ";
        out += parts[i];
    }
    return out;
}

std::string range_text(const schema& rules) {
    const auto of = [](double limit) {
        std::string out;
        if (limit == std::floor(limit) && std::abs(limit) < 1e15)
            json::write_int(out, static_cast<std::int64_t>(limit));
        else
            json::write_double(out, limit);
        return out;
    };
    if (rules.ge && rules.le) return " from " + of(*rules.ge) + " to " + of(*rules.le);
    if (rules.ge) return " of at least " + of(*rules.ge);
    if (rules.le) return " of at most " + of(*rules.le);
    if (rules.lt) return " below " + of(*rules.lt);
    return "";
}

// One check: what it collects into, and where it stands.
class checker {
  public:
    checker(std::vector<std::string>& path, std::vector<violation>& found) : path_{path}, found_{found} {}

    void check_value(const schema& rules, bj::value& value) {
        const auto is = kind_of(value);
        if ((rules.kinds & is) == 0) return note(rules, "type", value);
        if ((is & number) != 0) check_number(rules, value);
        if (value.is_string()) check_text(rules, value);
        if (value.is_array()) check_list(rules, value);
        if (value.is_object()) check_object(rules, value.get_object());
    }

  private:
    void note(const schema& rules, std::string_view rule, const bj::value& value) {
        found_.push_back({path_, std::string{rule}, "", shown(value, rules.hidden), expectation(rules)});
    }

    void check_number(const schema& rules, const bj::value& value) {
        const double n = value.to_number<double>();
        if (rules.ge && n < *rules.ge) note(rules, "minimum", value);
        if (rules.le && n > *rules.le) note(rules, "maximum", value);
        if (rules.lt && n >= *rules.lt) note(rules, "maximum", value);
    }

    void check_text(const schema& rules, const bj::value& value) {
        const std::string_view said{value.get_string().data(), value.get_string().size()};
        if (!rules.one_of.empty() && std::ranges::find(rules.one_of, said) == rules.one_of.end())
            note(rules, rules.one_of_is_pattern ? "pattern" : "enum", value);
        const auto characters =
            std::ranges::count_if(said, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; });
        if (static_cast<std::size_t>(characters) < rules.min_length) note(rules, "minLength", value);
    }

    void check_list(const schema& rules, bj::value& value) {
        auto& items = value.get_array();
        if (items.size() < rules.min_items) note(rules, "minItems", value);
        if (rules.unique) {
            for (auto a = items.begin(); a != items.end(); ++a)
                if (std::find(items.begin(), a, *a) != a) {
                    found_.push_back(
                        {path_, "uniqueItems", "", shown(*a, rules.hidden) + " twice", expectation(rules)});
                    break;
                }
        }
        if (rules.items.empty()) return;
        for (std::size_t i = 0; i < items.size(); ++i) {
            path_.push_back(std::to_string(i));
            check_value(rules.items.front(), items[i]);
            path_.pop_back();
        }
    }

    void check_object(const schema& rules, bj::object& section) {
        for (const auto& member : rules.members)
            if (member.filled && section.find(member.name) == section.end()) section[member.name] = *member.filled;
        for (const auto& member : rules.members)
            if (member.required && section.find(member.name) == section.end())
                found_.push_back({path_, "required", member.name, "", expectation(member)});
        for (auto& item : section) {
            const std::string_view key{item.key().data(), item.key().size()};
            path_.emplace_back(key);
            if (const auto* member = rules.find(key))
                check_value(*member, item.value());
            else if (!rules.values.empty() && (rules.names == nullptr || rules.names(key)))
                check_value(rules.values.front(), item.value());
            else if (rules.only_names)
                found_.push_back({path_, "additionalProperties", "", "a key that is no currency", expectation(rules)});
            path_.pop_back();
        }
    }

    std::vector<std::string>& path_;
    std::vector<violation>& found_;
};

void collect_unknown(const schema& rules, const bj::value& value, const std::string& at,
                     std::vector<std::string>& out) {
    if (const auto* items = value.if_array(); items != nullptr && !rules.items.empty()) {
        for (std::size_t i = 0; i < items->size(); ++i)
            collect_unknown(rules.items.front(), (*items)[i], at + "[" + std::to_string(i) + "]", out);
    }
    const auto* section = value.if_object();
    if (section == nullptr) return;
    for (const auto& item : *section) {
        const std::string key{item.key().data(), item.key().size()};
        const auto path = at.empty() ? key : at + "." + key;
        if (const auto* member = rules.find(key))
            collect_unknown(*member, item.value(), path, out);
        else if (!rules.members.empty() && !rules.open)
            out.push_back(path);
    }
}
} // namespace

const schema* schema::find(std::string_view key) const {
    const auto at = std::ranges::find(members, key, &schema::name);
    return at == members.end() ? nullptr : &*at;
}

std::string violation::text() const {
    if (rule == "consistency") return expected;
    std::string at;
    for (const auto& step : path) {
        const bool position = !at.empty() && !step.empty() &&
                              std::ranges::all_of(step, [](unsigned char c) { return std::isdigit(c) != 0; });
        at += position ? "[" + step + "]" : at.empty() ? step : "." + step;
    }
    if (!missing.empty()) return (at.empty() ? missing : at + "." + missing) + " is missing, expected " + expected;
    return (at.empty() ? std::string{"the configuration"} : at) + ": found " + found + ", expected " + expected;
}

std::string shown(const bj::value& value, bool hidden) {
    switch (value.kind()) {
    case bj::kind::null: return "null";
    case bj::kind::array: return value.get_array().empty() ? "an empty list" : "a list";
    case bj::kind::object: return value.get_object().empty() ? "an empty object" : "an object";
    case bj::kind::string: {
        if (hidden) return "a text of " + std::to_string(value.get_string().size()) + " characters (not shown)";
        constexpr std::size_t most = 60;
        std::string out;
        json::write_string(out, std::string_view{value.get_string()}.substr(0, most));
        return value.get_string().size() > most ? out + "..." : out;
    }
    default: {
        if (hidden) return value.is_bool() ? "a boolean (not shown)" : "a number (not shown)";
        std::string out;
        json::write_value(out, value);
        return out;
    }
    }
}

std::string expectation(const schema& rules) {
    std::vector<std::string> parts;
    if ((rules.kinds & any) == any) return "any value";
    if ((rules.kinds & boolean) != 0) parts.emplace_back("true or false");
    if ((rules.kinds & number) != 0)
        parts.push_back("a number" + range_text(rules));
    else if ((rules.kinds & integer) != 0)
        parts.push_back("a whole number" + range_text(rules));
    if ((rules.kinds & text) != 0) {
        if (!rules.one_of.empty()) {
            std::vector<std::string> words;
            for (const auto& word : rules.one_of) words.push_back('"' + word + '"');
            parts.push_back(joined(words, " or "));
        } else {
            parts.push_back(rules.min_length > 0
                                ? "a text of at least " + std::to_string(rules.min_length) + " characters"
                                : "a text");
        }
    }
    if ((rules.kinds & list) != 0) {
        std::string what = rules.min_items > 0 ? "a list with at least one item" : "a list";
        if (rules.unique) what += " without repetition";
        if (rules.min_items == 0 && !rules.items.empty() && rules.items.front().kinds == text) what += " of texts";
        parts.push_back(what);
    }
    if ((rules.kinds & object) != 0)
        parts.emplace_back(rules.only_names ? "an object of numbers by currency" : "an object");
    if ((rules.kinds & null_kind) != 0) parts.emplace_back("null");
    return joined(parts, " or ");
}

void check(const schema& rules, bj::value& value, std::vector<std::string>& path, std::vector<violation>& found) {
    checker{path, found}.check_value(rules, value);
}

std::vector<std::string> unknown_keys(const bj::object& settings) {
    std::vector<std::string> out;
    collect_unknown(configuration_schema(), settings, "", out);
    return out;
}

} // namespace tremolo::config
