// `tremolo-client watch`: what happens in a bot, a line each, until Ctrl-C.
#pragma once
#include "client/address.hpp"
#include <boost/json/value.hpp>
#include <iosfwd>
#include <string>
#include <vector>

namespace tremolo::client_program {

// One line of a message: its type, and of what it tells that which a trader looks for.
[[nodiscard]] std::string watched(const boost::json::value& message);

// Prints messages of the types named (all but the candles where none is), as JSON lines or for people. Ends only when
// the stream cannot go on: throws what client::message_stream throws.
int watch(const client::address& server, std::vector<std::string> types, bool as_json, std::ostream& out,
          std::ostream& errors);

} // namespace tremolo::client_program
