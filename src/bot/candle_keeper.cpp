#include "bot/candle_keeper.hpp"
#include "plugins/exchange_checks.hpp"
#include <algorithm>
#include <set>

namespace tremolo::bot {

candle_keeper::candle_keeper(const clock& clock, exchange::exchange& exchange,
                             std::shared_ptr<const tremolo::bot::settings> settings,
                             const strategy::guarded_strategy& strategy, announcer& announce, logger log)
    : clock_{clock}, exchange_{exchange}, settings_{std::move(settings)}, strategy_{strategy}, announce_{announce},
      log_{std::move(log)}, said_{clock, std::chrono::seconds{settings_->parsed_timeframe().seconds()}} {}

std::size_t candle_keeper::calls_at_start() const {
    const auto count = static_cast<std::size_t>(std::max<std::int64_t>(settings_->strategy.startup_candle_count, 0));
    const std::size_t limit = std::max<std::size_t>(exchange_.about().candle_limit, 1);
    return (count + limit) / limit; // count + 1 candles: the last may be unfinished
}

void candle_keeper::check_startup_candles() const {
    plugins::check_startup_candles(settings_->strategy.startup_candle_count, settings_->timeframe(), exchange_.about(),
                                   log_);
}

candle_keeper::key candle_keeper::key_of(const market::pair_name& pair) const {
    return {pair, settings_->timeframe(), settings_->candle_type()};
}

void candle_keeper::refresh(const std::vector<market::pair_name>& whitelist) {
    std::set<key> asked; // once each, however often they are named
    const auto ask_once = [&](const key& k) {
        if (asked.insert(k).second) ask_if_due(k);
    };
    for (const auto& pair : whitelist) ask_once(key_of(pair));
    for (const auto& more : strategy_.informative_pairs())
        ask_once({more.pair, more.timeframe, more.candle_type.value_or(settings_->candle_type())});
}

void candle_keeper::ask_if_due(const key& k) {
    try {
        if (schedule_.due(k, clock_.now())) ask(k, market::timeframe{k.timeframe});
    } catch (const exchange::exchange_error& e) {
        const std::string text = fmt::format("Could not get the {} candles of {}: {}", k.timeframe, k.pair, e.what());
        if (said_.fresh(text)) log_.warning("{}", text);
    } catch (const market::bad_timeframe& e) {
        if (const std::string text = fmt::format("There is no timeframe {} for {}.", k.timeframe, k.pair);
            said_.fresh(text))
            log_.error("{}", text);
    }
}

// One call could leave a hole between what is held and what it answers.
bool candle_keeper::is_too_old(const market::frame& held, const market::timeframe& tf, timestamp asked_at) const {
    constexpr std::int64_t spare = 5;
    const auto reach = static_cast<std::int64_t>(exchange_.about().candle_limit) - spare;
    return held.last_date() <= tf.previous_ms(epoch_ms(asked_at)) - reach * tf.seconds() * 1000;
}

std::vector<market::raw_candle> candle_keeper::fetch(const key& k, const market::timeframe& tf, timestamp asked_at) {
    const auto held = held_.find(k);
    if (held != held_.end() && !held->second->empty()) {
        if (!is_too_old(*held->second, tf, asked_at))
            return exchange_.fetch_candles(k.pair, k.timeframe, k.type, from_epoch_ms(held->second->last_date()), 0);
        log_.info("Time jump detected. Evicting cache for {}, {}, {}", k.pair, k.timeframe, text_of(k.type));
        held_.erase(held);
    }
    const std::size_t calls = calls_at_start();
    if (calls <= 1) return exchange_.fetch_candles(k.pair, k.timeframe, k.type, {}, 0);
    const auto length = std::chrono::seconds{tf.seconds()};
    const auto one_call = length * static_cast<std::int64_t>(exchange_.about().candle_limit);
    const auto end = from_epoch_ms(tf.previous_ms(epoch_ms(asked_at))) + length;
    std::vector<market::raw_candle> all;
    for (std::size_t back = calls; back > 0; --back) {
        auto part =
            exchange_.fetch_candles(k.pair, k.timeframe, k.type, end - one_call * static_cast<std::int64_t>(back), 0);
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

void candle_keeper::ask(const key& k, const market::timeframe& tf) {
    const timestamp asked_at = clock_.now();
    const auto answer = fetch(k, tf, asked_at);
    std::optional<std::int64_t> newest;
    for (const auto& candle : answer) newest = std::max(newest.value_or(candle.open_ms), candle.open_ms);
    const bool drop = newest && market::candle_schedule::last_is_provisional(*newest, tf, asked_at);
    auto& held = held_[k];
    // Gaps of a later answer are filled after merging: what it leaves out may be held.
    const bool first = !held || held->empty();
    const auto fresh = market::candle_frame(answer, tf, {.fill_missing = first, .drop_incomplete = drop});
    if (first)
        held = fresh.share();
    else if (!fresh.empty())
        held = market::append_candles(
                   *held, fresh, tf,
                   exchange_.about().candle_limit +
                       static_cast<std::size_t>(std::max<std::int64_t>(settings_->strategy.startup_candle_count, 0)))
                   .share();
    std::optional<std::int64_t> kept;
    if (!held->empty()) kept = held->last_date();
    schedule_.answered(k, asked_at, kept, newest);
}

std::shared_ptr<const market::frame> candle_keeper::candles(const key& k) const {
    const auto found = held_.find(k);
    return found == held_.end() ? nullptr : found->second;
}

std::shared_ptr<const market::frame> candle_keeper::fetched(const key& k) {
    if (!held_.contains(k)) ask_if_due(k);
    return candles(k);
}

const analysed_pair* candle_keeper::analysed(const market::pair_name& pair) const {
    const auto found = analysed_at_.find(pair);
    return found == analysed_at_.end() ? nullptr : &analysed_[found->second];
}

void candle_keeper::analyse(const std::vector<market::pair_name>& whitelist) {
    const auto began = clock_.monotonic();
    for (const auto& pair : whitelist) analyse_pair(pair);
    const double took = std::chrono::duration<double>{clock_.monotonic() - began}.count();
    const double limit = static_cast<double>(settings_->parsed_timeframe().seconds()) * 0.25;
    if (took > limit)
        log_.warning("Strategy analysis took {:.2f}s, more than 25% of the timeframe ({:.2f}s). Orders may come late "
                     "and signals be missed: let the strategy do less, or watch fewer pairs.",
                     took, limit);
}

void candle_keeper::analyse_pair(const market::pair_name& pair) {
    const auto candles = this->candles(key_of(pair));
    if (!candles || candles->empty()) {
        if (said_.fresh(pair)) log_.warning("Empty candle (OHLCV) data for pair {}", pair);
        return;
    }
    const auto* before = analysed(pair);
    const bool is_new = before == nullptr || before->candles->last_date() != candles->last_date();
    if (!is_new && settings_->strategy.process_only_new_candles) return;
    auto result = strategy::analyse(strategy_.subject(), *candles, {.pair = pair});
    if (!result) {
        log_.warning("Unable to analyze candle (OHLCV) data for pair {}: {}", pair, result.problem);
        return;
    }
    if (result.warning) log_.warning("{}: {}", pair, *result.warning);
    analysed_pair made{pair, settings_->timeframe(), settings_->candle_type(), result.dataframe.share(), clock_.now()};
    announce_.send(analysed_event{pair, made.timeframe, made.type, made.candles, made.analysed_at});
    if (is_new) announce_.send(new_candle_event{"new_candle", {pair, made.timeframe, std::string{text_of(made.type)}}});
    const auto [place, added] = analysed_at_.try_emplace(pair, analysed_.size());
    if (added)
        analysed_.push_back(std::move(made));
    else
        analysed_[place->second] = std::move(made);
}

} // namespace tremolo::bot
