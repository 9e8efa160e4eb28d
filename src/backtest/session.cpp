#include "backtest/session.hpp"
#include "backtest/statistics/texts.hpp"
#include "base/error.hpp"
#include "plugins/exchange_checks.hpp"
#include <algorithm>
#include <fmt/ranges.h>

namespace tremolo::backtest {
namespace {

bool is_set(const config::configuration& configured, const char* key) {
    const auto* found = configured.raw.if_contains(key);
    return found != nullptr && *found == true;
}

market::candle_folder folder_of(const config::configuration& configured) {
    const auto format = market::format_named(configured.dataformat_ohlcv);
    if (!format)
        throw configuration_error{"dataformat_ohlcv: candles of the format \"" + configured.dataformat_ohlcv +
                                  "\" cannot be read here; expected feather, json or jsongz."};
    return {configured.datadir, *format};
}

} // namespace

void check_starting_balance(const config::configuration& configured) {
    if (!configured.stake_amount || configured.stake_amount->unlimited) return;
    const auto currency = configured.stake_currency.value_or("");
    const auto& wallet = configured.dry_run_wallet;
    const auto listed = wallet.balances.find(currency);
    const double held = wallet.balances.empty() ? wallet.amount : listed == wallet.balances.end() ? 0 : listed->second;
    const double usable = held * configured.tradable_balance_ratio;
    if (!(configured.stake_amount->amount > usable)) return;
    throw configuration_error{fmt::format("Starting balance ({}) is smaller than stake_amount {}. Wallet is calculated "
                                          "as `dry_run_wallet * tradable_balance_ratio`.",
                                          coins_text(usable, currency),
                                          coins_text(configured.stake_amount->amount, currency))};
}

session::session(session_request request, surroundings around)
    : request_{std::move(request)}, around_{std::move(around)} {
    const auto& configured = *request_.configured;
    plugins::check_exchange(configured, around_.venue);
    for (const auto& one : request_.candidates) {
        settings_[one.name] = settings_for(configured, one, around_.log.named("tremolo.configuration"));
        startup_ = std::max(startup_, settings_[one.name]->strategy.startup_candle_count);
    }
    if (request_.candidates.size() > 1 && !configured.timeframe)
        throw configuration_error{
            "Timeframe needs to be set in either configuration or as cli argument `--timeframe 5m`"};
    const auto& first = *settings_.at(request_.candidates.front().name);
    timeframe_ = configured.timeframe.value_or(first.timeframe());
    detail_ = text("timeframe_detail");
    if (!detail_.empty() && market::timeframe{timeframe_}.seconds() <= market::timeframe{detail_}.seconds())
        throw configuration_error{"Detail timeframe must be smaller than strategy timeframe."};
    check_pairlists();
    chain_ = std::make_unique<plugins::pairlist_chain>(
        plugins::surroundings{.exchange = around_.venue,
                              .config = settings_.at(request_.candidates.front().name)->config,
                              .clock = around_.time,
                              .log = around_.log.named("tremolo.pairlist")});
    const bool changing = is_set(configured, "enable_dynamic_pairlist");
    pairlist_ = chain_->refresh({.only_first = changing}); // whatever the filters may let through later
    if (pairlist_.empty()) throw operational_error{"No pair in whitelist."};
    if (changing) around_.changing_pairs = chain_.get();
    fee_ = fee_of(configured, around_.venue, pairlist_.front());
    around_.log.info("Using fee {:.4f}% {}.", fee_ * 100,
                     configured.fee ? "from config" : "- worst case fee from exchange (lowest tier)");
    range_ = parse_timerange(text("timerange"));
    plugins::check_startup_candles(startup_, timeframe_, around_.venue.about(), around_.log);
}

std::string session::text(const char* key) const {
    const auto* found = request_.configured->raw.if_contains(key);
    return found != nullptr && found->is_string() ? std::string{found->as_string()} : std::string{};
}

void session::check_pairlists() const {
    const auto* lists = request_.configured->raw.if_contains("pairlists");
    if (lists == nullptr || !lists->is_array()) return;
    for (const auto& one : lists->as_array()) {
        const auto* method = one.is_object() ? one.as_object().if_contains("method") : nullptr;
        if (method == nullptr) continue;
        if (*method == "VolumePairList")
            throw operational_error{"VolumePairList not allowed for backtesting. Please use StaticPairList instead."};
        if (*method == "PrecisionFilter" && request_.candidates.size() > 1)
            throw operational_error{"PrecisionFilter not allowed for backtesting multiple strategies."};
    }
}

const plugins::settings& session::settings_of(const candidate& subject) const { return *settings_.at(subject.name); }

const loaded_data& session::data() {
    if (data_) return *data_;
    const auto& configured = *request_.configured;
    const auto& first = *settings_.at(request_.candidates.front().name);
    data_request wanted{.folder = folder_of(configured),
                        .pairs = pairlist_,
                        .timeframe = timeframe_,
                        .timeframe_detail = detail_,
                        .range = range_,
                        .startup = startup_,
                        .futures = first.is_futures(),
                        .threads = request_.threads,
                        .log = around_.log.named("tremolo.data")};
    if (const auto* rate = configured.raw.if_contains("futures_funding_rate"); rate != nullptr && rate->is_number())
        wanted.futures_funding_rate = rate->to_number<double>();
    if (configured.exchange.name == "hyperliquid") wanted.mark_type = market::candle_type::futures;
    if (around_.progress)
        wanted.progress = [this](std::size_t done) { around_.progress(phase::load, done, pairlist_.size()); };
    data_ = load_data(wanted);
    candles_ = std::make_unique<past_candles>(folder_of(configured), range_, startup_);
    return *data_;
}

finished_run session::run(const candidate& subject) {
    const shared_parts shared{.data = data(),
                              .candles = *candles_,
                              .pairlist = pairlist_,
                              .fee = fee_,
                              .timerange = text("timerange"),
                              .timeframe_detail = detail_};
    return backtest::run(subject, settings_.at(subject.name), shared, around_);
}

} // namespace tremolo::backtest
