// Strategies whose signals and answers are drawn by chance: told in the file that DRAWN_BEHAVIOUR names, made of hashes
// of pair and time. ../backtests/Drawn.py says the same for freqtrade. Each call is written down with its numbers.
#include "strategy/prelude.hpp"
#include "json/parse.hpp"
#include <boost/json.hpp>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <sstream>
#include <stdexcept>

namespace {

namespace bj = boost::json;

std::uint32_t mixed(std::uint32_t x) {
    x ^= x >> 15U;
    x *= 2246822519U;
    return x ^ (x >> 13U);
}

std::uint32_t chance(const std::string& text) {
    std::uint32_t x = 2166136261U;
    for (const char c : text) x = (x ^ static_cast<unsigned char>(c)) * 16777619U;
    return mixed(x);
}

std::int64_t minute_of(timestamp t) { return std::chrono::floor<std::chrono::minutes>(t).time_since_epoch().count(); }

std::string shown(double v) {
    char buffer[32];
    return {buffer, std::to_chars(buffer, buffer + sizeof buffer, v).ptr};
}
std::string shown(int v) { return std::to_string(v); }
std::string shown(std::int64_t v) { return std::to_string(v); }
std::string shown(std::size_t v) { return std::to_string(v); }
std::string shown(bool v) { return v ? "true" : "false"; }
std::string shown(const std::string& v) { return v; }
template <class T>
std::string shown(const std::optional<T>& v) {
    return v ? shown(*v) : "null";
}
std::string shown(const trade& t) {
    std::string out;
    const auto add = [&](const auto& v) { out += (out.empty() ? "" : " ") + shown(v); };
    add(t.amount), add(t.open_rate), add(t.stake_amount), add(t.stop_loss), add(t.liquidation_price), add(t.max_rate);
    add(t.min_rate), add(t.realized_profit), add(t.funding_fees), add(t.nr_of_successful_entries());
    add(t.nr_of_successful_exits()), add(t.orders.size()), add(t.has_open_orders());
    return out;
}

const bj::object& told() {
    static const bj::object all = [] {
        std::ifstream in{std::getenv("DRAWN_BEHAVIOUR")};
        std::ostringstream text;
        text << in.rdbuf();
        return tremolo::json::parse(text.str()).value.as_object();
    }();
    return all;
}

const bj::object& told_of(const std::string& name) { return told().at("strategies").at(name).as_object(); }

std::optional<double> number(const bj::object& o, std::string_view key) {
    const auto* v = o.if_contains(key);
    return v != nullptr && v->is_number() ? std::optional{v->to_number<double>()} : std::nullopt;
}
bool flag(const bj::object& o, std::string_view key, bool otherwise = false) {
    const auto* v = o.if_contains(key);
    return v != nullptr && v->is_bool() ? v->as_bool() : otherwise;
}
std::string text(const bj::object& o, std::string_view key) { return std::string{o.at(key).as_string()}; }

protection protection_of(const bj::object& o) {
    const auto whole = [&](std::string_view key) {
        const auto v = number(o, key);
        return v ? std::optional{static_cast<std::int64_t>(*v)} : std::nullopt;
    };
    protection made;
    made.method = text(o, "method");
    made.lookback_period = number(o, "lookback_period");
    made.lookback_period_candles = whole("lookback_period_candles");
    made.stop_duration = number(o, "stop_duration");
    made.stop_duration_candles = whole("stop_duration_candles");
    if (o.contains("unlock_at")) made.unlock_at = text(o, "unlock_at");
    made.trade_limit = whole("trade_limit");
    made.required_profit = number(o, "required_profit");
    if (o.contains("only_per_pair")) made.only_per_pair = flag(o, "only_per_pair");
    if (o.contains("only_per_side")) made.only_per_side = flag(o, "only_per_side");
    made.max_allowed_drawdown = number(o, "max_allowed_drawdown");
    if (o.contains("calculation_mode")) made.calculation_mode = text(o, "calculation_mode");
    return made;
}

attributes attributes_of(const std::string& name, bool after_fill) {
    const auto& given = told_of(name).at("attributes").as_object();
    attributes made{.timeframe = text(given, "timeframe"), .minimal_roi = {{0, 0.04}}, .stoploss = -0.05};
    made.can_short = flag(given, "can_short");
    made.use_custom_roi = flag(given, "use_custom_roi");
    made.use_custom_stoploss = flag(given, "use_custom_stoploss");
    made.custom_stoploss_after_fill = after_fill;
    made.ignore_buying_expired_candle_after =
        static_cast<std::int64_t>(number(given, "ignore_buying_expired_candle_after").value_or(0));
    made.startup_candle_count = static_cast<std::int64_t>(number(given, "startup_candle_count").value_or(0));
    made.position_adjustment_enable = flag(given, "position_adjustment_enable");
    made.max_entry_position_adjustment =
        static_cast<std::int64_t>(number(given, "max_entry_position_adjustment").value_or(-1));
    if (const auto* listed = given.if_contains("protections"))
        for (const auto& one : listed->as_array()) made.protections.push_back(protection_of(one.as_object()));
    return made;
}

class drawn : public strategy {
  public:
    drawn(const std::string& name, bool after_fill) : strategy{attributes_of(name, after_fill)}, told_{told_of(name)} {}

