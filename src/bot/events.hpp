// What the bot tells everybody who listens (ENGINE.md section 22, FACTS.md section 8): one described struct a message,
// its members in the order and with the names of the wire. Events are immutable and shared; a sink gets them after the
// snapshot that shows their cause was published.
#pragma once
#include "base/clock.hpp"
#include "market/frame.hpp"
#include "market/types.hpp"
#include "json/describe.hpp"
#include <memory>
#include <variant>

namespace tremolo::bot {

// A time as Python's isoformat() writes it: with "+00:00", or (naive) without a zone.
struct iso_time {
    timestamp at{};
};
struct naive_time {
    timestamp at{};
};
// Either of both: the close date of an exit that was cancelled names its zone only while the trade is open.
struct zoned_or_naive_time {
    timestamp at{};
    bool naive = false;
};
// A rate that is written as the integer 0 when it is not known.
struct rate_or_zero {
    double value = 0;
};
void json_write(std::string& out, const iso_time& t);
void json_write(std::string& out, const naive_time& t);
void json_write(std::string& out, const zoned_or_naive_time& t);
void json_write(std::string& out, const rate_or_zero& r);

// type: status, warning, exception, startup
struct status_event {
    std::string type;
    std::string status;
};
BOOST_DESCRIBE_STRUCT(status_event, (), (type, status))

// type: entry, entry_fill
struct entry_event {
    std::int64_t trade_id = 0;
    std::string type;
    std::optional<std::string> buy_tag;
    std::optional<std::string> enter_tag;
    std::string exchange;
    std::string pair;
    double leverage = 1;
    std::string direction; // Long, Short
    double limit = 0;
    double order_rate = 0;
    double open_rate = 0;
    std::string order_type;
    double stake_amount = 0;
    std::string stake_currency;
    std::string base_currency;
    std::string quote_currency;
    std::optional<std::string> fiat_currency;
    double amount = 0;
    iso_time open_date;
    std::optional<double> current_rate;
    bool sub_trade = false;
};
BOOST_DESCRIBE_STRUCT(entry_event, (),
                      (trade_id, type, buy_tag, enter_tag, exchange, pair, leverage, direction, limit, order_rate,
                       open_rate, order_type, stake_amount, stake_currency, base_currency, quote_currency,
                       fiat_currency, amount, open_date, current_rate, sub_trade))

struct entry_cancel_event {
    std::int64_t trade_id = 0;
    std::string type = "entry_cancel";
    std::optional<std::string> buy_tag;
    std::optional<std::string> enter_tag;
    std::string exchange;
    std::string pair;
    double leverage = 1;
    std::string direction;
    double limit = 0;
    double order_rate = 0;
    std::string order_type;
    double stake_amount = 0;
    double open_rate = 0;
    std::string stake_currency;
    std::string base_currency;
    std::string quote_currency;
    std::optional<std::string> fiat_currency;
    double amount = 0;
    naive_time open_date;
    std::optional<double> current_rate;
    std::string reason;
    bool sub_trade = false;
};
BOOST_DESCRIBE_STRUCT(entry_cancel_event, (),
                      (trade_id, type, buy_tag, enter_tag, exchange, pair, leverage, direction, limit, order_rate,
                       order_type, stake_amount, open_rate, stake_currency, base_currency, quote_currency,
                       fiat_currency, amount, open_date, current_rate, reason, sub_trade))

// type: exit, exit_fill
struct exit_event {
    std::string type;
    std::int64_t trade_id = 0;
    std::string exchange;
    std::string pair;
    double leverage = 1;
    std::string direction;
    std::string gain; // profit, loss
    double limit = 0;
    double order_rate = 0;
    std::string order_type;
    double amount = 0;
    double open_rate = 0;
    double close_rate = 0;
    std::optional<double> current_rate;
    double profit_amount = 0;
    double profit_ratio = 0;
    std::optional<std::string> buy_tag;
    std::optional<std::string> enter_tag;
    std::optional<std::string> exit_reason;
    iso_time open_date;
    iso_time close_date;
    double stake_amount = 0;
    std::string stake_currency;
    std::string base_currency;
    std::string quote_currency;
    std::optional<std::string> fiat_currency;
    bool sub_trade = false;
    double cumulative_profit = 0;
    std::optional<double> final_profit_ratio;
    bool is_final_exit = false;
};
BOOST_DESCRIBE_STRUCT(exit_event, (),
                      (type, trade_id, exchange, pair, leverage, direction, gain, limit, order_rate, order_type, amount,
                       open_rate, close_rate, current_rate, profit_amount, profit_ratio, buy_tag, enter_tag,
                       exit_reason, open_date, close_date, stake_amount, stake_currency, base_currency, quote_currency,
                       fiat_currency, sub_trade, cumulative_profit, final_profit_ratio, is_final_exit))

struct exit_cancel_event {
    std::string type = "exit_cancel";
    std::int64_t trade_id = 0;
    std::string exchange;
    std::string pair;
    double leverage = 1;
    std::string direction;
    std::string gain;
    rate_or_zero limit;
    rate_or_zero order_rate;
    std::string order_type;
    double amount = 0;
    double open_rate = 0;
    std::optional<double> current_rate;
    double profit_amount = 0;
    double profit_ratio = 0;
    std::optional<std::string> buy_tag;
    std::optional<std::string> enter_tag;
    std::optional<std::string> exit_reason;
    naive_time open_date;
    zoned_or_naive_time close_date;
    std::string stake_currency;
    std::string base_currency;
    std::string quote_currency;
    std::optional<std::string> fiat_currency;
    std::string reason;
    bool sub_trade = false;
    double stake_amount = 0;
};
BOOST_DESCRIBE_STRUCT(exit_cancel_event, (),
                      (type, trade_id, exchange, pair, leverage, direction, gain, limit, order_rate, order_type, amount,
                       open_rate, current_rate, profit_amount, profit_ratio, buy_tag, enter_tag, exit_reason, open_date,
                       close_date, stake_currency, base_currency, quote_currency, fiat_currency, reason, sub_trade,
                       stake_amount))

// type: protection_trigger, protection_trigger_global
struct protection_event {
    std::string type;
    std::string base_currency; // "" for all pairs
    std::int64_t id = 0;
    std::string pair;
    std::string lock_time; // 2026-11-21 07:13:55
    std::int64_t lock_timestamp = 0;
    std::string lock_end_time;
    std::int64_t lock_end_timestamp = 0;
    std::optional<std::string> reason;
    std::string side;
    bool active = true;
};
BOOST_DESCRIBE_STRUCT(protection_event, (),
                      (type, base_currency, id, pair, lock_time, lock_timestamp, lock_end_time, lock_end_timestamp,
                       reason, side, active))

struct liquidation_warning_event {
    std::string type = "liquidation_warning";
    std::string exchange;
    std::string margin_mode;
    std::int64_t trade_id = 0;
    std::string pair;
    std::string base_currency;
    std::string quote_currency;
    std::string direction;
    double leverage = 1;
    double current_rate = 0;
    double liquidation_price = 0;
    double remaining_ratio = 0; // of the margin, 0 at the liquidation price
    double warn_ratio = 0;
    std::int64_t positions_at_risk = 0;
    std::int64_t open_positions = 0;
};
BOOST_DESCRIBE_STRUCT(liquidation_warning_event, (),
                      (type, exchange, margin_mode, trade_id, pair, base_currency, quote_currency, direction, leverage,
                       current_rate, liquidation_price, remaining_ratio, warn_ratio, positions_at_risk, open_positions))

struct whitelist_event {
    std::string type = "whitelist";
    std::vector<market::pair_name> data;
};
BOOST_DESCRIBE_STRUCT(whitelist_event, (), (type, data))

// The last row of freshly analysed candles. How frames are written is the API's business: no JSON here.
struct analysed_event {
    market::pair_name pair;
    std::string timeframe;
    market::candle_type type = market::candle_type::spot;
    std::shared_ptr<const market::frame> dataframe; // all rows
    timestamp analysed_at{};
};

struct new_candle_event {
    std::string type = "new_candle";
    std::vector<std::string> data; // pair, timeframe, candle type
};
BOOST_DESCRIBE_STRUCT(new_candle_event, (), (type, data))

struct strategy_message_event {
    std::string type = "strategy_msg";
    std::string msg;
};
BOOST_DESCRIBE_STRUCT(strategy_message_event, (), (type, msg))

using event =
    std::variant<status_event, entry_event, entry_cancel_event, exit_event, exit_cancel_event, protection_event,
                 liquidation_warning_event, whitelist_event, analysed_event, new_candle_event, strategy_message_event>;

// "entry_fill", "analyzed_df" ...
[[nodiscard]] std::string_view type_of(const event& e);
// The message as it goes over the wire; nothing for analysed_event.
[[nodiscard]] std::optional<std::string> wire_text(const event& e);

// Who listens. Called on the worker's thread, after the snapshot was published; must not block and must not throw.
class event_sink {
  public:
    virtual ~event_sink() = default;
    virtual void send(std::shared_ptr<const event> e) = 0;
};

[[nodiscard]] std::string_view text_of(market::candle_type type); // spot, futures, mark, premiumIndex ...

} // namespace tremolo::bot
