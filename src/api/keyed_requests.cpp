#include "api/keyed_requests.hpp"
#include "api/failures.hpp"
#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <openssl/sha.h>

namespace tremolo::api {

std::string keyed_requests::content_of(const http::request& request, std::string_view path) {
    std::string all{request.method()};
    ((all += ' ') += path) += '\n';
    all += request.body();
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest;
    SHA256(reinterpret_cast<const unsigned char*>(all.data()), all.size(), digest.data());
    std::string text;
    for (const auto byte : digest) text += fmt::format("{:02x}", byte);
    return text;
}

void keyed_requests::check(std::string_view key) {
    constexpr std::size_t longest = 255;
    const bool printable = std::all_of(key.begin(), key.end(), [](char c) { return c > 0x20 && c < 0x7f; });
    if (key.empty() || key.size() > longest || !printable)
        throw detail_error{400, "Idempotency-Key must be 1 to 255 printable characters without blanks."};
}

keyed_requests::role keyed_requests::join(const std::string& key, const std::string& content, const waiter& who) {
    const std::lock_guard lock{flights_mutex_};
    const auto [found, is_new] = flights_.try_emplace(key, flight{content, {}});
    if (is_new) return role::first;
    if (found->second.content != content) return role::another;
    found->second.waiting.push_back(who);
    return role::follows;
}

rpc::answer_log& keyed_requests::log() {
    if (!log_) log_ = open_();
    return *log_;
}

rpc::recorded_answer keyed_requests::claim(const std::string& key, const std::string& content, timestamp now) {
    const std::lock_guard lock{log_mutex_};
    return log().claim(key, content, now);
}

void keyed_requests::record(const std::string& key, int status, const std::string& body) {
    const std::lock_guard lock{log_mutex_};
    log().record(key, status, body);
}

void keyed_requests::settle(const std::string& key, int status, const std::string& body) {
    std::vector<waiter> waiting;
    {
        const std::lock_guard lock{flights_mutex_};
        const auto found = flights_.find(key);
        if (found == flights_.end()) return;
        waiting = std::move(found->second.waiting);
        flights_.erase(found);
    }
    for (const auto& each : waiting) each(status, body);
}

} // namespace tremolo::api
