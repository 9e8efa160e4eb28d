// Makes events of what happened to trades, and keeps them until the snapshot that shows it was published.
#pragma once
#include "bot/events.hpp"
#include "bot/ledger.hpp"
#include "bot/settings.hpp"
#include "exchange/pricing.hpp"

namespace tremolo::bot {

// Belongs to the worker's thread; the references outlive it. `sink` may be null.
class announcer {
  public:
    announcer(const clock& clock, std::shared_ptr<const tremolo::bot::settings> settings, exchange::rates& rates,
              event_sink* sink, const exchange::exchange& exchange, logger log)
        : clock_{clock}, settings_{std::move(settings)}, rates_{rates}, sink_{sink}, exchange_{exchange},
          log_{std::move(log)} {}

    void status(const std::string& type, const std::string& text);
    void entry(const trading::trade& t, const trading::order& o, const std::string& order_type, bool fill,
               bool sub_trade);
    void entry_cancel(const trading::trade& t, const std::string& reason);
    void exit(const trading::trade& t, const std::string& order_type, bool fill, bool sub_trade,
              const trading::order* o);
    // Not twice with the same reason: the trade remembers it in exit_order_status.
    void exit_cancel(trading::trade& t, const trading::order& o, const std::string& reason, bool sub_trade);
    void protection(const std::string& type, const trading::lock& row);
    void whitelist(std::vector<market::pair_name> pairs);
    void strategy_message(std::string text); // sent where allow_custom_messages is set
    void send(event e);

    [[nodiscard]] bool waiting() const { return !outbox_.empty(); }
    // Hands everything to the sink, in order, and logs it.
    void flush();

    // From now on; on the worker's thread.
    void use(std::shared_ptr<const tremolo::bot::settings> settings) { settings_ = std::move(settings); }

  private:
    [[nodiscard]] std::optional<double> cached_rate(const trading::trade& t, exchange::direction side);
    [[nodiscard]] std::string base_currency(const std::string& pair) const;
    [[nodiscard]] std::string quote_currency(const std::string& pair) const;

    const clock& clock_;
    std::shared_ptr<const tremolo::bot::settings> settings_;
    exchange::rates& rates_;
    event_sink* sink_;
    const exchange::exchange& exchange_;
    logger log_;
    std::vector<std::shared_ptr<const event>> outbox_;
};

} // namespace tremolo::bot
