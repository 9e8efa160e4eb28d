// A strategy that answers what a scenario tells it to, and remembers what it was asked.
#pragma once
#include "bot/settings.hpp"
#include "market/candles.hpp"
#include "strategy/strategy.hpp"
#include "tests/testing.hpp"

namespace scenario {

namespace bj = boost::json;
using namespace tremolo;

class told_strategy final : public strategy::strategy {
  public:
    using strategy::strategy;
    bj::object answers;                        // by callback; only these are noted
    std::map<std::string, bj::object> signals; // by pair, of the last candle
    std::vector<std::pair<std::string, bj::object>> asked;
    std::vector<::tremolo::strategy::informative_pair> watched; // noted when there are any, the first is merged
    bool fills_forward = true;
    std::string timeframe_name = "5m";

    std::vector<::tremolo::strategy::informative_pair> informative_pairs() override { return watched; }
    void populate_indicators(market::frame& df, const ::tremolo::strategy::metadata& about) override {
        if (watched.empty()) return;
        note("candles", df, {{"pair", about.pair}});
        for (const auto& one : watched)
            note("watched", *bot().get_pair_dataframe(one.pair, one.timeframe),
                 {{"pair", one.pair}, {"timeframe", one.timeframe}});
        const auto& more = watched.front();
        const auto candles = bot().get_pair_dataframe(more.pair, more.timeframe);
        if (candles->empty()) return;
        df = market::merge_informative(df, *candles, market::timeframe{timeframe_name},
                                       market::timeframe{more.timeframe}, fills_forward);
        asked.emplace_back("merged", bj::object{{"close", last(df, "close_" + more.timeframe, 9)},
                                                {"date", last(df, "date_" + more.timeframe, 9)}});
    }
    void populate_entry_trend(market::frame& df, const ::tremolo::strategy::metadata& about) override {
        set(df, about.pair, "enter_long");
        set(df, about.pair, "enter_short");
        set(df, about.pair, "enter_tag");
    }
    void populate_exit_trend(market::frame& df, const ::tremolo::strategy::metadata& about) override {
        set(df, about.pair, "exit_long");
        set(df, about.pair, "exit_short");
        set(df, about.pair, "exit_tag");
    }

