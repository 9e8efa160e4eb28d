// What a bot does with trades: enters, adjusts, leaves, and looks after their orders. Decisions come from strategy/ and
// trading/, this is what they lead to (ENGINE.md sections 4, 9, 12 to 17). One file a subject:
// entries, exits, fills, open_orders, adjustments, exchange_stops, futures, recovery.
//
// An order is written to the database before it is sent, under an id of our own; the exchange's answer then takes its
// place. An order that was refused leaves no row. One that was filled at once is written together with what its fill
// does to the trade: until then the row is the one without an answer, which the next start settles.
#pragma once
#include "bot/context.hpp"
#include <set>

namespace tremolo::bot {

// Why an order was cancelled: stored with it and sent to clients.
namespace cancel_reason {
inline constexpr const char* timeout = "cancelled due to timeout";
inline constexpr const char* partially_filled_keep_open = "partially filled - keeping order open";
inline constexpr const char* partially_filled = "partially filled";
inline constexpr const char* fully_cancelled = "fully cancelled";
inline constexpr const char* all_cancelled = "cancelled (all unfilled and partially filled open orders cancelled)";
inline constexpr const char* cancelled_on_exchange = "cancelled on exchange";
inline constexpr const char* force_exit = "forcesold";
inline constexpr const char* replace = "cancelled to be replaced by new limit order";
inline constexpr const char* replace_failed = "failed to replace order, deleting Trade";
inline constexpr const char* user_cancel = "user requested order cancel";
inline constexpr const char* trade_closed = "cancelled as the trade was closed";
} // namespace cancel_reason

enum class entry_mode { initial, pos_adjust, replace };

struct entry_wish {
    std::string pair;
    double stake = 0; // stake currency, without leverage
    std::optional<double> price{};
    bool is_short = false;
    std::optional<std::string> order_type{};
    std::optional<std::string> tag{};
    trade_ptr trade{}; // to add to; null: a new one
    entry_mode mode = entry_mode::initial;
    std::optional<double> leverage{};
};

struct exit_wish {
    double limit = 0;
    strategy::exit_check check;
    std::optional<std::string> tag{};
    std::optional<std::string> order_type{};
    std::optional<double> amount{}; // a part; absent: all
    bool skip_custom_price = false;
};

class trader {
  public:
    explicit trader(context parts) : c_{std::move(parts)} {}

    // These settings from now on.
    void use(std::shared_ptr<const tremolo::bot::settings> settings) { c_.settings = std::move(settings); }

    // -- entries
    void enter_positions(const std::vector<market::pair_name>& whitelist, const std::function<void()>& after_each);
    // False: nothing came of it. Throws tremolo::error where freqtrade refuses for this time.
    [[nodiscard]] bool execute_entry(const entry_wish& wish);
    [[nodiscard]] double free_slots() const;

    // -- exits
    void exit_positions();
    [[nodiscard]] bool execute_exit(const trade_ptr& t, const exit_wish& wish);
    [[nodiscard]] std::optional<double> smallest_stake(const std::string& pair, double rate, double stoploss,
                                                       double leverage = 1) const;

    // -- open orders
    void manage_open_orders();
    // True: the order is cancelled (an entry: wholly).
    bool cancel_order(const trade_ptr& t, const market::order_state& state, const std::string& reason,
                      bool replacing = false);
    bool cancel_entry(const trade_ptr& t, const market::order_state& state, const std::string& reason,
                      bool replacing = false);
    bool cancel_exit(const trade_ptr& t, const market::order_state& state, const std::string& reason);
    void cancel_all_open_orders();

    // -- position adjustment
    void adjust_positions();

    // -- fills. True: the order was cancelled with nothing filled, and the caller has to deal with that. The order and
    // its trade are written in one transaction. When the exchange does not answer on the way, the trade is as before
    // and the order open, so that the next round asks for it again.
    bool update_trade_state(const trade_ptr& t, const std::string& order_id,
                            const std::optional<market::order_state>& state, bool is_stop = false,
                            bool send_messages = true);

    // -- stops on the exchange
    void cancel_exchange_stops(const trade_ptr& t, const std::string& but = {}); // `but`: not this order

    // -- futures
    void check_liquidation_warnings();
    void update_funding_fees();
    void update_all_liquidation_prices();

    // -- recovery
    void fill_in_precisions();
    void reinitialise_stops();
    void settle_intents_of(const trade_ptr& t);
    void settle_intents();      // orders that were stored, but of which no answer was
    void update_open_orders();  // live only
    void assign_missing_fees(); // live only
    // True: the trade was removed.
    bool recover_from_exchange(const trade_ptr& t);
    [[nodiscard]] std::set<std::string> orders_of_others(const trading::trade& t) const;

    [[nodiscard]] context& parts() { return c_; }

