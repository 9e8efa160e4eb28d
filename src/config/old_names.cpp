// Settings that had another name in older versions of freqtrade: moved where their meaning is the same, refused where a
// user has to decide.
#include "config/validate.hpp"
#include <fmt/format.h>

namespace tremolo::config {
namespace bj = boost::json;

namespace {
struct renaming {
    std::string_view before;
    std::string_view after;
};

constexpr renaming order_type_names[] = {{"buy", "entry"},
                                         {"sell", "exit"},
                                         {"emergencysell", "emergency_exit"},
                                         {"forcesell", "force_exit"},
                                         {"forcebuy", "force_entry"},
                                         {"emergencyexit", "emergency_exit"},
                                         {"forceexit", "force_exit"},
                                         {"forceentry", "force_entry"}};
constexpr renaming entry_exit_names[] = {{"buy", "entry"}, {"sell", "exit"}};
constexpr renaming notification_names[] = {
    {"sell", "exit"}, {"sell_fill", "exit_fill"}, {"sell_cancel", "exit_cancel"},
    {"buy", "entry"}, {"buy_fill", "entry_fill"}, {"buy_cancel", "entry_cancel"}};
constexpr renaming webhook_names[] = {
    {"webhookbuy", "webhookentry"}, {"webhookbuycancel", "webhookentrycancel"}, {"webhookbuyfill", "webhookentryfill"},
    {"webhooksell", "webhookexit"}, {"webhooksellcancel", "webhookexitcancel"}, {"webhooksellfill", "webhookexitfill"}};
constexpr renaming top_names[] = {{"forcebuy_enable", "force_entry_enable"},
                                  {"use_sell_signal", "use_exit_signal"},
                                  {"sell_profit_only", "exit_profit_only"},
                                  {"sell_profit_offset", "exit_profit_offset"},
                                  {"ignore_roi_if_buy_signal", "ignore_roi_if_entry_signal"}};
struct removed_name {
    std::string_view section;
    std::string_view key;
    std::string_view now;
};
constexpr removed_name removed_names[] = {{"experimental", "use_sell_signal", "use_exit_signal"},
                                          {"experimental", "sell_profit_only", "exit_profit_only"},
                                          {"experimental", "ignore_roi_if_buy_signal", "ignore_roi_if_entry_signal"},
                                          {"ask_strategy", "use_sell_signal", "use_exit_signal"},
                                          {"ask_strategy", "sell_profit_only", "exit_profit_only"},
                                          {"ask_strategy", "sell_profit_offset", "exit_profit_offset"},
                                          {"ask_strategy", "ignore_roi_if_buy_signal", "ignore_roi_if_entry_signal"}};

bj::string_view view(std::string_view text) { return {text.data(), text.size()}; }

bj::object* section_of(bj::object& settings, std::string_view name) {
    auto* value = settings.if_contains(view(name));
    return value == nullptr ? nullptr : value->if_object();
}

std::string full_name(std::string_view section, std::string_view key) {
    return section.empty() ? std::string{key} : fmt::format("{}.{}", section, key);
}

class mover {
  public:
    mover(bj::object& settings, std::vector<violation>& found, const logger& log)
        : settings_{settings}, found_{found}, log_{log} {}

    // section.before -> other.after; both given is a contradiction.
    void move(bj::object& from, std::string_view section, renaming names, bj::object& to, std::string_view other) {
        if (!from.contains(view(names.before))) return;
        const auto before = full_name(section, names.before);
        const auto after = full_name(other, names.after);
        if (to.contains(view(names.after))) {
            found_.push_back(
                inconsistency({before}, fmt::format("{} is the old name of {}, and both are set: delete {}.", before,
                                                    after, before)));
            return;
        }
        log_.warning("DEPRECATED: {} is now called {}. Please rename it in your configuration.", before, after);
        bj::value value = from.at(view(names.before));
        from.erase(view(names.before));
        to[view(names.after)] = std::move(value);
    }

    template <std::size_t n>
    void move_within(std::string_view section, const renaming (&names)[n]) {
        if (auto* object = section_of(settings_, section))
            for (const auto& one : names) move(*object, section, one, *object, section);
    }

    // The same for sections whose old words are refused on futures.
    template <std::size_t n>
    void move_spot_words(std::string_view section, const renaming (&names)[n]) {
        auto* object = section_of(settings_, section);
        if (object == nullptr) return;
        for (const auto& one : names) {
            if (!object->contains(view(one.before))) continue;
            if (!is_spot()) {
                found_.push_back(
                    inconsistency({std::string{section}},
                                  fmt::format("{}.{} is an old name: outside of spot it must be called {}.{}.", section,
                                              one.before, section, one.after)));
                continue;
            }
            move(*object, section, one, *object, section);
        }
    }

    // bid_strategy and ask_strategy to entry_pricing and exit_pricing, which they replace.
    void move_pricing(std::string_view before, std::string_view after, std::string_view balance) {
        auto* old = section_of(settings_, before);
        if (old == nullptr || old->empty()) return;
        if (!is_spot()) {
            found_.push_back(
                inconsistency({std::string{before}},
                              fmt::format("{} is an old name: outside of spot it must be called {}.", before, after)));
            return;
        }
        log_.warning("DEPRECATED: {} is now called {}. Please rename it in your configuration.", before, after);
        bj::object moved;
        for (const auto& item : *old) {
            const std::string_view key{item.key().data(), item.key().size()};
            moved[view(key == balance ? "price_last_balance" : key)] = item.value();
        }
        settings_.erase(view(before));
        settings_[view(after)] = std::move(moved);
    }

    [[nodiscard]] bool is_spot() const {
        const auto* mode = find(settings_, "trading_mode");
        return mode == nullptr || (mode->is_string() && mode->get_string() == "spot");
    }

    void move_all() {
        if (auto* old = section_of(settings_, "ask_strategy"))
            move(*old, "ask_strategy", {"ignore_buying_expired_candle_after", "ignore_buying_expired_candle_after"},
                 settings_, "");
        for (const auto& one : top_names) move(settings_, "", one, settings_, "");
        if (auto* telegram = section_of(settings_, "telegram"))
            if (auto* notifications = section_of(*telegram, "notification_settings"))
                for (const auto& one : notification_names)
                    move(*notifications, "telegram.notification_settings", one, *notifications,
                         "telegram.notification_settings");
        move_within("webhook", webhook_names);
        for (const auto& one : removed_names)
            if (find(settings_, one.section, one.key) != nullptr)
                found_.push_back(inconsistency(
                    {std::string{one.section}, std::string{one.key}},
                    fmt::format("{}.{} has moved: delete it and set {}.", one.section, one.key, one.now)));
        if (settings_.contains("ticker_interval"))
            found_.push_back(inconsistency({"ticker_interval"}, "ticker_interval is now called timeframe."));
        if (settings_.contains("protections"))
            found_.push_back(inconsistency(
                {"protections"}, "protections are no longer set in the configuration: declare them in the strategy."));
        move_spot_words("order_time_in_force", entry_exit_names);
        move_spot_words("order_types", order_type_names);
        move_spot_words("unfilledtimeout", entry_exit_names);
        move_pricing("bid_strategy", "entry_pricing", "ask_last_balance");
        move_pricing("ask_strategy", "exit_pricing", "bid_last_balance");
    }

  private:
    bj::object& settings_;
    std::vector<violation>& found_;
    const logger& log_;
};
} // namespace

void move_old_names(bj::object& settings, std::vector<violation>& found, const logger& log) {
    mover{settings, found, log}.move_all();
}

} // namespace tremolo::config
