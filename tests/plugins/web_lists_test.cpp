// Lists that come from elsewhere: web addresses and files, CoinGecko, another bot, the other market of the exchange.
#include "base/error.hpp"
#include "plugins/pairlists/chain.hpp"
#include "tests/exchange/fake_exchange.hpp"
#include "tests/testing.hpp"
#include <boost/json.hpp>
#include <fstream>

using namespace tremolo;
using namespace tremolo::plugins;
namespace bj = boost::json;
using names = std::vector<std::string>;

namespace {

// Answers what the test put under an address; all else is not reached.
class told_web final : public web {
  public:
    std::map<std::string, web_answer> answers;
    std::vector<web_question> asked;

    web_answer get(const web_question& question) override {
        asked.push_back(question);
        const auto found = answers.find(question.url);
        if (found == answers.end()) throw web_failure{"no route to " + question.url};
        return found->second;
    }
    void set(const std::string& url, const std::string& body, int status = 200) {
        answers[url] = {status, "application/json; charset=utf-8", body, {}};
    }
};

market::market_info spot_market(const std::string& base, const std::string& quote = "USDT") {
    market::market_info m;
    m.symbol = base + "/" + quote;
    m.base = base;
    m.quote = quote;
    m.price_precision = 0.01;
    return m;
}

market::market_info future_market(const std::string& base, const std::string& info = "") {
    auto m = spot_market(base);
    m.symbol += ":USDT";
    m.settle = "USDT";
    m.spot = false;
    m.swap = m.linear = true;
    m.info_json = info;
    return m;
}

class web_lists : public testing::Test {
  protected:
    web_lists() {
        market.own_traits.id = "binance";
        market.own_traits.name = "Binance";
        for (const auto* base : {"BTC", "ETH", "XRP", "ADA", "1000PEPE"})
            market.own_markets.push_back(spot_market(base));
        settings->stake_currency = "USDT";
        settings->exchange.pair_whitelist = {"BTC/USDT", "ETH/USDT", "XRP/USDT"};
    }

    pairlist_chain chain_of(const std::string& lists) {
        settings->pairlists.clear();
        const auto parsed = bj::parse(lists);
        for (const auto& item : parsed.as_array()) settings->pairlists.push_back(item.as_object());
        surroundings around{market, settings, time};
        around.web = &web;
        around.producer_pairs = [this](const std::string& producer) { return producers[producer]; };
        return pairlist_chain{around};
    }
    names refreshed(const std::string& lists) { return chain_of(lists).refresh(); }

