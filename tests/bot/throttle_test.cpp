// The pause after an iteration must be freqtrade's (tests/data/engine/throttle.json).
#include "bot/throttle.hpp"
#include "market/timeframe.hpp"
#include "tests/testing.hpp"

using namespace tremolo;

namespace {

timestamp time_of_day(std::string_view text) {
    const auto part = [&](std::size_t at, std::size_t length) {
        return std::stod(std::string{text.substr(at, length)});
    };
    const double seconds = part(0, 2) * 3600 + part(3, 2) * 60 + part(6, text.size() - 6);
    return std::chrono::sys_days{std::chrono::year{2026} / 1 / 1} +
           std::chrono::microseconds{std::llround(seconds * 1e6)};
}

TEST(throttle, pauses_as_freqtrade_does) {
    const auto file = testing_support::read_json(testing_support::data() / "engine" / "throttle.json");
    std::size_t rows = 0;
    for (const auto& item : file.at("rows").as_array()) {
        const auto& row = item.as_array();
        const double took = row[3].to_number<double>();
        const timestamp ended = time_of_day(row[2].as_string()) + std::chrono::microseconds{std::llround(took * 1e6)};
        std::optional<double> to_next;
        if (!row[1].is_null())
            to_next =
                std::chrono::duration<double>{market::timeframe{std::string{row[1].as_string()}}.next(ended) - ended}
                    .count();
        EXPECT_NEAR(bot::pause_after(row[0].to_number<double>(), took, to_next), row[4].to_number<double>(), 1e-6)
            << boost::json::serialize(row);
        ++rows;
    }
    EXPECT_EQ(rows, 540u);
}

} // namespace