    void populate_indicators(frame&, const metadata&) override {}
    void populate_entry_trend(frame& df, const metadata& about) override { signal(df, about, "enter_"); }
    void populate_exit_trend(frame& df, const metadata& about) override { signal(df, about, "exit_"); }

  protected:
    template <class... Seen>
    const bj::object& answer(const std::string& call, const std::string& pair, timestamp time, const Seen&... seen) {
        const auto minute = minute_of(time);
        std::string line = call + " " + pair + " " + std::to_string(minute);
        ((line += " " + shown(seen)), ...);
        trace() << line << std::endl;
        static const bj::object nothing;
        const auto* answers = told_.at("calls").as_object().if_contains(call);
        if (answers == nullptr || answers->as_array().empty()) return nothing;
        const auto& all = answers->as_array();
        const auto& picked = all[chance(call + "|" + pair + "|" + std::to_string(minute)) % all.size()].as_object();
        if ((call == "custom_exit" || call == "custom_entry_price") && flag(told_, "looks")) look(pair);
        if (const auto minutes = number(picked, "lock"))
            bot().lock_pair(pair, time + std::chrono::minutes{static_cast<int>(*minutes)}, "own", text(picked, "side"));
        if (flag(picked, "throw")) throw std::runtime_error{"drawn"};
        return picked;
    }

    void count_fill(const trade& t) {
        if (!flag(told_, "looks")) return;
        const auto known = bot().get_custom_data(t.id, "fills");
        const auto fills = known ? std::get<std::int64_t>(*known) : 0;
        bot().set_custom_data(t.id, "fills", fills + 1);
        trace() << "fills " << fills << std::endl;
    }

  private:
    std::ofstream& trace() {
        if (!trace_.is_open()) trace_.open(std::string{told().at("trace").as_string()}, std::ios::app);
        return trace_;
    }
    // Writes down what the bot tells besides.
    void look(const std::string& pair) {
        const auto& length = *effective().timeframe;
        const auto analysed = bot().get_analyzed_dataframe(pair, length).dataframe;
        const auto stored = bot().get_pair_dataframe(pair, length);
        const auto close = [](const frame& df) { return df.empty() ? std::nullopt : std::optional{df.last("close")}; };
        const auto closed = bot().trades({.pair = pair, .is_open = false});
        double profit = 0;
        for (const auto& t : closed) profit += t.close_profit_abs.value_or(0);
        const auto& currency = std::string{told().at("stake_currency").as_string()};
        const auto& w = bot().wallets();
        trace_ << "look " << analysed->size() << ' ' << shown(close(*analysed)) << ' ' << stored->size() << ' '
               << shown(close(*stored)) << ' ' << shown(bot().total_stake_amount()) << ' '
               << shown(bot().available_stake_amount()) << ' ' << shown(w.free(currency)) << ' '
               << shown(w.used(currency)) << ' ' << shown(w.total(currency)) << ' '
               << shown(w.total(pair.substr(0, pair.find('/')))) << ' ' << closed.size() << ' ' << shown(profit) << ' '
               << bot().trades({.is_open = true}).size() << ' ' << bot().current_whitelist().size() << std::endl;
    }
    void signal(frame& df, const metadata& about, const std::string& begin) const {
        for (const auto& one : told_.at("signals").as_array()) {
            const auto& rule = one.as_object();
            const auto column = text(rule, "column");
            if (!column.starts_with(begin)) continue;
            const auto where = rows_of(rule, df, about.pair);
            if (rule.at("tag").is_null())
                df.set_where(where, column, 1);
            else
                df.set_where(where, {{column, 1}, {text(rule, "tag_column"), text(rule, "tag")}});
        }
    }
    static mask rows_of(const bj::object& rule, const frame& df, const std::string& pair) {
        if (text(rule, "kind") == "chance") {
            const auto salt = chance(std::to_string(rule.at("salt").as_int64()) + "|" + pair);
            const auto limit = static_cast<std::uint32_t>(rule.at("per_mille").as_int64());
            std::vector<std::uint8_t> rows;
            for (const auto date : df.dates())
                rows.push_back(mixed(static_cast<std::uint32_t>(date / 60000) * 2654435761U + salt) % 1000 < limit);
            return mask{std::move(rows)};
        }
        const auto move = df["close"] / df["close"].shift(rule.at("rows").as_int64());
        const double limit = rule.at("limit").to_number<double>();
        return flag(rule, "below") ? move < limit : move > limit;
    }

