#include "api/login_guard.hpp"
#include <algorithm>

namespace tremolo::api {

std::chrono::seconds login_guard::wait_of(const std::string& address) {
    if (!knows_any_.load(std::memory_order_acquire)) return {};
    const std::lock_guard lock{mutex_};
    const auto found = records_.find(address);
    if (found == records_.end()) return {};
    const auto now = clock_.monotonic();
    if (now - found->second.last > forgotten_after) {
        records_.erase(found);
        return {};
    }
    const auto left = found->second.blocked_until - now;
    return left > left.zero() ? std::chrono::ceil<std::chrono::seconds>(left) : std::chrono::seconds{0};
}

void login_guard::failed(const std::string& address) {
    const std::lock_guard lock{mutex_};
    if (records_.size() >= most_addresses && !records_.contains(address)) make_room();
    auto& known = records_[address];
    known.last = clock_.monotonic();
    if (++known.failures >= free_failures) {
        const int doublings = std::min(known.failures - free_failures, 16);
        known.blocked_until = known.last + std::min(first_wait * (1 << doublings), longest_);
    }
    knows_any_.store(true, std::memory_order_release);
}

void login_guard::succeeded(const std::string& address) {
    if (!knows_any_.load(std::memory_order_acquire)) return;
    const std::lock_guard lock{mutex_};
    records_.erase(address);
    if (records_.empty()) knows_any_.store(false, std::memory_order_release);
}

void login_guard::make_room() {
    const auto oldest = std::min_element(records_.begin(), records_.end(),
                                         [](const auto& a, const auto& b) { return a.second.last < b.second.last; });
    records_.erase(oldest);
}

} // namespace tremolo::api
