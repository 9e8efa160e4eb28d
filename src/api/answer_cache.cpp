#include "api/answer_cache.hpp"

namespace tremolo::api {

answer_cache::body answer_cache::find(std::string_view key, const stamp& now) const {
    const std::lock_guard lock{mutex_};
    const auto found = entries_.find(key);
    return found != entries_.end() && found->second.made_for == now ? found->second.answer : nullptr;
}

void answer_cache::keep(std::string key, const stamp& made_for, body answer) {
    const std::size_t size = answer->text()->size();
    if (size > most_bytes_) return;
    const std::lock_guard lock{mutex_};
    if (const auto old = entries_.find(key); old != entries_.end()) {
        bytes_ -= old->second.answer->text()->size();
        entries_.erase(old);
    }
    if (entries_.size() == most_answers_ || bytes_ + size > most_bytes_) {
        entries_.clear();
        bytes_ = 0;
    }
    bytes_ += size;
    entries_.insert_or_assign(std::move(key), entry{made_for, std::move(answer)});
}

} // namespace tremolo::api