    const bj::object& told_;
    std::ofstream trace_;
};

template <class Base>
struct prices : Base {
    using Base::Base;
    std::optional<double> custom_entry_price(const entry_price_call& c) override {
        return c.proposed_rate * number(this->answer("custom_entry_price", c.pair, c.current_time, c.proposed_rate,
                                                     c.entry_tag, c.side, c.trade != nullptr),
                                        "factor")
                                     .value_or(1);
    }
    std::optional<double> custom_exit_price(const exit_price_call& c) override {
        return c.proposed_rate * number(this->answer("custom_exit_price", c.pair, c.current_time, c.proposed_rate,
                                                     c.current_profit, c.exit_tag, c.trade),
                                        "factor")
                                     .value_or(1);
    }
    bool check_entry_timeout(const order_call& c) override {
        return flag(this->answer("check_entry_timeout", c.pair, c.current_time, c.order.safe_price(),
                                 c.order.safe_amount(), c.trade),
                    "yes");
    }
    bool check_exit_timeout(const order_call& c) override {
        return flag(this->answer("check_exit_timeout", c.pair, c.current_time, c.order.safe_price(),
                                 c.order.safe_amount(), c.trade),
                    "yes");
    }
};

std::optional<double> replaced(const bj::object& a, const adjust_price_call& c) {
    if (flag(a, "none")) return {};
    if (const auto factor = number(a, "factor")) return c.proposed_rate * *factor;
    return c.current_order_rate;
}

template <class Base>
struct replacing : Base {
    using Base::Base;
    std::optional<double> adjust_order_price(const adjust_price_call& c) override {
        return replaced(this->answer("adjust_order_price", c.pair, c.current_time, c.proposed_rate,
                                     c.current_order_rate, c.entry_tag, c.side, c.is_entry, c.trade),
                        c);
    }
};

template <class Base>
struct replacing_apart : Base {
    using Base::Base;
    std::optional<double> adjust_entry_price(const adjust_price_call& c) override {
        return replaced(this->answer("adjust_entry_price", c.pair, c.current_time, c.proposed_rate,
                                     c.current_order_rate, c.entry_tag, c.side, c.trade),
                        c);
    }
    std::optional<double> adjust_exit_price(const adjust_price_call& c) override {
        return replaced(this->answer("adjust_exit_price", c.pair, c.current_time, c.proposed_rate, c.current_order_rate,
                                     c.entry_tag, c.side, c.trade),
                        c);
    }
};

std::optional<double> stop(const bj::object& a, const stoploss_call& c) {
    if (const auto value = number(a, "value")) return value;
    if (flag(a, "nan")) return std::numeric_limits<double>::quiet_NaN();
    if (const auto open = number(a, "open"))
        return stoploss_from_open(*open, c.current_profit, c.trade.is_short, c.trade.leverage);
    if (const auto price = number(a, "price"))
        return stoploss_from_absolute(c.trade.open_rate * *price, c.current_rate, c.trade.is_short, c.trade.leverage);
    return {};
}

template <class Base>
struct stops : Base {
    using Base::Base;
    std::optional<double> custom_stoploss(const stoploss_call& c) override {
        return stop(this->answer("custom_stoploss", c.pair, c.current_time, c.current_rate, c.current_profit, c.trade),
                    c);
    }
};

template <class Base>
struct stops_after_fill : Base {
    using Base::Base;
    std::optional<double> custom_stoploss(const stoploss_call& c) override {
        return stop(this->answer("custom_stoploss", c.pair, c.current_time, c.current_rate, c.current_profit,
                                 c.after_fill, c.trade),
                    c);
    }
};

template <class Base>
struct exits : Base {
    using Base::Base;
    exit_answer custom_exit(const exit_call& c) override {
        const auto& a = this->answer("custom_exit", c.pair, c.current_time, c.current_rate, c.current_profit, c.trade);
        const auto* wanted = a.if_contains("exit");
        if (wanted == nullptr || wanted->is_null()) return {};
        if (wanted->is_bool()) return wanted->as_bool();
        return std::string{wanted->as_string()};
    }
};

template <class Base>
struct roi : Base {
    using Base::Base;
    std::optional<double> custom_roi(const roi_call& c) override {
        return number(
            this->answer("custom_roi", c.pair, c.current_time, c.trade_duration, c.entry_tag, c.side, c.trade),
            "value");
    }
};

template <class Base>
struct stakes : Base {
    using Base::Base;
    std::optional<double> custom_stake_amount(const stake_call& c) override {
        const auto& a = this->answer("custom_stake_amount", c.pair, c.current_time, c.current_rate, c.proposed_stake,
                                     c.min_stake, c.max_stake, c.leverage, c.entry_tag, c.side);
        if (flag(a, "none")) return {};
        return c.proposed_stake * number(a, "factor").value_or(1);
    }
    double leverage(const leverage_call& c) override {
        return number(this->answer("leverage", c.pair, c.current_time, c.current_rate, c.proposed_leverage,
                                   c.max_leverage, c.entry_tag, c.side),
                      "value")
            .value_or(1);
    }
};

template <class Base>
struct confirming : Base {
    using Base::Base;
    bool confirm_trade_entry(const confirm_entry_call& c) override {
        return flag(this->answer("confirm_trade_entry", c.pair, c.current_time, c.order_type, c.amount, c.rate,
                                 c.time_in_force, c.entry_tag, c.side),
                    "yes", true);
    }
    bool confirm_trade_exit(const confirm_exit_call& c) override {
        return flag(this->answer("confirm_trade_exit", c.pair, c.current_time, c.order_type, c.amount, c.rate,
                                 c.time_in_force, c.exit_reason, c.trade),
                    "yes", true);
    }
};

template <class Base>
struct adjusting : Base {
    using Base::Base;
    std::optional<stake_change> adjust_trade_position(const adjust_position_call& c) override {
        const trade& t = c.trade;
        const auto& a = this->answer("adjust_trade_position", t.pair, c.current_time, c.current_rate, c.current_profit,
                                     c.min_stake, c.max_stake, t);
        const auto wanted = number(a, "stake");
        if (!wanted || (flag(a, "calm") && t.has_open_orders()) ||
            t.nr_of_successful_entries() + t.nr_of_successful_exits() > 9)
            return {};
        return stake_change{t.stake_amount * *wanted, a.contains("tag") ? text(a, "tag") : ""};
    }
    void order_filled(const order_call& c) override {
        this->count_fill(c.trade);
        this->answer("order_filled", c.pair, c.current_time, c.order.safe_price(), c.order.safe_filled(),
                     c.order.ft_order_side, c.order.ft_order_tag, c.trade);
    }
};

} // namespace

