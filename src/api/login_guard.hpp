// Makes guessing slow: an address that failed ten times in a row has to wait before its next try, twice as long after
// every further failure. One guard looks after passwords and another after tokens of WebSockets; requests without
// credentials and expired tokens do not count. Thread-safe.
#pragma once
#include "base/clock.hpp"
#include <atomic>
#include <mutex>
#include <string>
#include <unordered_map>

namespace tremolo::api {

class login_guard {
  public:
    static constexpr int free_failures = 10;
    static constexpr std::chrono::seconds first_wait{1};
    static constexpr std::chrono::seconds longest_wait{300};
    static constexpr std::chrono::minutes forgotten_after{15}; // since the last failure
    static constexpr std::size_t most_addresses = 4096;        // more: the ones that failed longest ago are forgotten

    explicit login_guard(const clock& time, std::chrono::seconds longest = longest_wait)
        : clock_{time}, longest_{longest} {}

    // How long the address still has to wait; zero: it may try.
    [[nodiscard]] std::chrono::seconds wait_of(const std::string& address);
    // What came of a try.
    void failed(const std::string& address);
    void succeeded(const std::string& address);

  private:
    struct record {
        int failures = 0;
        std::chrono::nanoseconds last{0};
        std::chrono::nanoseconds blocked_until{0};
    };
    void make_room();

    const clock& clock_;
    const std::chrono::seconds longest_;
    std::atomic<bool> knows_any_{false}; // so that honest clients do not even take the lock
    std::mutex mutex_;
    std::unordered_map<std::string, record> records_;
};

} // namespace tremolo::api
