#include "backtest/data/trade_download.hpp"
#include "base/error.hpp"
#include "base/time_text.hpp"
#include "market/trade_candles.hpp"
#include <algorithm>
#include <fmt/format.h>

namespace tremolo::backtest {
namespace {

using market::public_trade;
using market::trade_table;

constexpr std::size_t rows_between_stores = 500'000; // what a kill may cost

std::string time_text(std::int64_t ms) { return date_time_text(from_epoch_ms(ms)); }

// The range begins before what is there, and what is there would have to be asked for again.
struct starts_too_early : error {
    using error::error;
};

// The trades of one pair on their way from the exchange into their file.
class one_download {
  public:
    one_download(exchange::exchange& from, const trade_request& request, market::pair_name pair, std::int64_t now_ms,
                 const logger& log)
        : from_{from}, request_{request}, pair_{std::move(pair)}, now_ms_{now_ms}, log_{log} {}

    // `told` hears how much of the span is there. Throws exchange_error, starts_too_early and operational_error.
    pair_outcome run(const std::stop_token& stop, const std::function<void(double)>& told) {
        if (request_.erase && request_.folder.remove(pair_)) log_.info("Deleting existing data for pair {}.", pair_);
        held_ = request_.folder.load(pair_);
        pair_outcome out{.pair = pair_};
        const auto before = held_.size();
        set_span();
        log_.info("Downloading trades for pair {}. From {} to {}. There are {}.", pair_, time_text(since_ms_),
                  until_ms_ >= now_ms_ ? "now" : time_text(until_ms_), before);
        fetch(stop, told);
        out.rows = held_.size();
        out.added = out.rows - before;
        log_.info("New amount of trades of {}: {}", pair_, out.rows);
        return out;
    }

  private:
    void set_span() {
        const auto ask_days = std::chrono::milliseconds{std::chrono::days{request_.new_pairs_days}}.count();
        const auto start = request_.range.start_ms();
        since_ms_ = start.value_or(now_ms_ - ask_days);
        until_ms_ = std::min(request_.range.stop_ms().value_or(now_ms_), now_ms_);
        if (held_.empty()) return;
        const auto [first, last] = std::ranges::minmax(held_.times_ms);
        if (request_.prepend) {
            until_ms_ = first - 1;
            return;
        }
        constexpr std::int64_t near_ms = 1000;
        if (start && *start + near_ms < first)
            throw starts_too_early{fmt::format("Start {} earlier than available data ({}). Please use `--prepend` to "
                                               "download what is before it, or `--erase` if you'd like to redownload "
                                               "{}.",
                                               time_text(*start), time_text(first), pair_)};
        since_ms_ = last; // once more: others of that moment may be missing
    }

    void fetch(const std::stop_token& stop, const std::function<void(double)>& told) {
        const auto begun = since_ms_;
        std::string after;
        for (bool more = since_ms_ <= until_ms_; more;) {
            if (stop.stop_requested()) break;
            const auto answer = from_.fetch_public_trades(pair_, from_epoch_ms(since_ms_), after, 0);
            if (answer.empty() || answer.back().id == after) break; // the end, or an exchange that turns in circles
            after = answer.back().id;
            for (const auto& trade : answer)
                if (trade.time_ms >= begun && trade.time_ms <= until_ms_) fresh_.push_back(trade);
            const auto reached = answer.back().time_ms;
            more = reached <= until_ms_;
            told(std::clamp(static_cast<double>(reached - begun) /
                                static_cast<double>(std::max<std::int64_t>(1, until_ms_ - begun)),
                            0.0, 1.0));
            // What comes before a file is stored when it reaches the file, so that no hole is left.
            if (!request_.prepend && fresh_.size() >= rows_between_stores) store();
        }
        if (request_.prepend && stop.stop_requested()) return;
        store();
    }

    void store() {
        if (fresh_.empty()) return;
        const auto before = held_.size();
        if (request_.prepend) std::swap(held_, fresh_);
        held_.append(fresh_);
        fresh_ = {};
        held_ = market::without_repeats(held_);
        if (held_.size() != before) request_.folder.store(pair_, held_);
    }

    exchange::exchange& from_;
    const trade_request& request_;
    market::pair_name pair_;
    std::int64_t now_ms_;
    const logger& log_;
    std::int64_t since_ms_ = 0;
    std::int64_t until_ms_ = 0;
    trade_table held_;
    trade_table fresh_; // not stored yet
};

} // namespace

trade_outcome download_trades(exchange::exchange& from, const trade_request& request, const clock& now,
                              const logger& log, const std::stop_token& stop,
                              const std::function<void(const download_progress&)>& progress) {
    if (!from.about().trades_have_history)
        throw configuration_error{fmt::format("Trade history not available for {}. You cannot use --dl-trades for this "
                                              "exchange.",
                                              from.about().name)};
    trade_outcome out;
    download_progress where{.total = request.pairs.size()};
    const auto tell = [&] {
        if (progress) progress(where);
    };
    for (const auto& pair : request.pairs) {
        if (stop.stop_requested()) break;
        where.part = 0;
        where.description = fmt::format("Downloading trades [{}]", pair);
        tell();
        if (from.find_market(pair) == nullptr) {
            out.not_available.push_back(fmt::format("{}: Pair not available on exchange.", pair));
            log.info("Skipping pair {}...", pair);
            ++where.done;
            continue;
        }
        one_download one{from, request, pair, epoch_ms(now.now()), log};
        try {
            out.pairs.push_back(one.run(stop, [&](double part) {
                where.part = part;
                tell();
            }));
        } catch (const starts_too_early& refused) {
            out.not_available.push_back(fmt::format("{}: {}", pair, refused.what()));
        } catch (const exchange::exchange_error& failure) {
            log.error("Failed to download and store historic trades for pair: \"{}\": {}", pair, failure.what());
            out.pairs.push_back({.pair = pair, .failure = failure.what()});
        }
        ++where.done;
        where.part = 0;
        tell();
    }
    out.cancelled = stop.stop_requested();
    return out;
}

std::size_t convert_trades(const market::trade_folder& from, const market::candle_folder& to,
                           const std::vector<market::pair_name>& pairs, const std::vector<std::string>& timeframes,
                           market::candle_type type, const logger& log) {
    std::size_t written = 0;
    for (const auto& pair : pairs) {
        const auto trades = from.load(pair);
        if (trades.empty()) {
            log.warning("Could not convert {} to OHLCV.", pair);
            continue;
        }
        for (const auto& timeframe : timeframes) {
            const auto candles = market::candles_of_trades(trades, market::timeframe{timeframe});
            to.store({pair, timeframe, type}, candles);
            log.info("Made {} candles of {}, {} of {} trades.", candles.size(), pair, timeframe, trades.size());
            ++written;
        }
    }
    return written;
}

} // namespace tremolo::backtest