    exchange::fake_exchange market;
    told_web web;
    std::map<std::string, names> producers;
    manual_clock time{from_epoch_ms(1'770'000'000'000)};
    std::shared_ptr<config::configuration> settings = std::make_shared<config::configuration>();
    static constexpr auto url = "https://lists.example/pairs?of=me";
};

std::string remote(const std::string& more = "") {
    return R"({"method": "RemotePairList", "pairlist_url": "https://lists.example/pairs?of=me")" + more + "}";
}

TEST_F(web_lists, remote_list_is_asked_once_a_period_and_filtered_for_active_markets) {
    web.set(url, R"({"pairs": ["ETH/USDT", "btc/.*", "NOPE/USDT", "ETH/BTC"], "refresh_period": 60})");
    auto chain = chain_of("[" + remote(R"(, "refresh_period": 600, "bearer_token": "abc", "read_timeout": 7)") + "]");
    EXPECT_EQ(chain.refresh(), (names{"ETH/USDT", "BTC/USDT"}));
    web.set(url, R"({"pairs": ["XRP/USDT"]})");
    time.advance(std::chrono::seconds{599});
    EXPECT_EQ(chain.refresh(), (names{"ETH/USDT", "BTC/USDT"}));
    time.advance(std::chrono::seconds{1});
    EXPECT_EQ(chain.refresh(), names{"XRP/USDT"});
    ASSERT_EQ(web.asked.size(), 2u);
    EXPECT_EQ(web.asked[0].timeout, std::chrono::seconds{7});
    EXPECT_EQ(web.asked[0].headers.back(), (std::pair<std::string, std::string>{"Authorization", "Bearer abc"}));
}

TEST_F(web_lists, a_longer_remote_period_wins) {
    web.set(url, R"({"pairs": [], "refresh_period": 7200})");
    auto chain = chain_of("[" + remote() + "]");
    EXPECT_EQ(chain.refresh(), names{}); // valid, though empty
    time.advance(std::chrono::seconds{7199});
    EXPECT_EQ(chain.refresh(), names{});
    EXPECT_EQ(web.asked.size(), 1u);
    time.advance(std::chrono::seconds{1});
    EXPECT_EQ(chain.refresh(), names{});
    EXPECT_EQ(web.asked.size(), 2u);
}

TEST_F(web_lists, remote_failures_keep_the_list_or_empty_it) {
    for (const bool keep : {true, false}) {
        web.set(url, R"({"pairs": ["XRP/USDT"]})");
        auto chain = chain_of("[" + remote(keep ? "" : R"(, "keep_pairlist_on_failure": false)") + "]");
        EXPECT_EQ(chain.refresh(), names{"XRP/USDT"});
        const names after = keep ? names{"XRP/USDT"} : names{};
        const std::vector<web_answer> bad{{200, "text/html", "<html>", {}},
                                          {500, "application/json", R"({"pairs": ["ETH/USDT"]})", {}},
                                          {200, "application/json", "[1]", {}},
                                          {200, "application/json", R"({"pairs": [1]})", {}},
                                          {200, "application/json", R"({"pairs": ["(ETH"]})", {}},
                                          {200, "application/json", R"({"pairs": )", {}}};
        for (const auto& answer : bad) {
            web.answers[url] = answer;
            time.advance(std::chrono::hours{1});
            EXPECT_EQ(chain.refresh(), after) << answer.body;
        }
        web.answers.clear();
        time.advance(std::chrono::hours{1});
        EXPECT_EQ(chain.refresh(), after) << "no connection";
        web.set(url, R"({"pairs": ["ADA/USDT"]})");
        EXPECT_EQ(chain.refresh(), after) << "not asked again before the period is over";
        time.advance(std::chrono::hours{1});
        EXPECT_EQ(chain.refresh(), names{"ADA/USDT"});
    }
}

TEST_F(web_lists, a_remote_list_that_never_came_says_so) {
    auto chain = chain_of("[" + remote() + "]");
    try {
        (void)chain.refresh();
        FAIL() << "an unreachable list was accepted";
    } catch (const operational_error& e) {
        EXPECT_NE(std::string{e.what()}.find("no route to https://lists.example"), std::string::npos) << e.what();
    }
}

TEST_F(web_lists, remote_list_filters_appends_and_bans) {
    web.set(url, R"({"pairs": ["ADA/USDT", "XRP/USDT"]})");
    const std::string own = R"([{"method": "StaticPairList"}, )";
    EXPECT_EQ(refreshed(own + remote() + "]"), names{"XRP/USDT"});
    EXPECT_EQ(refreshed(own + remote(R"(, "processing_mode": "append")") + "]"),
              (names{"BTC/USDT", "ETH/USDT", "XRP/USDT", "ADA/USDT"}));
    EXPECT_EQ(refreshed(own + remote(R"(, "processing_mode": "append", "number_assets": 1)") + "]"), names{"BTC/USDT"});
    EXPECT_EQ(refreshed(own + remote(R"(, "mode": "blacklist", "number_assets": 1)") + "]"),
              (names{"BTC/USDT", "ETH/USDT"}));
    EXPECT_THROW((void)refreshed("[" + remote(R"(, "mode": "blacklist")") + "]"), configuration_error);
    EXPECT_THROW((void)refreshed("[" + remote(R"(, "mode": "both")") + "]"), configuration_error);
    EXPECT_THROW((void)refreshed("[" + remote(R"(, "processing_mode": "mix")") + "]"), configuration_error);
    EXPECT_THROW((void)refreshed(R"([{"method": "RemotePairList", "pairlist_url": "ftp://a/b"}])"),
                 configuration_error);
}

TEST_F(web_lists, remote_list_of_a_file_and_saved_to_one) {
    const testing_support::temporary_folder folder;
    const auto list = folder.path() / "list.json";
    const auto saved = folder.path() / "saved.json";
    std::ofstream{list} << "{\"pairs\": [\"XRP/USDT\", \"ETH/USDT\",], // mine\n}";
    const auto entry = R"([{"method": "RemotePairList", "pairlist_url": "file:///)" + list.string().substr(1) +
                       R"(", "save_to_file": ")" + saved.string() + R"("}])";
    auto chain = chain_of(entry);
    EXPECT_EQ(chain.refresh(), (names{"XRP/USDT", "ETH/USDT"}));
    EXPECT_EQ(testing_support::read_json(saved), bj::parse(R"({"pairs": ["XRP/USDT", "ETH/USDT"]})"));
    std::filesystem::remove(list);
    time.advance(std::chrono::hours{1});
    EXPECT_EQ(chain.refresh(), (names{"XRP/USDT", "ETH/USDT"}));
    EXPECT_THROW((void)refreshed(entry), operational_error);
}

constexpr auto markets_url = "https://api.coingecko.com/api/v3/coins/markets?vs_currency=usd&order=market_cap_desc&"
                             "per_page=250&sparkline=false&locale=en&page=1";

