// One strategy made ready to be tested on stored candles: what backtests and analyses of webserver mode begin with.
#pragma once
#include "backtest/session.hpp"
#include "rpc/webserver_work.hpp"

namespace tremolo::rpc::webserver {

class prepared_session {
  public:
    using progress_taker = std::function<void(backtest::phase at, std::size_t done, std::size_t total)>;
    using trades_taker = std::function<void(std::size_t closed)>;
    // The strategy that the settings name, analysed on so many threads. Throws configuration_error, operational_error.
    prepared_session(const work& job, const config::configuration& settings, std::shared_ptr<exchange::exchange> venue,
                     unsigned threads, progress_taker progress, trades_taker closed = {});

    [[nodiscard]] backtest::session& session() { return *session_; }
    [[nodiscard]] const backtest::candidate& candidate() const { return session_->candidates().front(); }
    // What the strategy makes of the candles of a pair, startup candles included; an instance of its own is asked.
    // Nothing when the pair has no candles.
    [[nodiscard]] std::optional<market::frame> analysed(const market::pair_name& pair, bool with_signals);

  private:
    const work& job_;
    std::shared_ptr<const config::configuration> settings_;
    std::shared_ptr<exchange::exchange> venue_;
    std::unique_ptr<backtest::session> session_;
};

// The exchange of the job's settings, with its markets.
[[nodiscard]] std::shared_ptr<exchange::exchange> venue_of(const work& job);

} // namespace tremolo::rpc::webserver
