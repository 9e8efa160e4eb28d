// PATCH /config: settings that a user changes while the bot runs.
#include "bot/bot_insides.hpp"
#include <boost/json/serialize.hpp>

namespace tremolo::bot {

std::shared_ptr<const settings> changed_settings(const settings& present, const boost::json::object& changes,
                                                 const strategy::strategy& subject) {
    auto configured = *present.config;
    for (const auto& [key, value] : changes) configured.raw[key] = value;
    return make_settings(configured, subject, present.strategy_name);
}

// Every part that holds the settings is handed the new ones; what was made by the old ones (open trades, their stops)
// stays as it is until the strategy's rules look at it again.
command_answer bot::insides::run(const change_settings& wish) {
    const auto made = changed_settings(*parts.settings, wish.changes, *parts.strategy);
    parts.settings = made;
    announce.use(made);
    candles.use(made);
    wallets.use(made);
    services->use(made);
    trader->use(made);
    parts.strategy->attach(*services, made->strategy);
    parts.log.info("Settings changed until the configuration is read again: {}", boost::json::serialize(wish.changes));
    return {};
}

} // namespace tremolo::bot
