// After a round that failed: the books in memory and the picture that others read must again be what is stored.
#include "bot/bot_insides.hpp"

namespace tremolo::bot {

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
