// White- and blacklist entries are regular expressions over whole pair names, without regard to case.
#pragma once
#include "base/error.hpp"
#include "market/types.hpp"
#include <span>

namespace tremolo::plugins {

// An entry that is no regular expression, like "*/BTC".
struct bad_wildcard : error {
    using error::error;
};

// What becomes of entries that match no market.
enum class unmatched { drop, keep };

// Markets that match, entry by entry; a market may come twice. `keep` leaves an entry without a match in the list, and
// takes out what is no plain pair name, be it an entry or a market. Throws bad_wildcard.
[[nodiscard]] std::vector<market::pair_name> expand_wildcards(std::span<const std::string> entries,
                                                              std::span<const market::pair_name> available,
                                                              unmatched rest = unmatched::drop);

} // namespace tremolo::plugins
