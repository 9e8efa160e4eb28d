#include "cli/engine_factory.hpp"
#include "exchange/retry.hpp"
#include "plugins/exchange_checks.hpp"
#include "strategy/loader.hpp"
#include <fmt/format.h>
#include <mutex>

namespace tremolo::cli {
namespace {

strategy::loader_settings loader_settings_of(const config::configuration& settings, logger log) {
    strategy::loader_settings out;
    if (!settings.strategy_path.empty()) out.folders.push_back(settings.strategy_path);
    out.folders.push_back(settings.user_data_dir / "strategies");
    out.recursive = settings.recursive_strategy_search;
    out.note = [log = log.named("tremolo.strategy")](const std::string& text) { log.info("{}", text); };
    return out;
}

// Annotations are asked for by readers on other threads: from an instance of their own, one reader at a time.
class chart_strategy {
  public:
    chart_strategy(std::shared_ptr<strategy::strategy> instance, logger log)
        : instance_{std::move(instance)}, log_{std::move(log)} {}

    std::vector<strategy::annotation> annotate(const market::pair_name& pair, const market::frame& candles) {
        if (candles.empty()) return {};
        const auto first = from_epoch_ms(candles.dates().front()), last = from_epoch_ms(candles.dates().back());
        const std::scoped_lock lock{mutex_};
        try {
            return instance_->plot_annotations({pair, first, last, candles});
        } catch (const std::exception& failure) {
            log_.error("Unexpected error {} calling plot_annotations", failure.what());
            return {};
        }
    }

  private:
    std::mutex mutex_;
    std::shared_ptr<strategy::strategy> instance_;
    logger log_;
};

std::shared_ptr<const bot::strategy_view> view_of(const strategy::loader& loader,
                                                  const strategy::loaded_strategy& loaded, const logger& log) {
    auto view = std::make_shared<bot::strategy_view>();
    view->code = loaded.source;
    view->version = loaded.instance->version();
    // One instance for all readers, apart from the bot's own: its parameters do not change, and annotations are locked.
    const auto shown = loader.load(loaded.name).instance;
    const auto chart = std::make_shared<chart_strategy>(shown, log.named("tremolo.strategy"));
    view->instance = shown;
    view->annotate = [chart](const market::pair_name& pair, const market::frame& candles) {
        return chart->annotate(pair, candles);
    };
    return view;
}

const boost::json::value* at(const boost::json::object& settings, std::string_view section, std::string_view key) {
    const auto* found = settings.if_contains(section);
    return found && found->is_object() ? found->as_object().if_contains(key) : nullptr;
}

bool same(const boost::json::value* a, const boost::json::value* b) { return a && b ? *a == *b : a == b; }

} // namespace

config::configuration engine_factory::read_again() const {
    const logger log{with_.log, "tremolo.configuration"};
    auto settings = config::load(with_.how, log);
    for (const auto* key : {"name", "connector", "simulated"})
        if (!same(at(settings.raw, "exchange", key), at(with_.configured.raw, "exchange", key)))
            throw configuration_error{
                fmt::format("exchange.{} was changed: this needs a restart of the program.", key)};
    if (settings.db_url != with_.configured.db_url)
        throw configuration_error{"db_url was changed: this needs a restart of the program."};
    if (!same(settings.raw.if_contains("api_server"), with_.configured.raw.if_contains("api_server")))
        log.warning("api_server was changed: the listener keeps its settings until the program is started again.");
    return settings;
}

bot::build_engine engine_factory::prepare() {
    auto configured = std::make_shared<config::configuration>(is_first_ ? with_.configured : read_again());
    is_first_ = false;
    const logger log{with_.log, "tremolo"};
    if (!configured->strategy || configured->strategy->empty())
        throw configuration_error{
            "No strategy is set: name one with --strategy, or as \"strategy\" in the configuration."};
    const strategy::loader loader{loader_settings_of(*configured, log)};
    auto loaded = std::make_shared<strategy::loaded_strategy>(loader.load(*configured->strategy));
    auto settings =
        bot::make_settings(*configured, *loaded->instance, loaded->name, log.named("tremolo.configuration"));
    plugins::check_exchange(*settings->config, *with_.market);
    auto view = view_of(loader, *loaded, log);
    const auto fiat = bot::make_fiat_source(configured->raw, web_, machine_, log.named("tremolo.fiat"));
    return [this, loaded, settings, view, fiat, log] {
        if (with_.on_build) with_.on_build(*settings->config);
        const auto& time = with_.market->exchange_clock();
        // Retries stand below the dry run: prices are asked for again, orders are placed once.
        std::shared_ptr<exchange::exchange> venue =
            std::make_shared<exchange::retrying>(with_.market, with_.stop, log.named("tremolo.exchange"));
        std::shared_ptr<exchange::dry_run> dry_run;
        if (settings->config->dry_run)
            venue = dry_run = std::make_shared<exchange::dry_run>(venue, time, exchange::uuid_source{with_.seed},
                                                                  settings->config->fee, log.named("tremolo.exchange"));
        bot::bot_parts parts{
            .clock = time,
            .log = log,
            .exchange = venue,
            .dry_run = dry_run,
            .database = with_.database,
            .settings = settings,
            .strategy = loaded->instance,
            .implemented = loaded->implemented,
            .view = view,
            .sink = with_.sink,
            .producers = with_.producers,
            .control = with_.control,
            .board = with_.board,
            .web = web_,
            .fiat = fiat,
            .seed = with_.seed,
            .nap = [stop = with_.stop](std::chrono::milliseconds pause) { exchange::interruptible_wait(pause, stop); }};
        return std::make_unique<bot::bot>(std::move(parts));
    };
}

} // namespace tremolo::cli