    std::optional<double> custom_entry_price(const ::tremolo::strategy::entry_price_call& c) override {
        const auto* a = ask(
            "custom_entry_price",
            {{"pair", c.pair}, {"proposed_rate", c.proposed_rate}, {"entry_tag", text(c.entry_tag)}, {"side", c.side}});
        return a ? number(*a) : c.proposed_rate;
    }
    std::optional<double> custom_stake_amount(const ::tremolo::strategy::stake_call& c) override {
        const auto* a = ask("custom_stake_amount", {{"pair", c.pair},
                                                    {"proposed_stake", c.proposed_stake},
                                                    {"min_stake", none(c.min_stake)},
                                                    {"max_stake", c.max_stake},
                                                    {"current_rate", c.current_rate},
                                                    {"entry_tag", text(c.entry_tag)},
                                                    {"side", c.side}});
        return a ? number(*a) : c.proposed_stake;
    }
    double leverage(const ::tremolo::strategy::leverage_call& c) override {
        const auto* a = ask("leverage", {{"pair", c.pair},
                                         {"current_rate", c.current_rate},
                                         {"entry_tag", text(c.entry_tag)},
                                         {"side", c.side},
                                         {"max_leverage", c.max_leverage},
                                         {"proposed_leverage", c.proposed_leverage}});
        return a ? number(*a).value_or(1) : 1;
    }
    bool confirm_trade_entry(const ::tremolo::strategy::confirm_entry_call& c) override {
        const auto* a = ask("confirm_trade_entry", {{"pair", c.pair},
                                                    {"amount", c.amount},
                                                    {"rate", c.rate},
                                                    {"entry_tag", text(c.entry_tag)},
                                                    {"side", c.side},
                                                    {"order_type", c.order_type}});
        return !a || a->as_bool();
    }
    std::optional<double> custom_stoploss(const ::tremolo::strategy::stoploss_call& c) override {
        const auto* a = ask("custom_stoploss", {{"pair", c.pair},
                                                {"current_rate", c.current_rate},
                                                {"current_profit", c.current_profit},
                                                {"after_fill", c.after_fill}});
        return a ? number(*a) : std::nullopt;
    }
    std::optional<::tremolo::strategy::stake_change>
    adjust_trade_position(const ::tremolo::strategy::adjust_position_call& c) override {
        const auto* a = ask("adjust_trade_position", {{"min_stake", none(c.min_stake)},
                                                      {"max_stake", c.max_stake},
                                                      {"current_rate", c.current_rate},
                                                      {"current_profit", c.current_profit},
                                                      {"current_entry_rate", c.current_entry_rate},
                                                      {"current_exit_rate", c.current_exit_rate}});
        if (!a || a->is_null()) return {};
        if (a->is_array())
            return ::tremolo::strategy::stake_change{a->as_array()[0].to_number<double>(),
                                                     std::string{a->as_array()[1].as_string()}};
        return ::tremolo::strategy::stake_change{a->to_number<double>()};
    }
    ::tremolo::strategy::exit_answer custom_exit(const ::tremolo::strategy::exit_call& c) override {
        const auto* a = ask("custom_exit",
                            {{"pair", c.pair}, {"current_rate", c.current_rate}, {"current_profit", c.current_profit}});
        if (!a || a->is_null()) return {};
        if (a->is_bool()) return ::tremolo::strategy::exit_answer{a->as_bool()};
        return ::tremolo::strategy::exit_answer{std::string{a->as_string()}};
    }
    std::optional<double> custom_exit_price(const ::tremolo::strategy::exit_price_call& c) override {
        const auto* a = ask("custom_exit_price", {{"pair", c.pair},
                                                  {"proposed_rate", c.proposed_rate},
                                                  {"current_profit", c.current_profit},
                                                  {"exit_tag", text(c.exit_tag)}});
        return a ? number(*a) : c.proposed_rate;
    }
    bool confirm_trade_exit(const ::tremolo::strategy::confirm_exit_call& c) override {
        const auto* a = ask("confirm_trade_exit", {{"pair", c.pair},
                                                   {"amount", c.amount},
                                                   {"rate", c.rate},
                                                   {"exit_reason", c.exit_reason},
                                                   {"order_type", c.order_type}});
        return !a || a->as_bool();
    }
    std::optional<double> adjust_entry_price(const ::tremolo::strategy::adjust_price_call& c) override {
        const auto* a = ask("adjust_entry_price", of(c));
        return a ? number(*a) : c.current_order_rate;
    }
    std::optional<double> adjust_exit_price(const ::tremolo::strategy::adjust_price_call& c) override {
        const auto* a = ask("adjust_exit_price", of(c));
        return a ? number(*a) : c.current_order_rate;
    }

    std::optional<double> adjust_order_price(const ::tremolo::strategy::adjust_price_call& c) override {
        if (!answers.contains("adjust_order_price")) return strategy::adjust_order_price(c);
        auto arguments = of(c);
        arguments["is_entry"] = c.is_entry;
        return number(*ask("adjust_order_price", std::move(arguments)));
    }
    // Locks pairs and frees them: "lock" [pair, minutes, reason, side], "unlock" pair, "unlock_reason" reason.
    void bot_loop_start(timestamp now) override {
        if (!watched.empty())
            for (const auto& pair : bot().current_whitelist()) {
                const auto found = bot().get_analyzed_dataframe(pair, timeframe_name);
                bj::value at;
                if (found.analysed_at) at = epoch_ms(*found.analysed_at);
                note("analysed", *found.dataframe, {{"pair", pair}, {"at", at}});
            }
        if (const auto* lock = answers.if_contains("lock")) {
            const auto& how = lock->as_array();
            bot().lock_pair(std::string{how[0].as_string()}, now + std::chrono::minutes{how[1].as_int64()},
                            how[2].is_null() ? std::nullopt : std::optional{std::string{how[2].as_string()}},
                            std::string{how[3].as_string()});
        }
        if (const auto* pair = answers.if_contains("unlock")) bot().unlock_pair(std::string{pair->as_string()});
        if (const auto* why = answers.if_contains("unlock_reason")) bot().unlock_reason(std::string{why->as_string()});
    }

