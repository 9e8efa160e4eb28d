// What a coin costs when the bot enters or exits: from the ticker or the order book, as `entry_pricing` and
// `exit_pricing` say (ENGINE.md section 5), with the rates of the last 300 s kept for readers that may be a little
// behind. Test vectors: tests/data/engine/entry_exit_rate.json.
#pragma once
#include "base/log.hpp"
#include "exchange/exchange.hpp"
#include <chrono>
#include <map>

namespace tremolo::exchange {

enum class price_side { bid, ask, same, other }; // same: entry long bid, exit long ask; shorts the opposite

struct pricing {
    tremolo::exchange::price_side price_side = tremolo::exchange::price_side::same;
    bool use_order_book = false;    // else the ticker
    std::size_t order_book_top = 1; // level of the book, 1 is the best
    double price_last_balance = 0;  // of the ticker: 0 takes the side's price, 1 the last one
};

enum class direction { entry, exit };

// The worker's; not thread-safe.
class rates {
  public:
    static constexpr std::chrono::seconds kept_for{300};
    struct both {
        double entry = 0;
        double exit = 0;
    };

    // `on` and `time` outlive it.
    rates(exchange& on, const clock& time, pricing entry, pricing exit, logger log = {})
        : on_{on}, time_{time}, entry_{entry}, exit_{exit}, log_{std::move(log)} {}

    // `refresh`: asks the exchange even if a rate is kept. exchange_error (pricing) when there is no price. Kept rates
    // do not tell longs from shorts.
    [[nodiscard]] double rate(const market::pair_name& pair, bool refresh, direction side, bool is_short);
    // What an exit would bring, for readers: a rate that is kept, or else one that only readers see later. What the bot
    // itself takes for a kept rate does not depend on who looked at its trades.
    [[nodiscard]] double shown(const market::pair_name& pair, bool is_short);
    // One order book or ticker for both where the settings allow it.
    [[nodiscard]] both entry_and_exit(const market::pair_name& pair, bool refresh, bool is_short);

  private:
    struct kept {
        double rate = 0;
        std::chrono::nanoseconds at{};
    };
    struct answers {
        const market::order_book* book = nullptr;
        const market::ticker* ticker = nullptr;
    };
    [[nodiscard]] const pricing& settings(direction side) const { return side == direction::entry ? entry_ : exit_; }
    using kept_rates = std::map<market::pair_name, kept>;
    [[nodiscard]] std::optional<double> kept_rate(const market::pair_name& pair, const kept_rates& in) const;
    [[nodiscard]] std::optional<double> kept_rate(const market::pair_name& pair, direction side) const {
        return kept_rate(pair, kept_[static_cast<int>(side)]);
    }
    [[nodiscard]] double ask(const market::pair_name& pair, direction side, bool is_short, answers given) const;
    [[nodiscard]] double read(const market::pair_name& pair, direction side, bool is_short, answers given);

    exchange& on_;
    const clock& time_;
    pricing entry_;
    pricing exit_;
    logger log_;
    kept_rates kept_[2]; // by direction
    kept_rates shown_;   // exits
};

// bid or ask.
[[nodiscard]] price_side resolved_side(price_side side, direction which, bool is_short);

// A price wished by a strategy, kept within `max_distance` (custom_price_max_distance_ratio) around the proposed one.
// None, zero and NaN wish nothing.
[[nodiscard]] double valid_price(std::optional<double> custom, double proposed, double max_distance = 0.02);

// `check_depth_of_market`: whether own side / other side (long: bids / asks) of up to 1,000 levels is at least `delta`.
[[nodiscard]] bool deep_enough(exchange& on, const market::pair_name& pair, bool is_short, double delta,
                               const logger& log = {});

} // namespace tremolo::exchange
