// Pairs with the value that a filter computed for them, put in its order when one is asked for.
#pragma once
#include "market/types.hpp"
#include <algorithm>

namespace tremolo::plugins {

struct valued_pair {
    market::pair_name pair;
    double value = 0;
};

// `direction`: "asc", "desc", or "" for the order in which they are.
[[nodiscard]] inline std::vector<market::pair_name> in_order(std::vector<valued_pair> pairs,
                                                             const std::string& direction) {
    if (!direction.empty())
        std::stable_sort(pairs.begin(), pairs.end(), [&](const valued_pair& a, const valued_pair& b) {
            return direction == "desc" ? a.value > b.value : a.value < b.value;
        });
    std::vector<market::pair_name> names;
    names.reserve(pairs.size());
    for (auto& p : pairs) names.push_back(std::move(p.pair));
    return names;
}

} // namespace tremolo::plugins