TEST_F(web_lists, market_cap_ranks_coins) {
    web.set(markets_url, R"([{"symbol": "xrp", "market_cap": 5}, {"symbol": "btc", "market_cap": 9},
                             {"symbol": "none", "market_cap": 8}, {"symbol": "pepe", "market_cap": 3},
                             {"symbol": "eth", "market_cap": null}])");
    const std::string entry = R"({"method": "MarketCapPairList", "number_assets": 3, "max_rank": )";
    EXPECT_EQ(refreshed("[" + entry + "30}]"), (names{"BTC/USDT", "XRP/USDT", "1000PEPE/USDT"}));
    EXPECT_EQ(refreshed("[" + entry + "3}]"), (names{"BTC/USDT", "XRP/USDT"}));
    const std::string own = R"([{"method": "StaticPairList"}, )" + entry;
    EXPECT_EQ(refreshed(own + R"(30, "mode": "blacklist"}])"), names{});
    EXPECT_EQ(refreshed(own + R"(4, "mode": "blacklist"}])"), names{"ETH/USDT"});
    EXPECT_THROW((void)refreshed(R"([{"method": "MarketCapPairList"}])"), configuration_error);
    EXPECT_THROW((void)refreshed(R"([{"method": "MarketCapPairList", "number_assets": 1, "mode": "x"}])"),
                 configuration_error);
}

TEST_F(web_lists, market_cap_is_asked_once_a_day_and_survives_failures) {
    web.set(markets_url, R"([{"symbol": "eth", "market_cap": 5}])");
    auto chain = chain_of(R"([{"method": "MarketCapPairList", "number_assets": 3}])");
    EXPECT_EQ(chain.refresh(), names{"ETH/USDT"});
    time.advance(std::chrono::hours{23});
    EXPECT_EQ(chain.refresh(), names{"ETH/USDT"});
    EXPECT_EQ(web.asked.size(), 1u);
    web.answers[markets_url] = {429, "application/json", "{}", std::chrono::seconds{300}};
    time.advance(std::chrono::hours{2});
    EXPECT_EQ(chain.refresh(), names{"ETH/USDT"});
    EXPECT_EQ(web.asked.size(), 2u);
    time.advance(std::chrono::hours{24}); // the list made of the old ranking is over
    web.set(markets_url, R"([{"symbol": "xrp", "market_cap": 5}])");
    EXPECT_EQ(chain.refresh(), names{"XRP/USDT"});
    EXPECT_EQ(web.asked.size(), 3u);
}

TEST_F(web_lists, market_cap_as_a_filter_leaves_an_angry_service_alone) {
    web.set(markets_url, R"([{"symbol": "eth", "market_cap": 5}])");
    auto chain = chain_of(R"([{"method": "StaticPairList"},
                              {"method": "MarketCapPairList", "number_assets": 3, "refresh_period": 60}])");
    EXPECT_EQ(chain.refresh(), names{"ETH/USDT"});
    web.answers[markets_url] = {429, "application/json", "{}", std::chrono::seconds{300}};
    for (int i = 0; i < 10; ++i) { // ten rounds within five minutes: one question
        time.advance(std::chrono::seconds{i == 0 ? 60 : 30});
        EXPECT_EQ(chain.refresh(), names{"ETH/USDT"});
    }
    EXPECT_EQ(web.asked.size(), 2u);
}

TEST_F(web_lists, market_cap_of_categories_with_a_key) {
    settings->raw["coingecko"] = {{"api_key", "demo-key"}, {"is_demo", true}};
    const std::string base = "https://api.coingecko.com/api/v3/coins/";
    web.set(base + "categories/list", R"([{"category_id": "layer-1", "name": "L1"}, {"category_id": "meme-token"}])");
    web.set(std::string{markets_url} + "&category=layer-1", R"([{"symbol": "eth", "market_cap": 5}])");
    web.set(std::string{markets_url} + "&category=meme-token", R"([{"symbol": "btc", "market_cap": 7}])");
    EXPECT_EQ(refreshed(R"([{"method": "MarketCapPairList", "number_assets": 3,
                             "categories": ["layer-1", "meme-token"]}])"),
              (names{"BTC/USDT", "ETH/USDT"}));
    for (const auto& question : web.asked)
        EXPECT_EQ(question.headers.back(), (std::pair<std::string, std::string>{"x-cg-demo-api-key", "demo-key"}));
    EXPECT_THROW((void)refreshed(R"([{"method": "MarketCapPairList", "number_assets": 3, "categories": ["cats"]}])"),
                 configuration_error);
    settings->raw["coingecko"] = {{"api_key", "paid-key"}, {"is_demo", false}};
    web.asked.clear();
    EXPECT_THROW((void)refreshed(R"([{"method": "MarketCapPairList", "number_assets": 3}])"), operational_error);
    EXPECT_EQ(web.asked.at(0).url.find("https://pro-api.coingecko.com/api/v3/coins/markets?"), 0u);
    EXPECT_EQ(web.asked[0].headers.back(), (std::pair<std::string, std::string>{"x-cg-pro-api-key", "paid-key"}));
}

