// The messages of the stream (FACTS.md section 8): what the bot pushes, and what one may ask it for. Texts are JSON as
// freqtrade writes it.
#pragma once
#include "bot/events.hpp"
#include "bot/snapshot.hpp"
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tremolo::rpc {

// All types that are pushed; a type's place is the number by which the stream knows it.
[[nodiscard]] std::span<const std::string_view> message_types();
[[nodiscard]] std::optional<unsigned> message_number(std::string_view type);

// Makes texts of the bot's events and hands them on, on the bot's thread. What `take` throws is logged and lost.
class message_feed final : public bot::event_sink {
  public:
    using taker = std::function<void(unsigned type, std::string_view text)>;
    explicit message_feed(taker take) : take_{std::move(take)} {}
    void send(std::shared_ptr<const bot::event> e) override;

  private:
    const taker take_;
};

[[nodiscard]] std::string whitelist_message(const bot::snapshot& bot);

struct frame_selection {
    std::int64_t limit = 0;           // newest rows; 0: all; negative: all but the oldest
    std::vector<std::string> columns; // empty: all
};
// One pair's analysed candles; an empty table with the date of 1970 for a pair that is not analysed.
[[nodiscard]] std::string analysed_message(const bot::snapshot& bot, const std::string& pair,
                                           const frame_selection& wanted);

// A pushed analyzed_df message with some of its columns only (the date always), or of some pairs only: then the text is
// empty for all others. Any other message as it is.
struct frame_subset {
    std::vector<std::string> pairs;   // empty: all
    std::vector<std::string> columns; // empty: all
    friend bool operator==(const frame_subset&, const frame_subset&) = default;
};
[[nodiscard]] std::string subset_of_message(std::string_view text, const frame_subset& wanted);

} // namespace tremolo::rpc
