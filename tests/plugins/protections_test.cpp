// Locks over sets of closed trades must be those that freqtrade made (tests/data/engine/protections.json).
#include "base/error.hpp"
#include "base/time_text.hpp"
#include "plugins/protections/manager.hpp"
#include "tests/testing.hpp"

using namespace tremolo;
using namespace tremolo::plugins;
namespace bj = boost::json;

namespace {

class listed_history final : public trade_history {
  public:
    std::vector<closed_trade_facts> trades;
    std::vector<closed_trade_facts> closed_since(timestamp since, const std::optional<std::string>& pair) override {
        std::vector<closed_trade_facts> found;
        for (const auto& t : trades)
            if (t.close_date > since && (!pair || t.pair == *pair)) found.push_back(t);
        return found;
    }
    double profit_until(timestamp until) override {
        double sum = 0;
        for (const auto& t : trades)
            if (t.close_date <= until) sum += t.close_profit_abs.value_or(0);
        return sum;
    }
};

template <class T>
void take(const bj::object& from, const char* key, std::optional<T>& to) {
    if (const auto* v = from.if_contains(key); v && !v->is_null()) to = bj::value_to<T>(*v);
}

std::vector<strategy::protection> protections_of(const bj::array& list) {
    std::vector<strategy::protection> out;
    for (const auto& item : list) {
        const auto& o = item.as_object();
        strategy::protection p;
        p.method = std::string{o.at("method").as_string()};
        take(o, "lookback_period", p.lookback_period);
        take(o, "lookback_period_candles", p.lookback_period_candles);
        take(o, "stop_duration", p.stop_duration);
        take(o, "stop_duration_candles", p.stop_duration_candles);
        take(o, "unlock_at", p.unlock_at);
        take(o, "trade_limit", p.trade_limit);
        take(o, "required_profit", p.required_profit);
        take(o, "only_per_pair", p.only_per_pair);
        take(o, "only_per_side", p.only_per_side);
        take(o, "max_allowed_drawdown", p.max_allowed_drawdown);
        take(o, "calculation_mode", p.calculation_mode);
        out.push_back(std::move(p));
    }
    return out;
}

std::vector<closed_trade_facts> trades_of(const bj::array& scene, timestamp now) {
    std::vector<closed_trade_facts> trades;
    for (const auto& item : scene) {
        const auto& o = item.as_object();
        closed_trade_facts t;
        t.pair = std::string{o.at("pair").as_string()};
        const double minutes = o.at("closed_minutes_ago").to_number<double>();
        t.close_date = now - std::chrono::microseconds{static_cast<std::int64_t>(minutes * 60e6)};
        t.close_profit = o.at("close_profit").to_number<double>();
        t.close_profit_abs = *t.close_profit * o.at("stake").to_number<double>();
        t.exit_reason = std::string{o.at("exit_reason").as_string()};
        t.is_short = o.at("is_short").as_bool();
        trades.push_back(std::move(t));
    }
    return trades;
}

void expect_lock(const trading::lock* made, const bj::value& wanted, const std::string& where) {
    ASSERT_EQ(made == nullptr, wanted.is_null()) << where;
    if (made == nullptr) return;
    const auto& o = wanted.as_object();
    EXPECT_EQ(made->pair, o.at("pair").as_string()) << where;
    EXPECT_EQ(made->side, o.at("side").as_string()) << where;
    EXPECT_EQ(made->reason.value_or(""), o.at("reason").as_string()) << where;
    EXPECT_EQ(epoch_ms(made->lock_end_time), o.at("lock_end_timestamp").as_int64()) << where;
    EXPECT_EQ(date_time_text(made->lock_time), o.at("lock_time").as_string()) << where;
}

std::optional<trading::lock> copy_of(const trading::lock* row) {
    return row == nullptr ? std::nullopt : std::optional{*row};
}

TEST(protections, lock_what_freqtrade_locks) {
    const auto file = testing_support::read_json(testing_support::data() / "engine" / "protections.json").as_object();
    const timestamp now = from_epoch_ms(file.at("now").as_int64());
    const manual_clock clock{now};
    std::size_t index = 0;
    for (const auto& item : file.at("cases").as_array()) {
        const auto& c = item.as_object();
        const std::string where = "case " + std::to_string(index++) + " " + bj::serialize(c.at("protections"));
        listed_history history;
        history.trades = trades_of(file.at("scenes").at(c.at("trades").as_string()).as_array(), now);
        trading::lock_book locks{"5m"};
        protection_manager manager{protections_of(c.at("protections").as_array()), {5, history, clock}};
        const protection_call call{now, std::string{c.at("side").as_string()}, 1000};
        const auto pair = copy_of(manager.stop_pair(std::string{c.at("pair").as_string()}, call, locks));
        const auto all = copy_of(manager.stop_all(call, locks));
        expect_lock(pair ? &*pair : nullptr, c.at("per_pair"), where + " pair");
        expect_lock(all ? &*all : nullptr, c.at("global"), where + " all");
        bj::array rows;
        for (const auto& row : locks.rows())
            rows.push_back(bj::array{bj::string{row.pair}, bj::string{row.side}, epoch_ms(row.lock_end_time),
                                     bj::string{row.reason.value_or("")}});
        EXPECT_EQ(rows, c.at("locks").as_array()) << where;
    }
    EXPECT_EQ(index, 252u);
}

TEST(protections, describe_themselves_as_the_start_up_message_shows) {
    const auto file = testing_support::read_json(testing_support::data() / "engine" / "protections.json").as_object();
    const manual_clock clock{from_epoch_ms(0)};
    listed_history history;
    for (const auto& item : file.at("descriptions").as_array()) {
        const auto& c = item.as_object();
        const protection_manager manager{protections_of(c.at("protections").as_array()), {5, history, clock}};
        std::vector<std::string> wanted;
        for (const auto& d : c.at("short_desc").as_array())
            wanted.emplace_back(d.as_object().begin()->value().as_string());
        EXPECT_EQ(manager.short_descriptions(), wanted);
    }
}

TEST(protections, refuse_contradictions) {
    const auto file = testing_support::read_json(testing_support::data() / "engine" / "protections.json").as_object();
    const manual_clock clock{from_epoch_ms(0)};
    listed_history history;
    for (const auto& item : file.at("invalid").as_array()) {
        const auto& c = item.as_object();
        const auto build = [&] {
            return protection_manager{protections_of(c.at("protections").as_array()), {5, history, clock}}.names();
        };
        if (c.contains("error"))
            EXPECT_THROW((void)build(), configuration_error) << bj::serialize(c);
        else
            EXPECT_NO_THROW((void)build()) << bj::serialize(c);
    }
}

} // namespace
