// DelistFilter: removes pairs that the exchange is going to delist.
#include "base/time_text.hpp"
#include "exchange/delisting.hpp"
#include "plugins/pairlists/makers.hpp"

namespace tremolo::plugins {

namespace {
class delist_filter final : public handler {
  public:
    delist_filter(const surroundings& around, const blacklist& banned, const boost::json::object& keys)
        : handler{"DelistFilter", around, banned, keys}, days_{static_cast<std::int64_t>(
                                                             options().number("max_days_from_now", 0))} {
        if (days_ < 0) options().refuse("requires max_days_from_now to be >= 0");
        if (!exchange::tells_delistings(around.exchange.about()))
            options().refuse("doesn't support " + around.exchange.about().name + ".");
    }

    [[nodiscard]] std::string short_description() const override {
        return name() + " - Filtering pairs that will be delisted" +
               (days_ > 0 ? fmt::format(" in the next {} days.", days_) : ".");
    }

  protected:
    [[nodiscard]] bool keeps(const market::pair_name& pair, const market::ticker* /*ticker*/) override {
        const timestamp now = around().clock.now();
        const auto when = exchange::delisting_time(around().exchange, pair, now);
        if (!when || (days_ > 0 && *when > now + std::chrono::days{days_})) return true;
        note(log_level::info,
             fmt::format("Removed {} from whitelist, because it will be delisted on {}.", pair, date_time_text(*when)));
        return false;
    }

  private:
    std::int64_t days_; // 0: whenever
};
} // namespace

std::unique_ptr<handler> make_delist_filter(const surroundings& around, const blacklist& banned,
                                            const boost::json::object& keys) {
    return std::make_unique<delist_filter>(around, banned, keys);
}

} // namespace tremolo::plugins
