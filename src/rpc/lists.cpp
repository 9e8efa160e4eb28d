// Whitelist, blacklist and locks.
#include "base/time_text.hpp"
#include "rpc/queries.hpp"

namespace tremolo::rpc {

schema::whitelist_response whitelist(const bot::snapshot& bot) {
    return {bot.whitelist, static_cast<std::int64_t>(bot.whitelist.size()), bot.pairlist_methods};
}

schema::blacklist_response blacklist(const bot::snapshot& bot) {
    return {bot.blacklist,
            bot.blacklist_expanded,
            {},
            static_cast<std::int64_t>(bot.blacklist.size()),
            bot.pairlist_methods};
}

schema::lock_list locks(const bot::snapshot& bot, timestamp now) {
    schema::lock_list out;
    for (const auto& lock : bot.locks) {
        if (!lock.active || lock.lock_end_time <= now) continue;
        out.locks.push_back({lock.id, lock.active, date_time_text(lock.lock_end_time), epoch_ms(lock.lock_end_time),
                             date_time_text(lock.lock_time), epoch_ms(lock.lock_time), lock.pair, lock.side,
                             lock.reason});
    }
    out.lock_count = static_cast<std::int64_t>(out.locks.size());
    return out;
}

} // namespace tremolo::rpc
