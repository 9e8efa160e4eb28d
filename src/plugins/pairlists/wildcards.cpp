#include "plugins/pairlists/wildcards.hpp"
#include <algorithm>
#include <boost/regex.hpp>

namespace tremolo::plugins {

namespace {
// Letters, digits and ":/-"; bytes beyond ASCII belong to letters of other alphabets.
bool looks_like_pair(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
        return std::isalnum(c) != 0 || c == ':' || c == '/' || c == '-' || c >= 0x80;
    });
}

bool is_plain(std::string_view entry) { return looks_like_pair(entry); }

bool equal_but_for_case(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

std::vector<market::pair_name> matches(const std::string& entry, std::span<const market::pair_name> available) {
    std::vector<market::pair_name> found;
    if (is_plain(entry)) {
        for (const auto& pair : available)
            if (equal_but_for_case(pair, entry)) found.push_back(pair);
        return found;
    }
    try {
        const boost::regex expression{entry, boost::regex::perl | boost::regex::icase};
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
    std::vector<market::pair_name> result;
    for (const auto& entry : entries) {
        auto found = matches(entry, available);
        if (found.empty() && rest == unmatched::keep && looks_like_pair(entry)) found.push_back(entry);
        result.insert(result.end(), std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
    }
    return result;
}

} // namespace tremolo::plugins
