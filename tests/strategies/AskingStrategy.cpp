// Asks the bot for everything that a strategy may ask for, and tells what it heard as messages: "name: answer".
#include "strategy/prelude.hpp"
#include <string>

class AskingStrategy : public strategy {
  public:
    AskingStrategy()
        : strategy{{.timeframe = "5m", .minimal_roi = {{0, 10}}, .stoploss = -0.5, .startup_candle_count = 30}} {}

    std::vector<informative_pair> informative_pairs() override { return {{"ETH/USDT", "1h"}}; }

    void bot_start() override { bot().log(message_level::info, "asking"); }

    void bot_loop_start(timestamp current_time) override {
        tell("now", current_time == bot().now() ? "same" : "other");
        tell("runmode", bot().runmode() == run_mode::dry_run ? "dry_run" : "other");
        tell("whitelist", bot().current_whitelist().front() + " " + std::to_string(bot().current_whitelist().size()));
        const auto ticker = bot().ticker("BTC/USDT");
        const auto book = bot().orderbook("BTC/USDT", 3);
        tell("ticker", ticker && ticker->bid && book.bids.front().price <= *ticker->ask ? "beside the book" : "odd");
        tell("no ticker", bot().ticker("NO/SUCH") ? "one" : "none");
        tell("market", bot().market("BTC/USDT")->base + ", " + (bot().market("NO/SUCH") ? "one" : "none"));
        tell("money", bot().wallets().free("USDT") > 0 && bot().total_stake_amount() >= bot().available_stake_amount()
                          ? "some"
                          : "odd");
        tell("candles", std::to_string(bot().get_pair_dataframe("ETH/USDT", "1h")->size() > 20) + " " +
                            std::to_string(bot().get_pair_dataframe("NO/SUCH", "1h")->size()));
        const auto analysed = bot().get_analyzed_dataframe("BTC/USDT", "5m");
        tell("analysed", !analysed.analysed_at                      ? "not yet"
                         : analysed.dataframe->has("hour_close_1h") ? "with the hour"
                                                                    : "without the hour");
        tell("open trades", std::to_string(bot().trades({.is_open = true}).size()) + " of " +
                                std::to_string(bot().trades({.pair = "BTC/USDT"}).size()));
        bot().lock_pair("LTC/USDT", bot().now() + 24h, "asked for");
        const bool locked = bot().is_pair_locked("LTC/USDT");
        bot().unlock_pair("LTC/USDT");
        tell("lock", std::to_string(locked) + " " + std::to_string(bot().is_pair_locked("LTC/USDT")));
        for (const trade& t : bot().trades({.is_open = true})) {
            const auto before = bot().get_custom_data(t.id, "rounds");
            const auto count = before ? std::get<std::int64_t>(*before) : 0;
            bot().set_custom_data(t.id, "Rounds", count + 1); // keys are found without regard to case
            bot().set_custom_data(t.id, "list", json_list({1, "x"}));
            tell("rounds", std::to_string(count));
        }
        bot().send_msg("once a candle");
    }

    void populate_indicators(frame& df, const metadata&) override {
        ++analyses_;
        frame hour = *bot().get_pair_dataframe("ETH/USDT", "1h");
        hour.set("hour_close", hour["close"]);
        df = merge_informative(df, hour, timeframe{"5m"}, timeframe{"1h"});
        // A row may know an hour only once that hour was over at the end of the row's own candle.
        for (std::size_t i = 0; i < df.size(); ++i) {
            const double known = df["date_1h"][i];
            if (known == known && known + 3'600'000 > static_cast<double>(df.dates()[i]) + 300'000)
                tell("merge", "looks into the future");
        }
        tell("analyses", std::to_string(analyses_));
    }
    void populate_entry_trend(frame& df, const metadata& about) override {
        df.set("enter_long", about.pair == "BTC/USDT" ? 1 : 0);
    }
    void populate_exit_trend(frame&, const metadata&) override {}

  private:
    void tell(const std::string& name, const std::string& answer) { bot().send_msg(name + ": " + answer, true); }
    int analyses_ = 0;
};

TREMOLO_STRATEGY(AskingStrategy)
