#include "strategy/analysis.hpp"
#include "strategy/guard.hpp"

namespace tremolo::strategy {

namespace {

void advise_entry(strategy& subject, market::frame& dataframe, const metadata& about) {
    dataframe.set("enter_tag", market::cell{""});
    subject.populate_entry_trend(dataframe, about);
}

void advise_exit(strategy& subject, market::frame& dataframe, const metadata& about) {
    dataframe.set("exit_tag", market::cell{""});
    subject.populate_exit_trend(dataframe, about);
}

// What of the result does not belong to the candles; nothing when all is well.
std::optional<std::string> mismatch(const market::frame& candles, const market::frame& result) {
    const auto of = [](const char* what) {
        return std::string{"Dataframe returned from strategy has mismatching "} + what + ".";
    };
    if (candles.size() != result.size()) return of("length");
    if (!result.has("close") || candles.last("close") != result.last("close")) return of("last close price");
    if (candles.last_date() != result.last_date()) return of("last date");
    return {};
}

} // namespace

void advise_indicators(strategy& subject, market::frame& dataframe, const metadata& about) {
    subject.populate_indicators(dataframe, about);
}

void advise_signals(strategy& subject, market::frame& dataframe, const metadata& about) {
    advise_entry(subject, dataframe, about);
    advise_exit(subject, dataframe, about);
}

analysis analyse(strategy& subject, const market::frame& candles, const metadata& about) {
    analysis result;
    if (candles.empty()) {
        result.is = analysis::outcome::empty;
        return result;
    }
    result.dataframe = candles;
    const char* running = "populate_indicators";
    try {
        advise_indicators(subject, result.dataframe, about);
        running = "populate_entry_trend";
        advise_entry(subject, result.dataframe, about);
        running = "populate_exit_trend";
        advise_exit(subject, result.dataframe, about);
    } catch (...) {
        const strategy_failure failure = current_failure(running);
        return {analysis::outcome::failed, {}, {}, failure.message, failure.callback};
    }
    auto problem = mismatch(candles, result.dataframe);
    if (!problem) return result;
    if (subject.effective().disable_dataframe_checks) {
        result.warning = std::move(problem);
        return result;
    }
    return {analysis::outcome::mismatch, {}, {}, std::move(*problem), {}};
}

} // namespace tremolo::strategy
