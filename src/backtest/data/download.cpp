#include "backtest/data/download.hpp"
#include "base/error.hpp"
#include "base/time_text.hpp"
#include "market/candles.hpp"
#include "plugins/pairlists/wildcards.hpp"
#include <algorithm>
#include <fmt/format.h>

namespace tremolo::backtest {
namespace {

using market::candle_series;
using market::candle_type;
using market::raw_candle;

constexpr std::size_t rows_between_stores = 50'000; // what a kill may cost

std::string text_of(const candle_series& s) {
    return fmt::format("{}, {}, {}", s.pair, s.timeframe, market::name_of(s.type));
}
std::string time_text(std::int64_t ms) { return date_time_text(from_epoch_ms(ms)); }

// What an exchange leaves out between the first and the last candle.
std::size_t missing_in(std::span<const std::int64_t> dates, const market::timeframe& tf) {
    std::size_t missing = 0;
    for (std::size_t i = 1; i < dates.size(); ++i) {
        const auto steps = (dates[i] - dates[i - 1]) / tf.milliseconds();
        if (steps > 1) missing += static_cast<std::size_t>(steps - 1);
    }
    return missing;
}

// One series on its way from the exchange into its file.
class one_download {
  public:
    one_download(exchange::exchange& from, const download_request& request, const candle_series& which,
                 std::int64_t now_ms, const logger& log)
        : from_{from}, request_{request}, which_{which}, length_{which.timeframe}, now_ms_{now_ms}, log_{log} {}

    // `told` hears how much of the span is there. Throws exchange_error and operational_error.
    series_outcome run(const std::stop_token& stop, const std::function<void(double)>& told) {
        if (request_.erase && request_.folder.remove(which_))
            log_.info("Deleting existing data for pair {}.", text_of(which_));
        const auto held = request_.folder.load_raw(which_);
        set_span(held);
        series_outcome out{.which = which_};
        const auto before = held.size();
        if (since_ms_ <= until_ms_) {
            log_.info("Download history data for \"{}\", {}, {}. From {} to {}", which_.pair, which_.timeframe,
                      market::name_of(which_.type), time_text(since_ms_),
                      until_ms_ >= now_ms_ ? "now" : time_text(until_ms_));
            fetch(stop, told);
        }
        const auto rows = request_.folder.load_raw(which_);
        out.rows = rows.size();
        out.added = rows.size() > before ? rows.size() - before : 0;
        log_.info("Downloaded data for {} with length {}.", text_of(which_), fetched_);
        if (which_.type != candle_type::funding_rate) {
            out.missing = missing_in(rows.dates(), length_);
            if (out.missing > 0)
                log_.warning("{}: the exchange has no candles for {} of the periods.", text_of(which_), out.missing);
        }
        return out;
    }

  private:
    void set_span(const market::frame& held) {
        const auto ask_days = std::chrono::milliseconds{std::chrono::days{request_.new_pairs_days}}.count();
        since_ms_ = request_.range.start_ms().value_or(length_.previous_ms(now_ms_ - ask_days));
        until_ms_ = std::min(request_.range.stop_ms().value_or(now_ms_), now_ms_);
        if (held.empty()) return;
        const auto [first, last] = std::ranges::minmax(held.dates());
        if (request_.prepend) {
            until_ms_ = first - 1;
            return;
        }
        if (request_.range.start_ms() && since_ms_ < first)
            log_.info("{}: Requested start date {} earlier than local data start date {}. Use `--prepend` to download "
                      "data prior to it, or `--erase` to redownload all data.",
                      text_of(which_), time_text(since_ms_), time_text(first));
        since_ms_ = last; // once more: others may have stored it while it was forming
    }

    void fetch(const std::stop_token& stop, const std::function<void(double)>& told) {
        const auto begun = since_ms_;
        while (since_ms_ <= until_ms_) {
            if (stop.stop_requested()) break;
            const auto next = which_.type == candle_type::funding_rate ? next_rates() : next_candles();
            if (!next) break;
            since_ms_ = *next;
            told(std::min(1.0, static_cast<double>(since_ms_ - begun) /
                                   static_cast<double>(std::max<std::int64_t>(1, until_ms_ - begun))));
            // What comes before a file is stored when it reaches the file, so that no hole is left.
            if (!request_.prepend && dates_.size() >= rows_between_stores) store();
        }
        if (request_.prepend && stop.stop_requested()) return;
        store();
    }

    // Takes the next answer; where to go on from, or nothing at the end.
    std::optional<std::int64_t> next_candles() {
        const auto answer =
            from_.fetch_candles(which_.pair, which_.timeframe, which_.type, from_epoch_ms(since_ms_), 0);
        std::int64_t newest = since_ms_ - 1;
        for (const auto& candle : answer) {
            newest = std::max(newest, candle.open_ms);
            const bool forms = candle.open_ms + length_.milliseconds() > now_ms_;
            if (forms || candle.open_ms > until_ms_ || candle.open_ms < since_ms_) continue;
            dates_.push_back(candle.open_ms);
            candles_.push_back(candle);
            ++fetched_;
        }
        if (newest < since_ms_) return {};
        return newest + 1;
    }
    std::optional<std::int64_t> next_rates() {
        const auto answer = from_.fetch_funding(which_.pair, from_epoch_ms(since_ms_));
        std::int64_t newest = since_ms_ - 1;
        for (const auto& payment : answer) {
            newest = std::max(newest, payment.time_ms);
            if (payment.time_ms > until_ms_ || payment.time_ms < since_ms_) continue;
            dates_.push_back(payment.time_ms);
            rates_.push_back(payment.rate);
            ++fetched_;
        }
        if (newest < since_ms_) return {};
        return newest + 1;
    }

