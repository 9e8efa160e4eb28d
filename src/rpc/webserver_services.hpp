// What a strategy may ask while it draws a chart or is analysed: candles on disk, or of the exchange, and no trades.
#pragma once
#include "base/log.hpp"
#include "exchange/exchange.hpp"
#include "market/candle_files.hpp"
#include "strategy/services.hpp"

namespace tremolo::rpc::webserver {

struct chart_candles {
    market::candle_folder folder;
    market::candle_type type = market::candle_type::spot;
    std::optional<std::int64_t> from_ms; // nothing earlier is needed, startup candles aside
    std::optional<std::int64_t> to_ms;
    std::int64_t startup = 0; // candles, of each timeframe
};

// The candles of a file within a range, both ends included, cleaned as freqtrade does it (gaps filled). Empty where
// there is no file, or nothing in the range. Throws operational_error and bad_timeframe.
[[nodiscard]] market::frame candles_within(const market::candle_folder& folder, const market::candle_series& which,
                                           std::optional<std::int64_t> from_ms, std::optional<std::int64_t> to_ms);

class chart_services final : public strategy::services {
  public:
    // `time` outlives it.
    chart_services(chart_candles candles, std::vector<market::pair_name> pairs, const clock& time, logger log)
        : candles_{std::move(candles)}, pairs_{std::move(pairs)}, time_{time}, log_{std::move(log)} {}

    [[nodiscard]] std::shared_ptr<const market::frame>
    get_pair_dataframe(const market::pair_name& pair, const std::string& timeframe,
                       std::optional<market::candle_type> type) override;
    [[nodiscard]] strategy::analysed_frame get_analyzed_dataframe(const market::pair_name&,
                                                                  const std::string&) override {
        return {std::make_shared<const market::frame>(), {}};
    }
    [[nodiscard]] std::optional<market::ticker> ticker(const market::pair_name&) override { return {}; }
    [[nodiscard]] market::order_book orderbook(const market::pair_name&, std::size_t) override { return {}; }
    [[nodiscard]] std::optional<market::market_info> market(const market::pair_name&) override { return {}; }
    [[nodiscard]] std::vector<market::pair_name> current_whitelist() override { return pairs_; }
    [[nodiscard]] strategy::run_mode runmode() const override { return strategy::run_mode::webserver; }
    [[nodiscard]] timestamp now() const override { return time_.now(); }
    [[nodiscard]] const trading::wallets& wallets() override { return wallets_; }
    [[nodiscard]] double total_stake_amount() override { return 0; }
    [[nodiscard]] double available_stake_amount() override { return 0; }
    void send_msg(const std::string&, bool) override {}
    void log(strategy::message_level level, const std::string& text) override;
    [[nodiscard]] std::vector<trading::trade> trades(const strategy::trade_filter&) override { return {}; }
    [[nodiscard]] std::optional<strategy::custom_value> get_custom_data(std::int64_t, const std::string&) override {
        return {};
    }
    void set_custom_data(std::int64_t, const std::string&, const strategy::custom_value&) override {}
    void lock_pair(const market::pair_name&, timestamp, std::optional<std::string>, const std::string&) override {}
    void unlock_pair(const market::pair_name&) override {}
    void unlock_reason(const std::string&) override {}
    [[nodiscard]] bool is_pair_locked(const market::pair_name&, std::optional<timestamp>, const std::string&) override {
        return false;
    }

  private:
    chart_candles candles_;
    std::vector<market::pair_name> pairs_;
    const clock& time_;
    logger log_;
    trading::wallets wallets_;
};

} // namespace tremolo::rpc::webserver