    std::optional<double> custom_roi(const ::tremolo::strategy::roi_call& c) override {
        const auto* a = ask("custom_roi", {{"pair", c.pair},
                                           {"trade_duration", c.trade_duration},
                                           {"entry_tag", text(c.entry_tag)},
                                           {"side", c.side}});
        return a ? number(*a) : std::nullopt;
    }
    bool check_entry_timeout(const ::tremolo::strategy::order_call& c) override {
        const auto* a = ask("check_entry_timeout", {{"pair", c.pair}, {"order_price", none(c.order.price)}});
        return a && a->as_bool();
    }
    bool check_exit_timeout(const ::tremolo::strategy::order_call& c) override {
        const auto* a = ask("check_exit_timeout", {{"pair", c.pair}, {"order_price", none(c.order.price)}});
        return a && a->as_bool();
    }
    void order_filled(const ::tremolo::strategy::order_call& c) override {
        (void)ask("order_filled", {{"pair", c.pair},
                                   {"side", text(c.order.side)},
                                   {"filled", none(c.order.filled)},
                                   {"tag", text(c.order.ft_order_tag)},
                                   {"open", c.trade.is_open},
                                   {"amount", c.trade.amount},
                                   {"stop", none(c.trade.stop_loss)}});
    }

  private:
    static bj::array last(const market::frame& df, const std::string& column, std::size_t rows) {
        bj::array out;
        for (std::size_t i = df.size() > rows ? df.size() - rows : 0; i < df.size(); ++i) {
            const double value = column == "date" ? static_cast<double>(df.dates()[i]) : df.at(i, column);
            out.push_back(std::isnan(value) ? bj::value() : bj::value(value));
        }
        return out;
    }
    void note(const char* name, const market::frame& df, bj::object what) {
        what["rows"] = df.size();
        if (!df.empty()) {
            what["first"] = df.dates().front();
            what["last"] = df.last_date();
            what["close"] = last(df, "close", 3);
            double volume = 0;
            for (std::size_t i = 0; i < df.size(); ++i) volume += df.at(i, "volume");
            what["volume"] = volume;
        }
        asked.emplace_back(name, std::move(what));
    }
    static bj::value text(const std::optional<std::string>& t) { return t ? bj::value(bj::string(*t)) : bj::value(); }
    static bj::value none(std::optional<double> v) { return v ? bj::value(*v) : bj::value(); }
    static std::optional<double> number(const bj::value& v) {
        return v.is_null() ? std::nullopt : std::optional{v.to_number<double>()};
    }
    static bj::object of(const ::tremolo::strategy::adjust_price_call& c) {
        return {{"pair", c.pair},
                {"proposed_rate", c.proposed_rate},
                {"entry_tag", text(c.entry_tag)},
                {"side", c.side},
                {"current_order_rate", c.current_order_rate}};
    }
    const bj::value* ask(const char* name, bj::object arguments) {
        const auto* answer = answers.if_contains(name);
        if (answer != nullptr) asked.emplace_back(name, std::move(arguments));
        return answer;
    }
    void set(market::frame& df, const std::string& pair, const char* column) {
        const auto found = signals.find(pair);
        if (found == signals.end()) return;
        const auto* value = found->second.if_contains(column);
        if (value == nullptr) return;
        if (value->is_string())
            df.set_at(df.size() - 1, column, std::string{value->as_string()});
        else
            df.set_at(df.size() - 1, column, value->to_number<double>());
    }
};

} // namespace scenario