    void store() {
        if (dates_.empty()) return;
        market::frame rows;
        if (which_.type == candle_type::funding_rate) {
            rows = market::frame{std::move(dates_)};
            rows.set("funding_rate", market::series{std::move(rates_)});
        } else {
            rows = market::candle_frame(candles_, length_, {.fill_missing = false});
        }
        request_.folder.append(which_, rows);
        dates_.clear();
        candles_.clear();
        rates_.clear();
    }

    exchange::exchange& from_;
    const download_request& request_;
    candle_series which_;
    market::timeframe length_;
    std::int64_t now_ms_;
    const logger& log_;
    std::int64_t since_ms_ = 0;
    std::int64_t until_ms_ = 0;
    std::size_t fetched_ = 0;
    std::vector<std::int64_t> dates_;
    std::vector<raw_candle> candles_;
    std::vector<double> rates_;
};

std::vector<std::pair<std::string, candle_type>> series_of(const download_request& request) {
    std::vector<std::pair<std::string, candle_type>> all;
    const auto add = [&](const std::string& timeframe, candle_type type) {
        const std::pair one{timeframe, type};
        if (std::ranges::find(all, one) == all.end()) all.push_back(one);
    };
    if (request.mode != market::trading_mode::futures) {
        for (const auto& timeframe : request.timeframes) add(timeframe, candle_type::spot);
        return all;
    }
    const auto& types = request.candle_types;
    for (const auto type : types.empty() ? std::vector{candle_type::futures} : types)
        if (type != candle_type::spot && type != candle_type::funding_rate)
            for (const auto& timeframe : request.timeframes) add(timeframe, type);
    if (types.empty()) add(request.mark_timeframe, candle_type::mark);
    if (types.empty() || std::ranges::find(types, candle_type::funding_rate) != types.end())
        add(request.funding_timeframe, candle_type::funding_rate);
    return all;
}

} // namespace

void check_timeframes(const exchange::exchange& of, const std::vector<std::string>& names) {
    const auto& known = of.about().timeframes;
    for (const auto& name : names)
        if (std::ranges::find(known, name) == known.end())
            throw configuration_error{
                fmt::format("Invalid timeframe '{}'. This exchange supports: {}", name, fmt::join(known, ", "))};
}

download_outcome download(exchange::exchange& from, const download_request& request, const clock& now,
                          const logger& log, const std::stop_token& stop,
                          const std::function<void(const download_progress&)>& progress) {
    check_timeframes(from, request.timeframes);
    const auto kinds = series_of(request);
    download_outcome out;
    download_progress where{.total = kinds.size() * request.pairs.size()};
    const auto tell = [&] {
        if (progress) progress(where);
    };
    for (const auto& pair : request.pairs) {
        if (from.find_market(pair) == nullptr) {
            out.not_available.push_back(fmt::format("{}: Pair not available on exchange.", pair));
            log.info("Skipping pair {}...", pair);
            where.done += kinds.size();
            continue;
        }
        for (const auto& [timeframe, type] : kinds) {
            const candle_series which{pair, timeframe, type};
            if (stop.stop_requested()) {
                out.cancelled = true;
                return out;
            }
            where.part = 0;
            where.description = "Downloading " + text_of(which);
            tell();
            one_download one{from, request, which, epoch_ms(now.now()), log};
            try {
                out.series.push_back(one.run(stop, [&](double part) {
                    where.part = part;
                    tell();
                }));
            } catch (const exchange::exchange_error& failure) {
                log.error("Failed to download history data for pair: \"{}\", timeframe: {}: {}", pair, timeframe,
                          failure.what());
                out.series.push_back({.which = which, .failure = failure.what()});
            }
            ++where.done;
            where.part = 0;
            tell();
        }
    }
    out.cancelled = stop.stop_requested();
    return out;
}

std::vector<market::pair_name> expanded_pairs(const exchange::exchange& of, const std::vector<std::string>& names,
                                              bool include_inactive) {
    std::vector<market::pair_name> available;
    for (const auto& m : of.markets())
        if (include_inactive || m.active.value_or(true)) available.push_back(m.symbol);
    std::vector<market::pair_name> out;
    for (auto& pair : plugins::expand_wildcards(names, available, plugins::unmatched::keep))
        if (std::ranges::find(out, pair) == out.end()) out.push_back(std::move(pair));
    return out;
}

timerange last_days(std::int64_t days, timestamp now) {
    const auto start = std::chrono::floor<std::chrono::days>(now) - std::chrono::days{days};
    return {.start_s = epoch_seconds(timestamp{start}), .stop_s = {}};
}

} // namespace tremolo::backtest
