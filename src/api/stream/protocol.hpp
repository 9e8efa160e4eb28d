// What a client of the stream may say, read as freqtrade reads it (FACTS.md section 8) and with what Tremolo adds:
// `resume`, and columns and pairs of analyzed_df. Pure: from text to what is to be done.
#pragma once
#include "rpc/messages.hpp"
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tremolo::api::stream {

struct subscribe {
    std::uint64_t types = 0;      // bits by rpc::message_number
    rpc::frame_subset analysed{}; // of analyzed_df messages; empty: all
};
struct ask_whitelist {};
struct ask_analysed {
    std::vector<std::string> pairs; // empty: the whitelist
    rpc::frame_selection selection;
};
struct resume {
    std::uint64_t since = 0;
};
struct nothing {}; // freqtrade takes it in silence
struct unknown_type {
    std::string name; // as Python prints it
};
// What freqtrade closes the connection for.
struct malformed {
    std::string why;
};
using wish = std::variant<nothing, subscribe, ask_whitelist, ask_analysed, resume, unknown_type, malformed>;

[[nodiscard]] wish read_wish(std::string_view text);
// The token of a first message {"token": "..."}; nothing for anything else.
[[nodiscard]] std::optional<std::string> read_token(std::string_view text);
// Names separated by commas; empty: all of them. Nothing when one is no type.
[[nodiscard]] std::optional<std::uint64_t> read_types(std::string_view names);
[[nodiscard]] std::vector<std::string> read_list(std::string_view names);

} // namespace tremolo::api::stream
