// All pairlist handlers by the name that the configuration calls them: one row a handler, one file a handler.
#pragma once
#include "plugins/pairlists/handler.hpp"
#include <span>

namespace tremolo::plugins {

using make_handler = std::unique_ptr<handler> (*)(const surroundings&, const blacklist&, const boost::json::object&);

// What becomes of the handler when the past is replayed.
enum class replay_use {
    as_live, // the same as live
    biased,  // it works with what is known today: the past is seen through it
    nothing, // it changes nothing
    refused
};

struct handler_row {
    std::string_view method;
    bool generates = false; // may be the first of the chain
    std::string_view description;
    replay_use in_backtest = replay_use::refused;
    make_handler make = nullptr;
};

// Sorted by name.
[[nodiscard]] std::span<const handler_row> all_handlers();
// Nothing when there is none of that name.
[[nodiscard]] const handler_row* find_handler(std::string_view method);

} // namespace tremolo::plugins
