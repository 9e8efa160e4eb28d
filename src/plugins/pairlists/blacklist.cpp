#include "plugins/pairlists/blacklist.hpp"
#include "plugins/pairlists/handler.hpp"
#include "plugins/pairlists/wildcards.hpp"
#include <algorithm>
#include <set>

namespace tremolo::plugins {

std::vector<market::pair_name> blacklist::expanded() const {
    if (entries_.empty()) return {};
    const auto& markets = exchange_->markets();
    if (!expansion_ || expansion_->markets != markets.data() || expansion_->count != markets.size())
        expansion_ =
            expansion{markets.data(), markets.size(), expand_wildcards(entries_, tradable_pairs(*exchange_, mode_))};
    return expansion_->pairs;
}

std::vector<market::pair_name> blacklist::without(std::vector<market::pair_name> pairs,
                                                  std::vector<market::pair_name>* removed) const {
    if (entries_.empty()) return pairs;
    const auto banned = expanded();
    const std::set<market::pair_name> set{banned.begin(), banned.end()};
    std::erase_if(pairs, [&](const market::pair_name& pair) {
        if (!set.contains(pair)) return false;
        if (removed != nullptr) removed->push_back(pair);
        return true;
    });
    return pairs;
}

std::optional<std::string> blacklist::add(const std::string& entry) {
    if (std::find(entries_.begin(), entries_.end(), entry) != entries_.end())
        return "Pair " + entry + " already in pairlist.";
    try {
        (void)expand_wildcards(std::vector{entry}, tradable_pairs(*exchange_, mode_));
    } catch (const bad_wildcard&) { return "Pair " + entry + " is not a valid wildcard."; }
    entries_.push_back(entry);
    expansion_.reset();
    return {};
}

std::optional<std::string> blacklist::remove(const std::string& entry) {
    const auto found = std::find(entries_.begin(), entries_.end(), entry);
    if (found == entries_.end()) return "Pair " + entry + " is not in the current blacklist.";
    entries_.erase(found);
    expansion_.reset();
    return {};
}

} // namespace tremolo::plugins