class DrawnBare final : public drawn {
  public:
    DrawnBare() : drawn{"DrawnBare", false} {}
};
class DrawnPrices final : public replacing<prices<drawn>> {
  public:
    DrawnPrices() : replacing{"DrawnPrices", false} {}
};
class DrawnStops final : public exits<roi<stops<drawn>>> {
  public:
    DrawnStops() : exits{"DrawnStops", false} {}
};
class DrawnStakes final : public adjusting<confirming<stakes<drawn>>> {
  public:
    DrawnStakes() : adjusting{"DrawnStakes", false} {}
};
class DrawnMixed final : public adjusting<stops_after_fill<replacing_apart<prices<drawn>>>> {
  public:
    DrawnMixed() : adjusting{"DrawnMixed", true} {}
};
class DrawnAll final : public adjusting<confirming<stakes<exits<roi<stops_after_fill<replacing<prices<drawn>>>>>>>> {
  public:
    DrawnAll() : adjusting{"DrawnAll", true} {}
    void bot_loop_start(timestamp current_time) override { answer("bot_loop_start", "-", current_time); }
};

TREMOLO_STRATEGY(DrawnBare)
TREMOLO_STRATEGY(DrawnPrices)
TREMOLO_STRATEGY(DrawnStops)
TREMOLO_STRATEGY(DrawnStakes)
TREMOLO_STRATEGY(DrawnMixed)
TREMOLO_STRATEGY(DrawnAll)
