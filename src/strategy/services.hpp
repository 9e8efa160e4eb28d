// What a strategy may ask of the bot that runs it: freqtrade's data provider (`dp`), wallets, locks, trade queries and
// custom data. The bot implements it; tests use their own. Called in the bot's thread, from within callbacks.
#pragma once
#include "base/clock.hpp"
#include "market/types.hpp"
#include "trading/trade.hpp"
#include "trading/wallets.hpp"
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace tremolo::market {
class frame;
}

namespace tremolo::strategy {

// A value kept as JSON. The builders write what Python's json module would.
struct json_text {
    std::string text;
    friend bool operator==(const json_text&, const json_text&) = default;
};

// A value kept with a trade, in the database, over restarts.
using custom_value = std::variant<bool, std::int64_t, double, std::string, json_text>;

// {{"rate", 1.5}, {"tags", json_list({"a", "b"})}}; texts may be given as literals.
struct json_item {
    json_item(bool v) : value{v} {}
    json_item(int v) : value{static_cast<std::int64_t>(v)} {}
    json_item(std::int64_t v) : value{v} {}
    json_item(double v) : value{v} {}
    json_item(const char* v) : value{std::string{v}} {}
    json_item(std::string v) : value{std::move(v)} {}
    json_item(json_text v) : value{std::move(v)} {}
    custom_value value;
};
[[nodiscard]] json_text json_object(std::initializer_list<std::pair<std::string_view, json_item>> members);
[[nodiscard]] json_text json_list(std::initializer_list<json_item> items);

enum class run_mode { live, dry_run, backtest, plot, webserver, other };
enum class message_level { debug, info, warning, error };

// The candles of a pair after analysis; `analysed_at` absent: not analysed yet, the frame is empty.
struct analysed_frame {
    std::shared_ptr<const market::frame> dataframe; // never null
    std::optional<timestamp> analysed_at{};
};

// Which trades to return; absent: any.
struct trade_filter {
    std::optional<market::pair_name> pair{};
    std::optional<bool> is_open{};
    std::optional<timestamp> opened_since{}; // open_date >= this
    std::optional<timestamp> closed_since{}; // close_date >= this
};

class services {
  public:
    virtual ~services() = default;

    // -- market data (freqtrade: self.dp). An unknown pair gives an empty frame, or nothing.
    [[nodiscard]] virtual std::shared_ptr<const market::frame>
    get_pair_dataframe(const market::pair_name& pair, const std::string& timeframe,
                       std::optional<market::candle_type> type = {}) = 0;
    [[nodiscard]] virtual analysed_frame get_analyzed_dataframe(const market::pair_name& pair,
                                                                const std::string& timeframe) = 0;
    [[nodiscard]] virtual std::optional<market::ticker> ticker(const market::pair_name& pair) = 0;
    [[nodiscard]] virtual market::order_book orderbook(const market::pair_name& pair, std::size_t depth) = 0;
    [[nodiscard]] virtual std::optional<market::market_info> market(const market::pair_name& pair) = 0;
    [[nodiscard]] virtual std::vector<market::pair_name> current_whitelist() = 0;
    // What another bot tells (`external_message_consumer`): its pairs, and its analysed candles. Empty where it has
    // told nothing; an empty timeframe and an absent type stand for the bot's own.
    [[nodiscard]] virtual std::vector<market::pair_name> get_producer_pairs(const std::string& producer = "default");
    [[nodiscard]] virtual analysed_frame get_producer_df(const market::pair_name& pair,
                                                         const std::string& timeframe = {},
                                                         std::optional<market::candle_type> type = {},
                                                         const std::string& producer = "default");
    [[nodiscard]] virtual run_mode runmode() const = 0;
    // The bot's time; in a backtest that of the candle.
    [[nodiscard]] virtual timestamp now() const = 0;

    // -- money
    [[nodiscard]] virtual const trading::wallets& wallets() = 0;
    [[nodiscard]] virtual double total_stake_amount() = 0;
    [[nodiscard]] virtual double available_stake_amount() = 0;

    // -- messages to whoever listens; the same text once a candle unless `always_send`
    virtual void send_msg(const std::string& text, bool always_send = false) = 0;
    virtual void log(message_level level, const std::string& text) = 0;

    // -- trades
    [[nodiscard]] virtual std::vector<trading::trade> trades(const trade_filter& which) = 0;
    // Custom data of a trade, kept in the database. Keys are matched without case.
    [[nodiscard]] virtual std::optional<custom_value> get_custom_data(std::int64_t trade_id,
                                                                      const std::string& key) = 0;
    virtual void set_custom_data(std::int64_t trade_id, const std::string& key, const custom_value& value) = 0;

    // -- locks; side: long, short or *
    virtual void lock_pair(const market::pair_name& pair, timestamp until, std::optional<std::string> reason = {},
                           const std::string& side = "*") = 0;
    virtual void unlock_pair(const market::pair_name& pair) = 0;
    virtual void unlock_reason(const std::string& reason) = 0;
    // `candle_date`: the start of the candle whose end counts; absent: now.
    [[nodiscard]] virtual bool is_pair_locked(const market::pair_name& pair, std::optional<timestamp> candle_date = {},
                                              const std::string& side = "*") = 0;
};

} // namespace tremolo::strategy
