// After a round that failed: the books in memory and the picture that others read must again be what is stored.
#include "bot/bot_insides.hpp"

namespace tremolo::bot {

void bot::insides::with_honest_books(const std::function<void()>& step) {
    try {
        step();
    } catch (const exchange::exchange_error&) {
        publish_what_is_stored();
        throw;
    } catch (const operational_error&) {
        note_store_failure();
        throw;
    } catch (const error&) { // refusals and settings that cannot be used: nothing was half done
        throw;
    } catch (const std::exception&) { // a bug: what it was doing to a trade is not known
        note_store_failure();
        throw;
    }
}

void bot::insides::note_store_failure() {
    store_failed = true;
    try {
        ledger.load(); // reading works on a full disk, too
        publish();
    } catch (const std::exception& e) { parts.log.error("The database cannot be read: {}", e.what()); }
}

void bot::insides::settle_after_failure() {
    if (!store_failed) return;
    ledger.load();
    trader->settle_intents();
    wallets.update();
    store_failed = false;
}

void bot::insides::publish_what_is_stored() {
    try {
        publish();
    } catch (const std::exception& e) { parts.log.warning("No new picture after a failed round: {}", e.what()); }
}

} // namespace tremolo::bot
