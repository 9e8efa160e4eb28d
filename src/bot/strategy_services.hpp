// What a strategy can ask of the bot that runs it.
#pragma once
#include "bot/context.hpp"
#include "strategy/producers.hpp"

namespace tremolo::bot {

// Belongs to the worker's thread; the references outlive it.
class strategy_services final : public strategy::services {
  public:
    strategy_services(const clock& clock, exchange::exchange& exchange, ledger& trades, wallet_keeper& wallets,
                      candle_keeper& candles, const std::vector<market::pair_name>& whitelist,
                      std::shared_ptr<const tremolo::bot::settings> settings,
                      std::shared_ptr<const strategy::producers> producers, logger log);

    [[nodiscard]] std::shared_ptr<const market::frame>
    get_pair_dataframe(const market::pair_name& pair, const std::string& timeframe,
                       std::optional<market::candle_type> type) override;
    [[nodiscard]] strategy::analysed_frame get_analyzed_dataframe(const market::pair_name& pair,
                                                                  const std::string& timeframe) override;
    [[nodiscard]] std::optional<market::ticker> ticker(const market::pair_name& pair) override;
    [[nodiscard]] market::order_book orderbook(const market::pair_name& pair, std::size_t depth) override;
    [[nodiscard]] std::optional<market::market_info> market(const market::pair_name& pair) override;
    [[nodiscard]] std::vector<market::pair_name> current_whitelist() override { return whitelist_; }
    [[nodiscard]] std::vector<market::pair_name> get_producer_pairs(const std::string& producer) override;
    [[nodiscard]] strategy::analysed_frame get_producer_df(const market::pair_name& pair, const std::string& timeframe,
                                                           std::optional<market::candle_type> type,
                                                           const std::string& producer) override;
    [[nodiscard]] strategy::run_mode runmode() const override;
    [[nodiscard]] timestamp now() const override { return clock_.now(); }
    [[nodiscard]] const trading::wallets& wallets() override { return wallets_.current(); }
    [[nodiscard]] double total_stake_amount() override { return wallets_.total_stake(); }
    [[nodiscard]] double available_stake_amount() override { return wallets_.available_stake(); }
    void send_msg(const std::string& text, bool always_send) override;
    void log(strategy::message_level level, const std::string& text) override;
    [[nodiscard]] std::vector<trading::trade> trades(const strategy::trade_filter& which) override;
    [[nodiscard]] std::optional<strategy::custom_value> get_custom_data(std::int64_t trade_id,
                                                                        const std::string& key) override;
    void set_custom_data(std::int64_t trade_id, const std::string& key, const strategy::custom_value& value) override;
    void lock_pair(const market::pair_name& pair, timestamp until, std::optional<std::string> reason,
                   const std::string& side) override;
    void unlock_pair(const market::pair_name& pair) override;
    void unlock_reason(const std::string& reason) override;
    [[nodiscard]] bool is_pair_locked(const market::pair_name& pair, std::optional<timestamp> candle_date,
                                      const std::string& side) override;

    // Messages since the last call.
    [[nodiscard]] std::vector<std::string> take_messages() { return std::exchange(messages_, {}); }

    // From now on; on the worker's thread.
    void use(std::shared_ptr<const tremolo::bot::settings> settings) { settings_ = std::move(settings); }

  private:
    const clock& clock_;
    exchange::exchange& exchange_;
    ledger& ledger_;
    wallet_keeper& wallets_;
    candle_keeper& candles_;
    const std::vector<market::pair_name>& whitelist_;
    std::shared_ptr<const tremolo::bot::settings> settings_;
    std::shared_ptr<const strategy::producers> producers_; // null: there are none
    logger log_;
    plugins::said_once said_;
    std::vector<std::string> messages_;
};

} // namespace tremolo::bot