TEST_F(web_lists, cross_market_compares_coins_of_both_markets) {
    for (const auto* base : {"BTC", "PEPE", "AXRP"}) market.own_markets.push_back(future_market(base));
    const std::string both = R"([{"method": "CrossMarketPairList"}])";
    const std::string here = R"([{"method": "CrossMarketPairList", "pairs_exist_on": "current_market_only"}])";
    EXPECT_EQ(refreshed(both), (names{"BTC/USDT", "1000PEPE/USDT"}));
    EXPECT_EQ(refreshed(here), (names{"ETH/USDT", "XRP/USDT", "ADA/USDT"}));
    settings->trading_mode = config::trading_mode::futures;
    EXPECT_EQ(refreshed(both), (names{"BTC/USDT:USDT", "PEPE/USDT:USDT"}));
    EXPECT_EQ(refreshed(here), names{"AXRP/USDT:USDT"});
    settings->exchange.pair_blacklist = {"BTC/.*"};
    EXPECT_EQ(refreshed(both), names{"PEPE/USDT:USDT"});
    EXPECT_THROW((void)refreshed(R"([{"method": "CrossMarketPairList", "pairs_exist_on": "moon"}])"),
                 configuration_error);
}

TEST_F(web_lists, producer_names_the_pairs) {
    settings->raw["external_message_consumer"] = {{"enabled", true}};
    producers["default"] = {"ETH/USDT", "NOPE/USDT", "XRP/USDT"};
    producers["other"] = {"ADA/USDT", "BTC/USDT"};
    EXPECT_EQ(refreshed(R"([{"method": "ProducerPairList"}])"), (names{"ETH/USDT", "XRP/USDT"}));
    EXPECT_EQ(refreshed(R"([{"method": "ProducerPairList", "producer_name": "other", "number_assets": 1}])"),
              names{"ADA/USDT"});
    EXPECT_EQ(refreshed(R"([{"method": "StaticPairList"}, {"method": "ProducerPairList", "producer_name": "other"}])"),
              (names{"BTC/USDT", "ETH/USDT", "XRP/USDT", "ADA/USDT"}));
    EXPECT_EQ(refreshed(R"([{"method": "ProducerPairList", "producer_name": "silent"}])"), names{});
}

TEST_F(web_lists, delistings_that_the_exchange_announced) {
    settings->trading_mode = config::trading_mode::futures;
    settings->exchange.pair_whitelist = {"BTC/USDT:USDT", "OLD/USDT:USDT", "GONE/USDT:USDT", "NEW/USDT:USDT"};
    const auto in_days = [&](int days) { return std::to_string(epoch_ms(time.now() + std::chrono::days{days})); };
    market.own_markets = {future_market("BTC", R"({"deliveryDate": 4133404800000})"),
                          future_market("OLD", R"({"deliveryDate": ")" + in_days(5) + "\"}"),
                          future_market("GONE", R"({"deliveryDate": )" + in_days(2) + "}"),
                          future_market("NEW", R"({"deliveryDate": "4133404800000"})")};
    const std::string own = R"([{"method": "StaticPairList"}, {"method": "DelistFilter")";
    EXPECT_EQ(refreshed(own + "}]"), (names{"BTC/USDT:USDT", "NEW/USDT:USDT"}));
    EXPECT_EQ(refreshed(own + R"(, "max_days_from_now": 3}])"),
              (names{"BTC/USDT:USDT", "OLD/USDT:USDT", "NEW/USDT:USDT"}));
    EXPECT_THROW((void)refreshed(own + R"(, "max_days_from_now": -1}])"), configuration_error);
    market.own_markets[0].info_json = R"({"deliveryDate": "4133404800000"})"; // what freqtrade equals to nothing
    EXPECT_EQ(refreshed(own + "}]"), names{});
    market.own_traits.id = "bybit";
    for (auto& m : market.own_markets) m.info_json = R"({"deliveryTime": "0"})";
    market.own_markets[1].info_json = R"({"deliveryTime": ")" + in_days(5) + "\"}";
    market.own_markets[2].info_json = R"({"deliveryTime": ")" + in_days(20) + "\"}"; // too far to be a delisting
    EXPECT_EQ(refreshed(own + "}]"), (names{"BTC/USDT:USDT", "GONE/USDT:USDT", "NEW/USDT:USDT"}));
    market.own_traits.id = "kraken";
    EXPECT_THROW((void)refreshed(own + "}]"), configuration_error);
}

} // namespace
