// Chains of pair lists drawn by chance, asked round after round while tickers change and time passes, must list what
// freqtrade listed: TREMOLO_PAIRLISTS names the record (tests/parity/drawn_lists.py makes and compares one), which
// otherwise are drawn_pairlists.json of tests/plugins/data and, with spot and futures side by side,
// other_market_pairlists.json.
#include "base/error.hpp"
#include "plugins/pairlists/chain.hpp"
#include "tests/plugins/listed_exchange.hpp"
#include <fstream>
#include <set>

using namespace tremolo;
using namespace tremolo::plugins;
namespace bj = boost::json;

namespace {

class drawn_case {
  public:
    drawn_case(const bj::object& file, const bj::object& c)
        : case_{c}, start_ms_{file.at("start").as_int64()}, clock_{from_epoch_ms(start_ms_)}, market_{file, &clock_} {
        if (const auto* text = c.if_contains("list"))
            std::ofstream{folder_.path() / "list.json"} << std::string_view{text->as_string()};
        auto chain = bj::serialize(c.at("pairlists"));
        for (auto at = chain.find("FOLDER"); at != std::string::npos; at = chain.find("FOLDER"))
            chain.replace(at, 6, folder_.path().string());
        const auto methods = bj::parse(chain);
        for (const auto& item : methods.as_array()) settings_->pairlists.push_back(item.as_object());
        settings_->exchange.pair_whitelist = listed::texts_of(c.at("pair_whitelist"));
        settings_->exchange.pair_blacklist = listed::texts_of(c.at("pair_blacklist"));
        settings_->stake_currency = "USDT";
        if (const auto* mode = c.if_contains("mode"); mode != nullptr && mode->as_string() == "futures")
            settings_->trading_mode = config::trading_mode::futures;
        settings_->stoploss = c.at("stoploss").to_number<double>();
        settings_->max_open_trades = 3;
    }

    // Runs the rounds that freqtrade survived, and compares them.
    void run() {
        const std::string name{case_.at("name").as_string()};
        std::size_t number = 0;
        for (const auto& item : case_.at("rounds").as_array()) {
            const auto& round = item.as_object();
            const std::string where =
                name + ", round " + std::to_string(++number) + " of " + bj::serialize(case_.at("pairlists"));
            clock_.set(from_epoch_ms(start_ms_ + round.at("at").as_int64() * 1000));
            if (const auto* tickers = round.if_contains("tickers")) market_.tell_tickers(tickers->as_object());
            if (round.contains("value")) {
                EXPECT_EQ(refreshed(), listed::texts_of(round.at("value"))) << where;
            } else if (round.contains("error")) {
                if (refusals.contains(std::string{round.at("error").as_string()})) {
                    EXPECT_THROW((void)refreshed(), error) << where;
                }
                return;
            }
        }
    }

  private:
    // What is meant for the user; with anything else freqtrade has crashed.
    inline static const std::set<std::string> refusals{"OperationalException", "ConfigurationError"};

    std::vector<std::string> refreshed() {
        if (!chain_) chain_ = std::make_unique<pairlist_chain>(surroundings{market_, settings_, clock_});
        return chain_->refresh();
    }

    const bj::object& case_;
    std::int64_t start_ms_;
    manual_clock clock_;
    listed::listed_exchange market_;
    testing_support::temporary_folder folder_;
    std::shared_ptr<config::configuration> settings_ = std::make_shared<config::configuration>();
    std::unique_ptr<pairlist_chain> chain_;
};

std::vector<std::filesystem::path> records() {
    if (const char* other = std::getenv("TREMOLO_PAIRLISTS")) return {other};
    const std::filesystem::path own = std::filesystem::path{TREMOLO_SOURCE} / "tests/plugins/data";
    return {own / "drawn_pairlists.json", own / "other_market_pairlists.json"};
}

class drawn_pairlists : public testing::TestWithParam<std::filesystem::path> {};

TEST_P(drawn_pairlists, list_what_freqtrade_lists) {
    const auto& record = GetParam();
    const auto file = testing_support::read_json(record).as_object();
    const auto& cases = file.at("cases").as_array();
    ASSERT_FALSE(cases.empty());
    for (const auto& item : cases) {
        try {
            drawn_case{file, item.as_object()}.run();
        } catch (const std::exception& e) {
            ADD_FAILURE() << bj::serialize(item.as_object().at("name")) << " threw: " << e.what() << ", "
                          << bj::serialize(item.as_object().at("pairlists"));
        }
    }
}

INSTANTIATE_TEST_SUITE_P(files, drawn_pairlists, testing::ValuesIn(records()),
                         [](const auto& one) { return "file_" + std::to_string(one.index); });

} // namespace
