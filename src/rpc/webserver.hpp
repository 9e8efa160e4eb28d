// What one can ask in webserver mode, where there is no bot: strategies and candles on disk, markets of an exchange,
// pairlist handlers. Questions change nothing and may be called from any thread; they may take long (a strategy is
// compiled, an exchange is asked). Refusals as in failures.hpp.
#pragma once
#include "base/log.hpp"
#include "config/configuration.hpp"
#include "exchange/exchange.hpp"
#include "rpc/candle_table.hpp"
#include "rpc/failures.hpp"
#include "rpc/queries.hpp"
#include "strategy/loader.hpp"
#include <functional>
#include <mutex>
#include <shared_mutex>

namespace tremolo::rpc::webserver {

// Opens the exchange that a configuration names; throws configuration_error where this build has none.
using exchange_opener = std::function<std::shared_ptr<exchange::exchange>(const config::configuration&)>;

// What a request may say about the exchange beside the configuration.
struct exchange_choice {
    std::optional<std::string> exchange;
    std::optional<config::trading_mode> trading_mode;
    std::optional<config::margin_mode> margin_mode;
};

// Answers an order to show a strategy (webserver_orders.hpp) where its code can do no harm. Throws operational_error
// when the code has ended its process, or does not end.
using strategy_shower = std::function<std::string(const std::string& order)>;

// What all questions stand on. Thread-safe.
class workspace {
  public:
    // `time` outlives the workspace.
    workspace(config::configuration settings, const clock& time, logger log, exchange_opener open);

    // From now on strategies that are only looked at are not loaded into this process. Before the shower goes, say so
    // with another one: who is being answered is waited for.
    void show_strategies_by(strategy_shower shower);
    [[nodiscard]] bool shows_elsewhere() const;
    // The answer to an order, by the shower. Throws as it does.
    [[nodiscard]] std::string shown_elsewhere(const std::string& order) const;

    [[nodiscard]] const config::configuration& settings() const { return settings_; }
    // The settings as the request chooses: another exchange has another data folder. Throws configuration_error.
    [[nodiscard]] config::configuration settings_for(const exchange_choice& choice) const;
    [[nodiscard]] const clock& time() const { return time_; }
    [[nodiscard]] timestamp now() const { return time_.now(); }
    [[nodiscard]] const logger& log() const { return log_; }

    // Every strategy that can be loaded, by name. Those whose file has not been compiled yet are compiled; what takes
    // longer than the patience is listed as if it could be, and known the next time.
    [[nodiscard]] std::vector<std::string> strategies();
    // Throws configuration_error, for one that is not there in freqtrade's words.
    [[nodiscard]] strategy::loaded_strategy load_strategy(const std::string& name) const;
    // The same without running anything of it.
    void compile_strategy(const std::string& name) const;

    // Calls with the exchange of these settings, opened when first needed; one caller at a time. Throws
    // configuration_error and exchange_error.
    template <class F>
    auto with_exchange(const config::configuration& settings, F&& use) {
        opened& one = exchange_of(settings);
        const std::scoped_lock lock{one.mutex};
        return std::forward<F>(use)(*one.venue);
    }

  private:
    struct opened {
        std::mutex mutex;
        std::shared_ptr<exchange::exchange> venue;
    };
    opened& exchange_of(const config::configuration& settings);
    template <class F>
    auto in_known_words(const std::string& name, F&& done) const;

    const config::configuration settings_;
    const clock& time_;
    const logger log_;
    const exchange_opener open_;
    const strategy::loader loader_;
    class examination;
    mutable std::shared_mutex showing_; // of shower_
    strategy_shower shower_;
    std::shared_ptr<examination> examined_; // uses all of the above
    std::mutex mutex_;                      // of exchanges_
    std::map<std::string, std::unique_ptr<opened>> exchanges_;
};

// Settings that were put together as JSON, validated as a configuration is. Throws configuration_error.
[[nodiscard]] config::configuration settings_of(boost::json::object settings, config::run_mode mode,
                                                const logger& log = {});
// A whole error text, as freqtrade has it for a strategy that is not there or broken.
[[nodiscard]] std::string impossible_to_load(const std::string& strategy);

// -- what there is
[[nodiscard]] schema::show_config show_config(const workspace& place);
// not_found "Strategy not found" also for one that is broken.
[[nodiscard]] schema::strategy_response strategy(const workspace& place, const std::string& name);
// The same as JSON text, told by the workspace's shower: detail_failure "failed" when the strategy's code has ended its
// process.
[[nodiscard]] std::string strategy_text(const workspace& place, const std::string& name);
// Refuses without a strategy; detail_failure "failed" for one that cannot be loaded.
[[nodiscard]] schema::plot_config_answer plot_config(const workspace& place, const std::optional<std::string>& name);
[[nodiscard]] std::string plot_config_text(const workspace& place, const std::optional<std::string>& name);
[[nodiscard]] std::vector<std::string> freqai_models(const workspace& place);

struct stored_candles {
    std::string pair;
    std::string timeframe;
    std::string type; // "spot", "premiumIndex"
};
// By pair; those of one pair as the folder lists them. Without a candle type that of the trading mode.
[[nodiscard]] std::vector<stored_candles> available_candles(const workspace& place,
                                                            const std::optional<std::string>& timeframe,
                                                            const std::optional<std::string>& stake_currency,
                                                            const std::optional<std::string>& type);

[[nodiscard]] schema::market_response markets(workspace& place, const exchange_choice& where,
                                              const market_filter& filter);

struct handler_about {
    std::string_view name;
    std::string_view description;
    bool generates = false; // may be the first of the chain
};
// By name.
[[nodiscard]] std::vector<handler_about> pairlist_handlers();
// What can be set of each pairlist handler; nothing for one without parameters.
[[nodiscard]] boost::json::object pairlist_parameters(std::string_view handler);

// -- candles
struct history_selection {
    exchange_choice where;
    std::string pair;
    std::string timeframe;
    std::string timerange;
    std::optional<std::string> strategy;
    std::optional<std::vector<std::string>> columns;
    bool live = false; // from the exchange
};
// Only the range that is asked for, and the strategy's startup candles before it, is loaded. detail_failure "failed"
// for whatever is wrong; it is known when the answer begins.
[[nodiscard]] std::unique_ptr<candle_answer> pair_history(workspace& place, const history_selection& wanted);

} // namespace tremolo::rpc::webserver
