// What other bots tell of themselves (`external_message_consumer` in the configuration): their pairs and analysed
// candles, by the producer's name. The consumer writes, strategies and ProducerPairList read. It outlives the bots of a
// process, so that a reload forgets nothing. Any thread.
#pragma once
#include "market/frame.hpp"
#include "market/types.hpp"
#include "strategy/services.hpp"
#include <map>
#include <mutex>
#include <tuple>

namespace tremolo::strategy {

inline constexpr std::string_view default_producer = "default";

struct producer_key {
    market::pair_name pair;
    std::string timeframe;
    market::candle_type type = market::candle_type::spot;
    friend auto operator<=>(const producer_key&, const producer_key&) = default;
};

class producers {
  public:
    // -- for readers
    // As the producer named them last; empty where nothing is known of it.
    [[nodiscard]] std::vector<market::pair_name> pairs(std::string_view producer = default_producer) const;
    // `analysed_at` absent and an empty frame where nothing is known.
    [[nodiscard]] analysed_frame frame(const producer_key& key, std::string_view producer = default_producer) const;

    // -- for the consumer
    void set_pairs(const std::string& producer, std::vector<market::pair_name> pairs);
    // What was told by others than these is forgotten.
    void keep_only(const std::vector<std::string>& names);
    // Joins candles to those that are there: rows of the same and later dates are replaced, the newest 1,500 kept; 100
    // and more stand for all. Nothing when that worked; else how many of the newest candles to ask the producer for,
    // because rows are missing in between (1,000: nothing is there yet).
    [[nodiscard]] std::optional<std::int64_t> add(const std::string& producer, const producer_key& key,
                                                  const market::frame& candles, timestamp analysed_at);

  private:
    struct told {
        std::vector<market::pair_name> pairs;
        std::map<producer_key, analysed_frame> frames;
    };
    mutable std::mutex mutex_;
    std::map<std::string, told, std::less<>> told_;
};

} // namespace tremolo::strategy
