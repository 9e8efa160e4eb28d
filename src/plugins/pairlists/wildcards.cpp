#include "plugins/pairlists/wildcards.hpp"
#include <algorithm>
#include <boost/regex.hpp>
#include <cctype>
#include <unordered_map>

namespace tremolo::plugins {

namespace {
// Letters, digits and ":/-"; bytes beyond ASCII belong to letters of other alphabets. With anything else a name may be
// an expression.
bool looks_like_pair(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
        return std::isalnum(c) != 0 || c == ':' || c == '/' || c == '-' || c >= 0x80;
    });
}

std::string lower(std::string_view text) {
    std::string out{text};
    std::transform(out.begin(), out.end(), out.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return out;
}

// The expression in the dialect of Boost: entries are written in Python's, which has no other escapes than these and
// no classes with names. Throws bad_wildcard.
std::string from_python(const std::string& entry) {
    std::string out;
    bool in_set = false;
    for (std::size_t i = 0; i < entry.size(); ++i) {
        const char c = entry[i];
        out += c;
        if (c == '\\' && i + 1 < entry.size()) {
            const char escaped = entry[++i];
            const std::string_view known = in_set ? "abdDfnrsStuUvwWxN" : "AabBdDfnrsStuUvwWxZN";
            if (std::isalpha(static_cast<unsigned char>(escaped)) != 0 && known.find(escaped) == std::string_view::npos)
                throw bad_wildcard{"Wildcard error in " + entry + ", bad escape \\" + escaped};
            out += escaped;
        } else if (in_set && c == '[') {
            out.back() = '\\';
            out += '[';
        } else if (c == '[') {
            in_set = true; // the first bracket behind it is a letter
            if (i + 1 < entry.size() && entry[i + 1] == '^') out += entry[++i];
            if (i + 1 < entry.size() && entry[i + 1] == ']') {
                out += "\\]";
                ++i;
            }
        } else if (c == ']') {
            in_set = false;
        }
    }
    return out;
}

using by_lower_name = std::unordered_multimap<std::string, const market::pair_name*>;

std::vector<market::pair_name> matches(const std::string& entry, std::span<const market::pair_name> available,
                                       const by_lower_name& names) {
    std::vector<market::pair_name> found;
    if (looks_like_pair(entry)) { // a plain name, as nearly all are: no need to look at every market
        const auto [first, last] = names.equal_range(lower(entry));
        for (auto i = first; i != last; ++i) found.push_back(*i->second);
        return found;
    }
    try {
        const boost::regex expression{from_python(entry), boost::regex::perl | boost::regex::icase};
        for (const auto& pair : available)
            if (boost::regex_match(pair, expression)) found.push_back(pair);
    } catch (const std::runtime_error& e) { // a bad expression, or one that takes too long to match
        throw bad_wildcard{"Wildcard error in " + entry + ", " + e.what()};
    }
    return found;
}
} // namespace

std::vector<market::pair_name> expand_wildcards(std::span<const std::string> entries,
                                                std::span<const market::pair_name> available, unmatched rest) {
    by_lower_name names;
    names.reserve(available.size());
    for (const auto& pair : available) names.emplace(lower(pair), &pair);
    std::vector<market::pair_name> result;
    for (const auto& entry : entries) {
        auto found = matches(entry, available, names);
        if (rest == unmatched::keep) {
            if (found.empty()) found.push_back(entry);
            std::erase_if(found, [](const auto& name) { return !looks_like_pair(name); });
        }
        result.insert(result.end(), std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
    }
    return result;
}

} // namespace tremolo::plugins
