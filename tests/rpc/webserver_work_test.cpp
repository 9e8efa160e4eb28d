// The work of pair list jobs, as their processes do it: lists that come over the web.
#include "rpc/webserver_orders.hpp"
#include "rpc/webserver_work.hpp"
#include "tests/exchange/fake_exchange.hpp"
#include "tests/testing.hpp"
#include <gmock/gmock.h>

namespace tremolo::rpc::webserver {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class told_web final : public plugins::web {
  public:
    std::string coins = R"([{"symbol":"btc","market_cap":9},{"symbol":"nobody","market_cap":8},
                            {"symbol":"ada","market_cap":7},{"symbol":"eth","market_cap":6}])";
    std::vector<std::string> asked;
    plugins::web_answer get(const plugins::web_question& question) override {
        asked.push_back(question.url);
        if (question.url.find("api.coingecko.com") == std::string::npos) throw plugins::web_failure{"no route"};
        return {.status = 200, .content_type = "application/json", .body = coins};
    }
};

class pairlist_work : public testing::Test {
  protected:
    pairlist_work() {
        for (const std::string base : {"BTC", "ETH", "ADA"}) {
            market::market_info m;
            m.symbol = base + "/USDT";
            m.base = base;
            m.quote = "USDT";
            venue->own_markets.push_back(m);
        }
    }
    boost::json::value evaluated(const char* lists, plugins::web* with) {
        const workspace place{
            settings_of({{"dry_run", true},
                         {"stake_currency", "USDT"},
                         {"user_data_dir", folder.path().string()},
                         {"datadir", (folder.path() / "data").string()},
                         {"exchange", {{"name", "binance"}, {"pair_whitelist", boost::json::array{"BTC/USDT"}}}}},
                        config::run_mode::other),
            time,
            {},
            {}};
        pairlist_wishes wishes;
        wishes.stake_currency = "USDT";
        const auto parsed = json::parse(lists);
        for (const auto& one : parsed.value.as_array()) wishes.pairlists.push_back(one.as_object());
        const work_surroundings around{
            .time = time, .log = {}, .open = [this](const auto&) { return venue; }, .web = with};
        return json::parse(do_work(order_pairlist(place, wishes).work, around)).value;
    }

    testing_support::temporary_folder folder;
    manual_clock time{from_epoch_ms(1'770'000'000'000)};
    std::shared_ptr<exchange::fake_exchange> venue = std::make_shared<exchange::fake_exchange>();
    told_web web;
};

TEST_F(pairlist_work, asks_for_market_capitalisations) {
    const auto found = evaluated(R"([{"method":"MarketCapPairList","number_assets":2,"max_rank":4}])", &web);
    EXPECT_THAT(boost::json::value_to<std::vector<std::string>>(found.at("whitelist")),
                ElementsAre("BTC/USDT", "ADA/USDT"));
    EXPECT_EQ(found.at("length"), 2);
    EXPECT_THAT(web.asked, ElementsAre(HasSubstr("coins/markets")));
}

TEST_F(pairlist_work, says_that_nobody_answers) {
    web.coins = "[]";
    EXPECT_THROW(evaluated(R"([{"method":"MarketCapPairList","number_assets":2}])", &web), operational_error);
    EXPECT_THROW(evaluated(R"([{"method":"RemotePairList","pairlist_url":"http://127.0.0.1:1/x"}])", &web),
                 operational_error);
}

} // namespace
} // namespace tremolo::rpc::webserver
