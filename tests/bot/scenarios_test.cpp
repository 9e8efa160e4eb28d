// Whole bots, step by step, against what freqtrade's bot did: trades, orders, messages, callbacks, wallets, locks and
// state after every step. tests/data/engine/scenarios.json has one rule a case; tests/bot/data/scenarios.json was drawn
// by chance, where many rules meet, live_scenarios.json too, with orders that are filled in parts, and
// wide_scenarios.json, with pair lists, locks and stops, futures_scenarios.json on several exchanges,
// candle_scenarios.json with candles that come and go. TREMOLO_SCENARIOS names another file of that kind.
#include "tests/bot/scenario_bot.hpp"

namespace scenario {
namespace {

std::vector<std::filesystem::path> files() {
    const std::filesystem::path own = std::filesystem::path{TREMOLO_SOURCE} / "tests/bot/data";
    std::vector<std::filesystem::path> found{testing_support::data() / "engine" / "scenarios.json",
                                             own / "scenarios.json",
                                             own / "live_scenarios.json",
                                             own / "wide_scenarios.json",
                                             own / "futures_scenarios.json",
                                             own / "candle_scenarios.json"};
    if (const char* more = std::getenv("TREMOLO_SCENARIOS")) found = {more};
    return found;
}

class scenarios : public testing::TestWithParam<std::filesystem::path> {};

TEST_P(scenarios, do_what_freqtrade_does) {
    const auto file = testing_support::read_json(GetParam()).as_object();
    for (const auto& item : file.at("cases").as_array()) {
        const auto& c = item.as_object();
        const std::string name{c.at("name").as_string()};
        std::size_t step = 0;
        try {
            runner bot{file, c};
            for (const auto& what : c.at("steps").as_array()) {
                for (const auto& line : bot.step(step))
                    ADD_FAILURE() << "\"" << name << "\", step " << step + 1 << " at " << bj::serialize(what.at("at"))
                                  << ": " << line;
                ++step;
            }
        } catch (const std::exception& e) {
            ADD_FAILURE() << "\"" << name << "\", step " << step + 1 << " threw: " << e.what();
        }
    }
}

INSTANTIATE_TEST_SUITE_P(files, scenarios, testing::ValuesIn(files()),
                         [](const auto& one) { return "file_" + std::to_string(one.index); });

} // namespace
} // namespace scenario
