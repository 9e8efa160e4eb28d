#include "rpc/database_answer_log.hpp"

namespace tremolo::rpc {

namespace {
constexpr std::chrono::hours kept_for{7 * 24};
}

recorded_answer database_answer_log::claim(const std::string& key, const std::string& content, timestamp now) {
    using enum recorded_answer::standing;
    auto found = table_.claim(key, content, now, now - kept_for);
    if (!found) return {unknown, 0, {}};
    if (found->content != content) return {another, 0, {}};
    if (!found->status) return {begun, 0, {}};
    return {answered, *found->status, std::move(found->body)};
}

void database_answer_log::record(const std::string& key, int status, const std::string& body) {
    table_.answer(key, status, body);
}

} // namespace tremolo::rpc
