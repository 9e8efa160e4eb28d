// Listens to other bots (`external_message_consumer` in the configuration), freqtrade's or Tremolo's: one thread and
// one WebSocket for each producer. What they tell goes to strategy::producers, where strategies and pair lists find it.
// Connections that end are made again for as long as the consumer runs.
#pragma once
#include "base/log.hpp"
#include "base/secret.hpp"
#include "http/websocket_client.hpp"
#include "strategy/producers.hpp"
#include <boost/json/object.hpp>
#include <condition_variable>
#include <deque>
#include <stop_token>
#include <thread>

namespace tremolo::consumer {

struct producer_address {
    std::string name;
    std::string host;
    std::uint16_t port = 8080;
    bool secure = false; // wss
    secret ws_token;
    friend bool operator==(const producer_address&, const producer_address&) = default;
};

struct consumer_settings {
    std::vector<producer_address> producers;        // empty: nothing to listen to
    std::chrono::milliseconds wait_timeout{30'000}; // without a message; then the connection is tried with a ping
    std::chrono::milliseconds ping_timeout{10'000}; // for the answer
    std::chrono::milliseconds sleep_time{10'000};   // before connecting again
    std::int64_t initial_candle_limit = 1500;       // candles of each pair to ask for at first
    std::size_t message_bytes = 8 * 1024 * 1024;    // longer messages end a connection
    bool remove_entry_exit_signals = false;         // of the producers
    std::string authorities{}; // file of the certificate authorities trusted by wss; empty: those of the system
    friend bool operator==(const consumer_settings&, const consumer_settings&) = default;
};

// From a checked configuration (the whole of it). No producers where the section is absent or not enabled.
[[nodiscard]] consumer_settings settings_of(const boost::json::object& configuration);

class message_consumer {
  public:
    // Begins to listen. `into` is shared with who reads.
    message_consumer(consumer_settings settings, std::shared_ptr<strategy::producers> into, const clock& clock,
                     logger log);
    // Hangs up.
    ~message_consumer();
    message_consumer(const message_consumer&) = delete;
    message_consumer& operator=(const message_consumer&) = delete;

  private:
    struct line; // one producer
    void listen(line& to);
    void converse(line& to, http::websocket_client& client);
    void take(line& from, std::string_view message);
    void take_candles(line& from, const boost::json::object& data);
    [[nodiscard]] bool sleep(std::chrono::milliseconds length); // false when it is time to end

    const consumer_settings settings_;
    const std::shared_ptr<strategy::producers> into_;
    const clock& clock_;
    const logger log_;
    std::mutex mutex_;
    std::condition_variable ending_;
    bool end_ = false;
    std::stop_source stop_; // ends connecting
    std::vector<std::unique_ptr<line>> lines_;
};

// The consumer of a program whose configuration may be read again. Used by one thread at a time.
class consumer_slot {
  public:
    consumer_slot(std::shared_ptr<strategy::producers> into, const clock& clock, logger log)
        : into_{std::move(into)}, clock_{clock}, log_{std::move(log)} {}

    // Listens as these settings say from now on, and forgets what producers told that are none any more. Settings that
    // are the same leave the connections as they are.
    void apply(const consumer_settings& settings);
    void close() { listening_.reset(); }

  private:
    const std::shared_ptr<strategy::producers> into_;
    const clock& clock_;
    const logger log_;
    consumer_settings current_;
    std::unique_ptr<message_consumer> listening_; // null: there is nobody to listen to
};

} // namespace tremolo::consumer
