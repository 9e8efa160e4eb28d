// Requests that carry an `Idempotency-Key`: the first one acts, every later one with the same key is given the first
// one's answer, whether it comes while the first is under way, an hour later, or after a restart. Thread-safe.
#pragma once
#include "http/message.hpp"
#include "rpc/answer_log.hpp"
#include <map>
#include <mutex>
#include <optional>
#include <vector>

namespace tremolo::api {

class keyed_requests {
  public:
    using waiter = std::function<void(int status, const std::string& body)>;
    enum class role {
        first,   // goes to claim(), and ends with settle()
        follows, // was kept, and is called by the first one's settle()
        another  // the key is just used for something else
    };

    explicit keyed_requests(rpc::answer_log_opener open) : open_{std::move(open)} {}

    // What a request with the key asks: a digest of method, path and body.
    [[nodiscard]] static std::string content_of(const http::request& request, std::string_view path);
    // Without blanks or control characters, 1 to 255 of them. Throws detail_error 400.
    static void check(std::string_view key);
    // Whether answers can be kept at all.
    [[nodiscard]] bool has_log() const { return open_ != nullptr; }

    [[nodiscard]] role join(const std::string& key, const std::string& content, const waiter& who);
    // These two read and write the database: not on a thread that must not wait. Throw operational_error.
    [[nodiscard]] rpc::recorded_answer claim(const std::string& key, const std::string& content, timestamp now);
    void record(const std::string& key, int status, const std::string& body);
    // The first one's answer is known: those who follow are answered with it.
    void settle(const std::string& key, int status, const std::string& body);

  private:
    struct flight {
        std::string content;
        std::vector<waiter> waiting;
    };
    rpc::answer_log& log();

    const rpc::answer_log_opener open_;
    std::mutex flights_mutex_;
    std::map<std::string, flight> flights_;
    std::mutex log_mutex_;
    std::unique_ptr<rpc::answer_log> log_;
};

} // namespace tremolo::api
