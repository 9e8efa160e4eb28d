// What a strategy may ask of a backtest: the same as of a bot (strategy/services.hpp), answered as of the candle that
// is being processed. Analysed candles end with the candle before it, other candles before it too, so that nothing can
// look ahead. While strategies analyse, several threads may ask for candles; all else belongs to the thread of the run.
#pragma once
#include "backtest/dry_book.hpp"
#include "backtest/loaded_data.hpp"
#include "backtest/rows.hpp"
#include "exchange/exchange.hpp"
#include "strategy/services.hpp"
#include <functional>
#include <mutex>

namespace tremolo::backtest {

// The candles of files, for analysis of other timeframes and pairs; shared by the strategies of one call.
class past_candles {
  public:
    past_candles(market::candle_folder folder, timerange range, std::int64_t startup)
        : folder_{std::move(folder)}, range_{range}, startup_{startup} {}
    // Thread-safe.
    [[nodiscard]] std::shared_ptr<const market::frame> get(const market::candle_series& which);

  private:
    market::candle_folder folder_;
    timerange range_; // as asked for, before it was moved
    std::int64_t startup_;
    std::mutex guard_;
    std::map<market::candle_series, std::shared_ptr<const market::frame>> known_;
};

class past_services final : public strategy::services {
  public:
    struct parts {
        const plugins::settings& settings;
        const loaded_data& data;
        past_candles& candles;
        exchange::exchange& venue;
        const clock& time; // of the machine: locks that a strategy sets or asks for without a date begin with it
        std::vector<market::pair_name> whitelist;
        strategy::run_mode mode = strategy::run_mode::backtest;
        logger log{};
    };
    explicit past_services(parts with);

    // -- where the run stands. Nothing of it is set while strategies analyse.
    void trade_with(dry_book* book) { book_ = book; }
    void show(const std::vector<pair_rows>* rows) { rows_ = rows; }
    void move_to(timestamp candle, timestamp now) { candle_ = candle, now_ = now; }
    // How many rows of a pair the loop has come to; absent: none yet.
    void progress_by(std::function<std::optional<std::size_t>(std::size_t pair)> rows_seen) {
        rows_seen_ = std::move(rows_seen);
    }
    void set_whitelist(std::vector<market::pair_name> pairs) { with_.whitelist = std::move(pairs); }

    [[nodiscard]] std::shared_ptr<const market::frame>
    get_pair_dataframe(const market::pair_name& pair, const std::string& timeframe,
                       std::optional<market::candle_type> type = {}) override;
    [[nodiscard]] strategy::analysed_frame get_analyzed_dataframe(const market::pair_name& pair,
                                                                  const std::string& timeframe) override;
    [[nodiscard]] std::optional<market::ticker> ticker(const market::pair_name& pair) override;
    [[nodiscard]] market::order_book orderbook(const market::pair_name& pair, std::size_t depth) override;
    [[nodiscard]] std::optional<market::market_info> market(const market::pair_name& pair) override;
    [[nodiscard]] std::vector<market::pair_name> current_whitelist() override { return with_.whitelist; }
    [[nodiscard]] strategy::run_mode runmode() const override { return with_.mode; }
    [[nodiscard]] timestamp now() const override { return now_; }
    [[nodiscard]] const trading::wallets& wallets() override;
    [[nodiscard]] double total_stake_amount() override;
    [[nodiscard]] double available_stake_amount() override;
    void send_msg(const std::string& text, bool always_send = false) override;
    void log(strategy::message_level level, const std::string& text) override;
    [[nodiscard]] std::vector<trading::trade> trades(const strategy::trade_filter& which) override;
    [[nodiscard]] std::optional<strategy::custom_value> get_custom_data(std::int64_t trade_id,
                                                                        const std::string& key) override;
    void set_custom_data(std::int64_t trade_id, const std::string& key, const strategy::custom_value& value) override;
    void lock_pair(const market::pair_name& pair, timestamp until, std::optional<std::string> reason = {},
                   const std::string& side = "*") override;
    void unlock_pair(const market::pair_name& pair) override;
    void unlock_reason(const std::string& reason) override;
    [[nodiscard]] bool is_pair_locked(const market::pair_name& pair, std::optional<timestamp> candle_date = {},
                                      const std::string& side = "*") override;

  private:
    [[nodiscard]] dry_book& book() const;
    parts with_;
    std::map<std::string, std::size_t> index_; // of pairs
    dry_book* book_ = nullptr;
    const std::vector<pair_rows>* rows_ = nullptr;
    std::function<std::optional<std::size_t>(std::size_t)> rows_seen_;
    std::optional<timestamp> candle_;
    timestamp now_{};
    std::map<std::pair<std::int64_t, std::string>, strategy::custom_value> custom_;
};

} // namespace tremolo::backtest
