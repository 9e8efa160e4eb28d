// Bodies that were written once and are sent again while they are still true: until the next snapshot, the next change
// of the bot's state, and no longer than the second or the day that they speak of. Thread-safe.
#pragma once
#include "api/representation.hpp"
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace tremolo::api {

class answer_cache {
  public:
    // What an answer was true for.
    struct stamp {
        const void* snapshot = nullptr; // which object, so that a reload's first picture is not taken for an old one
        std::uint64_t number = 0;       // the snapshot's
        std::uint64_t state_changes = 0;
        std::int64_t moment = 0; // the second or day, where that matters
        friend bool operator==(const stamp&, const stamp&) = default;
    };
    using body = shared_representation;

    // At most this many answers and bytes are kept; all are forgotten when one more would exceed them.
    explicit answer_cache(std::size_t most_answers = 256, std::size_t most_bytes = 32 * 1024 * 1024)
        : most_answers_{most_answers}, most_bytes_{most_bytes} {}

    // Null when there is none, or it is no longer true.
    [[nodiscard]] body find(std::string_view key, const stamp& now) const;
    void keep(std::string key, const stamp& made_for, body answer);

  private:
    struct entry {
        stamp made_for;
        body answer;
    };
    struct text_hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    const std::size_t most_answers_;
    const std::size_t most_bytes_;
    mutable std::mutex mutex_;
    std::unordered_map<std::string, entry, text_hash, std::equal_to<>> entries_;
    std::size_t bytes_ = 0;
};

} // namespace tremolo::api
