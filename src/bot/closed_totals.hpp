// Running sums over the closed trades, so that /profit, /performance, /daily and their kin cost the same after a
// million trades as after ten. Built once from the database at start, carried on as trades close (copy, add, publish),
// rebuilt when a closed trade is deleted. Immutable once published. Formulas: FACTS.md "Arithmetic", ENGINE.md
// section 25.
#pragma once
#include "base/clock.hpp"
#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tremolo::bot {

// What the sums need of one closed trade, as the database streams it.
struct closed_trade {
    std::int64_t id = 0;
    std::string pair;
    bool is_short = false;
    timestamp open_date{};
    timestamp close_date{};
    double leverage = 1;
    double close_profit = 0;     // ratio
    double close_profit_abs = 0; // stake currency
    std::optional<std::string> enter_tag;
    std::optional<std::string> exit_reason;
    double entry_cost = 0; // sum of filled x average of its entry orders, not divided by leverage
    double volume = 0;     // sum of cost of its orders with status closed and a date of filling
    // Databases of other programs may not say: such a trade has no duration, or counts without a profit.
    bool has_close_date = true;
    bool has_profit = true; // close_profit_abs

    // Whether /profit and its kin see it: they ask for what closed since 1970.
    [[nodiscard]] bool is_dated() const { return has_close_date && close_date >= timestamp{}; }
    bool operator==(const closed_trade&) const = default;
};

// Mean and sum of squared distances, carried on one value at a time (Welford): a deviation without keeping the values.
struct running_moments {
    std::int64_t count = 0;
    double mean = 0;
    double squares = 0;
    void add(double value);
    [[nodiscard]] std::optional<double> population_deviation() const; // none of an empty set
    [[nodiscard]] std::optional<double> sample_deviation() const;     // none of fewer than two
};

// The drawdown of the cumulated profit in the order of closing, with a zero row in front.
struct running_drawdown {
    double cumulated = 0;
    double high = 0; // its running maximum, not below 0
    // Row of the running maximum: the trade that made it; none while that is the zero row.
    std::optional<timestamp> high_date;
    // The same as of one trade before the last (the current drawdown's high is looked for among all rows but the last).
    std::optional<timestamp> high_date_before_last;
    std::optional<timestamp> first_date; // of the first trade, which stands for the zero row
    bool last_is_unknown = false;        // what the last trade made: there is no current drawdown then
    struct {
        double drawdown = 0; // negative
        double high = 0;
        double low = 0;
        std::optional<timestamp> high_date;
        std::optional<timestamp> low_date;
    } largest; // by amount
    void add(double profit_abs, timestamp close_date);
    [[nodiscard]] double largest_relative(double starting_balance) const;
    [[nodiscard]] double current_relative(double starting_balance) const;
};

// One group of trades: a pair, a tag, a reason or a mix of tags, of one pair.
struct group_totals {
    std::int64_t count = 0;
    double profit_ratio_sum = 0;
    double profit_abs = 0;
    double entry_cost = 0; // divided by leverage
    // What the trades cost that have no tag or reason, in a group that is called "Other" for it: freqtrade divides by
    // it apart from the cost of those that are tagged "Other".
    double nameless_cost = 0;
    // The members with the largest and the smallest profit (ties: lowest and highest id): /mix_tags is ordered by the
    // one and rounds by the other.
    struct member {
        std::int64_t id = 0;
        double profit_abs = 0;
        double profit_ratio = 0;
    };
    member best;
    member worst;
    void add(const closed_trade& t, bool nameless = false);
    void add(const group_totals& other);
};

struct pair_totals {
    group_totals all;
    // Of those that closed in 1970 or later.
    group_totals dated;
    group_totals dated_longs;
    group_totals dated_shorts;
    std::map<std::string, group_totals> by_enter_tag; // an absent tag is "Other"
    std::map<std::string, group_totals> by_exit_reason;
    std::map<std::string, group_totals> by_mix; // "<enter tag> <exit reason>"
};

struct outcome_count {
    std::int64_t wins = 0;
    std::int64_t losses = 0;
    std::int64_t draws = 0;
    std::int64_t first_id = 0; // reasons are listed in the order of their first trade
};

// Sums over the trades of both sides, or of one.
struct side_totals {
    std::int64_t count = 0;
    double profit_abs = 0;
    double profit_ratio = 0;
    std::int64_t winning = 0; // ratio not below 0
    std::int64_t losing = 0;
    double winning_profit = 0;
    double losing_profit = 0;
    // By the sign of the absolute profit, for expectancy.
    std::int64_t gains = 0;
    std::int64_t losses = 0;
    double gain_sum = 0;
    double loss_sum = 0;
    double duration_s = 0;
    double volume = 0;
    running_moments profits; // of profit_abs
    running_moments loss_profits;
    running_drawdown drawdown;
    // The same over trades in the order of the second in which they closed, and of their ids within one: freqtrade's
    // Calmar ratio sorts by dates as texts.
    running_drawdown drawdown_by_second;
    struct end {
        std::int64_t id = 0;
        timestamp open_date{};
    };
    std::optional<end> first; // by id
    std::optional<end> last;
    void add(const closed_trade& t);
};

struct period_totals {
    double profit_abs = 0;
    std::int64_t count = 0;
};

struct closed_totals {
    // Of trades that closed in 1970 or later: others, and those without a date of closing, are not asked for.
    side_totals all;
    side_totals longs;
    side_totals shorts;
    double profit_abs = 0; // of all trades
    std::map<std::string, pair_totals> pairs;
    std::map<std::string, outcome_count> exit_reasons;
    // Seconds and numbers of trades by outcome, for mean durations: wins, losses, draws.
    struct duration {
        double seconds = 0;
        std::int64_t count = 0;
    };
    duration win_duration, loss_duration, draw_duration;
    std::map<std::chrono::sys_days, period_totals> days; // by the UTC day of closing, of those that have one
    std::optional<timestamp> last_close_date;
    std::int64_t last_second_id = 0; // the highest id of those that closed in the second of last_close_date

    // From all closed trades, in any order. Those that closed at one moment come in the order of freqtrade's sorting.
    [[nodiscard]] static closed_totals of(std::vector<closed_trade> trades);
    // Adds a trade that closed after all others. False (and nothing is changed) when it did not, or when it has a lower
    // id than another of its second: rebuild then.
    [[nodiscard]] bool add(const closed_trade& t);

  private:
    void add_beside_sides(const closed_trade& t);
};

} // namespace tremolo::bot