  private:
    // entries
    [[nodiscard]] bool create_trade(const std::string& pair);
    struct entry_terms {
        double price = 0;
        double stake = 0;
        double leverage = 1;
    };
    [[nodiscard]] entry_terms entry_terms_of(const entry_wish& wish);
    [[nodiscard]] double entry_leverage(const entry_wish& wish, double price, const std::string& side);
    [[nodiscard]] bool confirmed(const entry_wish& wish, const entry_terms& terms, const std::string& order_type,
                                 double amount);
    [[nodiscard]] trade_ptr new_trade(const entry_wish& wish, const entry_terms& terms, double amount) const;
    void complete_trade(trading::trade& t, const entry_terms& terms, double filled_price) const;
    [[nodiscard]] bool is_locked(const std::string& pair, const strategy::entry_signal& signal) const;
    // Stores, sends, and puts the answer in the order's place. Throws what the exchange throws, with nothing stored.
    [[nodiscard]] market::order_state send_order(const trade_ptr& t, exchange::order_request request,
                                                 const std::string& ft_side, double amount, double price,
                                                 const std::optional<std::string>& tag);
    [[nodiscard]] bool keeps_similar_order(const trade_ptr& t, double price, double amount, const std::string& side);
    [[nodiscard]] trading::stake_limits stake_limits(const std::string& pair, double price, double stoploss,
                                                     double leverage) const;
    [[nodiscard]] double fee_of(const std::string& pair) const;

    // exits
    [[nodiscard]] bool handle_trade(const trade_ptr& t);
    [[nodiscard]] std::string exit_order_type(const exit_wish& wish) const;
    [[nodiscard]] bool already_seen(const trading::trade& t, const std::string& reason) const;
    void remember_exit(const trading::trade& t, const std::string& reason);
    [[nodiscard]] strategy::exit_questions exit_questions() const;

    // open orders
    void manage_order(const trade_ptr& t, const std::string& order_id);
    [[nodiscard]] bool timed_out(const trading::trade& t, const trading::order& o) const;
    void replace_order(const trade_ptr& t, const market::order_state& state, const std::string& order_id);
    void replace_with(const trade_ptr& t, const market::order_state& state, const std::string& order_id,
                      std::optional<double> price, bool is_entry);
    void replace_failed(const trade_ptr& t, const std::string& why);
    void cancel_orders_of(const trade_ptr& t, const std::string& reason, bool replacing);
    // Stops, too. Of an exchange that cannot be asked it throws.
    void cancel_all_but(const trade_ptr& t, const std::string& order_id);
    void cancel_as(const trade_ptr& t, const market::order_state& state, const std::string& reason, bool replacing);
    void emergency_exit(const trade_ptr& t, double price, std::optional<double> amount);
    [[nodiscard]] std::optional<market::order_state>
    cancelled_state(const trade_ptr& t, const market::order_state& state, const std::string& reason, bool replacing);

    // position adjustment
    void adjust_position(const trade_ptr& t);
    void reduce_position(const trade_ptr& t, double stake, double exit_rate, const std::string& tag);

    // fills
    void ask_again_for(const trade_ptr& t, const std::string& order_id);
    [[nodiscard]] bool closes_with_others_around(const trading::trade& t, const trading::order& o,
                                                 bool send_messages) const;
    void after_fill(const trade_ptr& t, const std::string& order_id, bool send_messages);
    void tell_of_close(const trade_ptr& t, const std::string& order_id, bool is_stop, bool send_messages);
    void handle_protections(const std::string& pair, const std::string& side);
    void book_fee(trading::trade& t, trading::order& o, const market::order_state& state);
    [[nodiscard]] std::optional<double> fee_in_coins(trading::trade& t, trading::order& o,
                                                     const market::order_state& state);
    [[nodiscard]] std::optional<double> fee_from_fills(trading::trade& t, trading::order& o, double order_amount);
    [[nodiscard]] std::optional<double> applied_fee(trading::trade& t, const trading::order& o, double amount,
                                                    double fee);
    [[nodiscard]] std::optional<double> fee_rate(const market::order_fee& fee, const std::string& pair,
                                                 std::optional<double> cost, double amount);

    // stops on the exchange
    [[nodiscard]] bool handle_exchange_stop(const trade_ptr& t);
    [[nodiscard]] bool create_exchange_stop(const trade_ptr& t, double stop_price);
    void manage_exchange_stops(const trade_ptr& t, const std::vector<market::order_state>& stops);
    void trail_exchange_stop(const trade_ptr& t, const market::order_state& stop);

    // futures
    [[nodiscard]] double funding_of(const trading::trade& t) const;
    void update_liquidation_prices(const trade_ptr& t);
    using marks = std::map<market::pair_name, double>; // mark prices
    [[nodiscard]] marks marks_of_open() const;
    [[nodiscard]] std::optional<double> liquidation_price_of(const trading::trade& t, const marks& all) const;
    [[nodiscard]] bool warn_of_liquidation(std::int64_t trade_id, double remaining, double ratio);

    // recovery
    void look_for_lost_orders(const trade_ptr& t);
    void settle_intent(const trade_ptr& t, const std::string& order_id);

    [[nodiscard]] timestamp now() const { return c_.now(); }
    [[nodiscard]] const strategy::settings& rules() const { return c_.settings->strategy; }
    [[nodiscard]] market::order_state fetch_order(const trading::trade& t, const std::string& order_id) const {
        return c_.exchange.fetch_order(order_id, t.pair);
    }

    context c_;
    struct seen_exit {
        timestamp until{};
    };
    std::map<std::string, seen_exit> seen_exits_; // PAIR_ID_REASON, until the candle ends
    struct liquidation_warning {
        double remaining = 0;
        timestamp at{};
    };
    std::map<std::int64_t, liquidation_warning> liquidation_warned_;
};

// The orders of a trade that are open, stops aside, by the exchange's ids: what a loop over them starts from.
[[nodiscard]] std::vector<std::string> open_order_ids(const trading::trade& t);

} // namespace tremolo::bot
