// Result archives: freqtrade's are read, ours hold the same, and what is no result is refused.
#include "backtest/results/pickle.hpp"
#include "backtest/results/result_folder.hpp"
#include "backtest/statistics/statistics.hpp"
#include "backtest/wallet_recorder.hpp"
#include "base/error.hpp"
#include "market/candle_files.hpp"
#include "tests/backtest/recorded.hpp"
#include <gmock/gmock.h>
#include <random>

namespace tremolo::backtest {
namespace {

using namespace testing_support;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
namespace filesystem = std::filesystem;

const timestamp now = from_epoch_ms(1'795'249'216'000); // 2026-11-21 08:20:16

#define NEEDS_FEATHER()                                                                                                \
    if (const auto feather = market::check_feather(); !feather.available) GTEST_SKIP() << "skipped: " << feather.reason

template <class F>
std::string refusal_of(F f) {
    try {
        f();
    } catch (const operational_error& e) { return e.what(); }
    return "";
}

// A run with one trade on one pair.
finished_run small_run() {
    auto configured = std::make_shared<config::configuration>();
    configured->stake_currency = "USDT";
    configured->stake_amount = config::stake_setting{.unlimited = false, .amount = 100};
    auto settings = std::make_shared<plugins::settings>();
    settings->config = configured;
    settings->strategy_name = "Small";
    settings->strategy.timeframe = "1h";
    settings->strategy.stoploss = -0.1;
    settings->strategy.minimal_roi = {{0, 0.1}};
    settings->strategy.max_open_trades = 3;
    finished_run run;
    run.settings = settings;
    run.pairlist = {"ETH/USDT"};
    run.backtest_start = from_epoch_ms(1'700'000'000'000 / 3'600'000 * 3'600'000);
    run.backtest_end = run.backtest_start + std::chrono::hours{3};
    run.run_start = run.run_end = now;
    run.starting_balance = 1000;
    run.final_balance = 1005;
    run.run_id = "0123456789012345678901234567890123456789";
    trading::trade t;
    t.pair = "ETH/USDT";
    t.open_date = run.backtest_start + std::chrono::hours{1};
    t.close_date = run.backtest_start + std::chrono::hours{2};
    t.stake_amount = t.max_stake_amount = 100;
    t.amount = 1;
    t.open_rate = 100;
    t.close_rate = 105;
    t.close_profit = 0.05;
    t.close_profit_abs = 5;
    t.exit_reason = "roi";
    t.is_open = false;
    run.trades = {t};
    std::vector<std::int64_t> dates;
    for (int i = 0; i < 4; ++i) dates.push_back(epoch_ms(run.backtest_start + std::chrono::hours{i}));
    market::frame candles{dates};
    candles.set("close", market::series{std::vector<double>{100, 101, 105, 104}});
    candles.set("rsi", market::series{std::vector<double>{10, 20, 30, 40}});
    run.candles = {{"ETH/USDT", candles}};
    wallet_recorder wallet{"USDT", {"ETH/USDT"}};
    for (int i = 1; i < 4; ++i) wallet.record_stake(run.backtest_start + std::chrono::hours{i}, 1000.0 + i);
    run.wallet = wallet.take();
    return run;
}

filesystem::path stored(const filesystem::path& folder, finished_run run, timestamp at = now) {
    std::vector runs{std::move(run)};
    const auto result = make_result(runs);
    return store_archive(folder, {result, {{"exchange", {{"name", "binance"}, {"secret", "hush"}}}}, runs}, at);
}

TEST(results, a_stored_run_is_read_back_whole) {
    NEEDS_FEATHER();
    const temporary_folder home;
    const auto folder = home.path() / "results";
    auto run = small_run();
    run.strategy_file = home.path() / "Small.cpp";
    write_whole(run.strategy_file, "// a strategy");
    const auto path = stored(folder, run);
    EXPECT_EQ(path, folder / "backtest-result-2026-11-21_08-20-16.zip");
    EXPECT_EQ(read_file(folder / ".last_result.json"),
              R"({"latest_backtest":"backtest-result-2026-11-21_08-20-16.zip"})");
    const zip_reader members{path};
    const std::string stem = "backtest-result-2026-11-21_08-20-16";
    EXPECT_THAT(members.names(), testing::ElementsAre(stem + ".json", stem + "_config.json", stem + "_Small.cpp",
                                                      stem + "_market_change.feather", stem + "_Small_wallet.feather"));
    EXPECT_THAT(*members.read(stem + "_config.json"), testing::Not(HasSubstr("hush")));
    EXPECT_EQ(*members.read(stem + "_Small.cpp"), "// a strategy");

    const archive file{result_folder{folder}.latest()};
    const auto result = file.result();
    ASSERT_THAT(result.strategy, SizeIs(1));
    std::vector again{run};
    EXPECT_EQ(json::text(result), json::text(make_result(again)));
    EXPECT_EQ(result.metadata.front().second.run_id, run.run_id);
    const auto wallet = file.wallet("Small");
    ASSERT_TRUE(wallet);
    EXPECT_EQ(json::text(wallet_figures_of(*wallet)), json::text(wallet_figures_of(run.wallet)));
    EXPECT_FALSE(file.wallet("Other"));
    EXPECT_EQ(file.market_change()->size(), 3U);
}

TEST(results, rows_with_signals_are_kept_when_they_are_wanted) {
    NEEDS_FEATHER();
    const temporary_folder home;
    auto run = small_run();
    run.analysed = run.candles;
    run.analysed[0].candles.set("enter_tag", market::text_series{4, "dip"});
    run.rejected = {{"ETH/USDT", run.backtest_start + std::chrono::hours{3}, "late"}};
    const archive file{stored(home.path(), run)};
    const auto entered = file.signals("Small", "signals");
    ASSERT_TRUE(entered);
    ASSERT_EQ(entered->size(), 1U); // the candle before the trade's
    EXPECT_EQ((*entered)["rsi"][0], 10);
    EXPECT_EQ(entered->texts("enter_tag")[0], "dip");
    EXPECT_EQ((*file.signals("Small", "exited"))["rsi"][0], 20);
    EXPECT_EQ((*file.signals("Small", "rejected"))["rsi"][0], 30);
    EXPECT_EQ(file.signals("Small", "rejected")->texts("enter_tag")[0], "late");
    EXPECT_TRUE(file.has_python_signals());
}

TEST(results, tables_for_python_are_calls_of_pandas) {
    market::frame frame{{1'700'000'000'000}};
    frame.set("rsi", market::series{std::vector<double>{1.5}});
    frame.set("tag", market::text_series{std::vector<std::optional<std::string>>{std::nullopt}});
    const auto bytes = pickled({{"Small", {{"A/B", frame}, {"C/B", {}}}}});
    using namespace std::string_literals;
    EXPECT_EQ(
        bytes,
        "\x80\x03}(X\5\0\0\0Small}(X\3\0\0\0A/Bcpandas\nDataFrame\n(}("
        "X\4\0\0\0datecpandas\nto_datetime\n(](\x8a\x08\x00\x68\xe5\xcf\x8b\x01\0\0eX\5\0\0\0raise\x89\x89\x88N\x88"
        "X\2\0\0\0mstRX\3\0\0\0rsi](G\x3f\xf8\0\0\0\0\0\0eX\3\0\0\0tag](NeutR"
        "X\3\0\0\0C/Bcpandas\nDataFrame\n(}(utRuu."s);
}

TEST(results, freqtrades_archives_are_listed_and_read) {
    NEEDS_SHARED(recorded_backtests());
    NEEDS_FEATHER();
    for (const auto* name : {"BtPlain", "BtMulti"}) {
        const result_folder folder{recorded_backtests() / name};
        const auto entries = folder.list();
        ASSERT_FALSE(entries.empty());
        const auto path = folder.find(entries.front().filename);
        ASSERT_TRUE(path);
        const archive file{*path};
        const auto result = file.result();
        EXPECT_EQ(result.metadata.size(), result.strategy.size());
        EXPECT_EQ(json::text(folder.merged(entries).strategy), json::text(result.strategy));
        for (const auto& [strategy, told] : result.strategy) {
            const auto wallet = file.wallet(strategy);
            ASSERT_TRUE(wallet) << strategy;
            std::vector<std::string> found;
            differences(json::parse(json::text(told.wallet_stats)).value,
                        json::parse(json::text(wallet_figures_of(*wallet))).value, 1e-8, strategy, found);
            EXPECT_THAT(found, IsEmpty());
        }
        const auto change = file.market_change();
        ASSERT_TRUE(change);
        EXPECT_GT(change->size(), 100U);
        EXPECT_EQ((*change)["rel_mean"][0], 0);
    }
}

TEST(results, the_market_change_is_the_recorded_one) {
    const auto candles = shared() / "data";
    NEEDS_SHARED(recorded_backtests());
    NEEDS_SHARED(candles);
    NEEDS_FEATHER();
    const result_folder folder{recorded_backtests() / "BtPlain"};
    const archive file{*folder.find(folder.list().front().filename)};
    const auto told = file.result().strategy.front().second;
    std::vector<pair_candles> loaded;
    const market::candle_folder data{candles, market::file_format::feather};
    for (const auto& pair : told.pairlist) {
        // As a run keeps them: with what comes before its start, nothing behind its end.
        const auto whole = data.load({pair, told.timeframe});
        loaded.push_back({pair, whole.between(told.backtest_start_ts - 30 * 300'000, told.backtest_end_ts + 1)});
    }
    const auto start = from_epoch_ms(told.backtest_start_ts);
    EXPECT_NEAR(market_change(loaded, start), told.market_change, 1e-12);
    const auto made = market_change_frame(loaded, start, from_epoch_ms(told.backtest_end_ts));
    const auto recorded = *file.market_change();
    ASSERT_EQ(made.size(), recorded.size());
    for (std::size_t i = 0; i < made.size(); ++i) {
        ASSERT_EQ(made.dates()[i], recorded.dates()[i]);
        for (const auto* column : {"mean", "rel_mean", "count"})
            ASSERT_NEAR(made.at(i, column), recorded.at(i, column), 1e-10) << column << " in row " << i;
    }
}

TEST(results, lists_name_the_newest_first_and_keep_notes) {
    const temporary_folder home;
    const result_folder folder{home.path()};
    EXPECT_THAT(result_folder{home.path() / "none"}.list(), IsEmpty());
    static_cast<void>(stored(home.path(), small_run()));
    static_cast<void>(stored(home.path(), small_run(), now + std::chrono::hours{1}));
    auto list = folder.list();
    ASSERT_THAT(list, SizeIs(2));
    EXPECT_EQ(list[0].filename, "backtest-result-2026-11-21_09-20-16");
    EXPECT_EQ(list[1].strategy, "Small");
    EXPECT_EQ(list[1].notes, "");

    const std::string older = list[1].filename;
    EXPECT_EQ(folder.set_notes(older, "Small", "a good one"), result_folder::noted::done);
    EXPECT_EQ(folder.set_notes(older, "Other", "x"), result_folder::noted::no_strategy);
    EXPECT_EQ(folder.set_notes("backtest-result-none-00", "Small", "x"), result_folder::noted::no_file);
    EXPECT_EQ(folder.entries(older).front().notes, "a good one");

    EXPECT_TRUE(folder.remove(older));
    EXPECT_FALSE(folder.remove(older));
    EXPECT_THAT(folder.list(), SizeIs(1));
    EXPECT_FALSE(filesystem::exists(home.path() / (older + ".meta.json")));
}

TEST(results, a_run_is_found_again_by_its_id_while_it_is_young_enough) {
    const temporary_folder home;
    const result_folder folder{home.path()};
    static_cast<void>(stored(home.path(), small_run()));
    const auto id = small_run().run_id;
    EXPECT_THAT(folder.find_cached({{"Small", id}}, now), SizeIs(1));
    EXPECT_THAT(folder.find_cached({{"Small", id}}, now + std::chrono::seconds{1}), IsEmpty());
    EXPECT_THAT(folder.find_cached({{"Small", "another"}, {"Other", id}}, now - std::chrono::hours{1}), IsEmpty());
    const auto found = folder.find_cached({{"Small", id}}, now);
    const auto merged = folder.merged(found);
    EXPECT_EQ(merged.metadata.front().second.filename.value, "backtest-result-2026-11-21_08-20-16");
    EXPECT_THAT(merged.strategy_comparison, SizeIs(1));
}

TEST(results, names_that_lead_out_of_the_folder_name_nothing) {
    const temporary_folder home;
    const auto path = stored(home.path() / "results", small_run());
    const result_folder folder{home.path() / "results" / "deeper"};
    filesystem::create_directories(folder.path());
    const auto stem = path.stem().string();
    for (const auto& name :
         {"../" + stem, "..\\" + stem, path.string(), std::string{".."}, std::string{}, "./../" + stem + ".zip"})
        EXPECT_FALSE(folder.find(name)) << name;
    EXPECT_TRUE(result_folder{home.path() / "results"}.find(stem + ".zip"));
}

TEST(results, names_of_files_beside_a_result_name_it) {
    const temporary_folder home;
    const auto path = stored(home.path() / "results", small_run());
    const result_folder folder{path.parent_path()};
    for (const auto* ending : {"", ".zip", ".meta", ".json"})
        EXPECT_EQ(folder.find(path.stem().string() + ending), path) << ending;
    EXPECT_FALSE(folder.find(path.stem().string() + ".meta.json"));
}

TEST(results, members_that_were_packed_before_are_read_like_the_others) {
    const temporary_folder home;
    const auto path = home.path() / "mixed.zip";
    const std::string text(100'000, 'x');
    const auto part = [](std::string bytes) { return text_part{[bytes](std::string& out) { out += bytes; }}; };
    auto early = packed("early.json", {part(text.substr(0, 10)), part(text.substr(10))});
    EXPECT_LT(early.content.size(), 2000U);
    write_zip(path,
              {std::move(early), {"late.json", text + "y"}, {"table.feather", text}, packed("empty.json", {part("")})},
              now);
    const zip_reader reader{path};
    EXPECT_EQ(reader.read("early.json"), text);
    EXPECT_EQ(reader.read("late.json"), text + "y");
    EXPECT_EQ(reader.read("table.feather"), text);
    EXPECT_EQ(reader.read("empty.json"), "");
    EXPECT_GT(filesystem::file_size(path), text.size()); // tables are not packed again
    EXPECT_LT(filesystem::file_size(path), text.size() + 5000);
}

TEST(results, long_texts_are_packed_on_several_threads) {
    const temporary_folder home;
    const auto path = home.path() / "long.zip";
    std::mt19937 chance{4};
    std::string text;
    while (text.size() < 5'000'000) text += std::to_string(chance() % 5000) + (chance() % 9 == 0 ? "\n" : ",");
    for (const std::size_t size : {std::size_t{1} << 20, (std::size_t{1} << 20) + 1, text.size()}) {
        for (const std::size_t threads : {1U, 3U}) {
            text_parts parts;
            for (std::size_t from = 0; from < size; from += 1 << 20)
                parts.push_back({[&text, from, size](std::string& out) {
                    out += std::string_view{text}.substr(from, std::min<std::size_t>(1 << 20, size - from));
                }});
            auto early = packed("early.json", parts, threads);
            EXPECT_LT(early.content.size(), size * 2 / 3);
            write_zip(path, {std::move(early)}, now);
            EXPECT_TRUE(zip_reader{path}.read("early.json") == text.substr(0, size)) << size << " " << threads;
        }
    }
}

TEST(results, what_is_no_result_is_refused_with_its_reason) {
    const temporary_folder home;
    const auto zip = [&](const std::string& name, const std::vector<zip_member>& members) {
        const auto path = home.path() / name;
        write_zip(path, members, now);
        return path;
    };
    const auto reading = [](const filesystem::path& path) {
        return refusal_of([&] { static_cast<void>(archive{path}.result()); });
    };
    EXPECT_THAT(reading(home.path() / "gone.zip"), HasSubstr("there is no such file"));
    write_whole(home.path() / "text.zip", "no zip at all");
    EXPECT_THAT(reading(home.path() / "text.zip"), HasSubstr("cannot read"));
    write_whole(home.path() / "text.feather", "");
    EXPECT_THAT(reading(home.path() / "text.feather"), HasSubstr("neither .zip nor .json"));
    EXPECT_THAT(reading(zip("paths.zip", {{"paths.json", "{}"}, {"../../etc/cron.d/x", "y"}})),
                HasSubstr("named \"../../etc/cron.d/x\""));
    EXPECT_THAT(reading(zip("absolute.zip", {{"/etc/passwd", "y"}})), HasSubstr("which no result has"));
    EXPECT_THAT(reading(zip("empty.zip", {{"other.json", "{}"}})), HasSubstr("it holds no empty.json"));
    EXPECT_THAT(reading(zip("broken.zip", {{"broken.json", "{\"strategy\":"}})), HasSubstr("Expecting value"));
    EXPECT_THAT(reading(zip("list.zip", {{"list.json", "[]"}})), HasSubstr("none of a version that is known"));
    EXPECT_THAT(reading(zip("old.zip", {{"old.json", R"({"strategy":{"A":{"trades":[]}},"strategy_comparison":[]})"}})),
                HasSubstr("none of a version that is known: Field required at"));
    EXPECT_THAT(
        reading(zip("types.zip", {{"types.json", R"({"strategy":{"A":{"trades":5}},"strategy_comparison":[]})"}})),
        HasSubstr("none of a version that is known"));

    // Cut short.
    const auto whole = read_file(stored(home.path(), small_run()));
    write_whole(home.path() / "cut.zip", std::string_view{whole}.substr(0, whole.size() / 2));
    EXPECT_THAT(reading(home.path() / "cut.zip"), HasSubstr("cannot read"));

    EXPECT_THAT(refusal_of([&] { static_cast<void>(result_folder{home.path() / "none"}.latest()); }),
                HasSubstr("does not exist"));
    write_whole(home.path() / ".last_result.json", R"({"latest_backtest":"../../secret.zip"})");
    EXPECT_THAT(refusal_of([&] { static_cast<void>(result_folder{home.path()}.latest()); }),
                HasSubstr("does not exist"));
}

TEST(results, a_folder_that_cannot_be_written_keeps_nothing) {
    const temporary_folder home;
    write_whole(home.path() / "taken", "a file");
    EXPECT_THAT(refusal_of([&] { static_cast<void>(stored(home.path() / "taken" / "results", small_run())); }),
                HasSubstr("cannot write"));
    const result_folder folder{home.path() / "results"};
    filesystem::create_directories(folder.path() / "backtest-result-2026-11-21_08-20-16.meta.json" / "x");
    EXPECT_THAT(refusal_of([&] { static_cast<void>(stored(folder.path(), small_run())); }), HasSubstr("cannot write"));
    EXPECT_FALSE(filesystem::exists(folder.path() / "backtest-result-2026-11-21_08-20-16.zip"));
    EXPECT_FALSE(filesystem::exists(folder.path() / ".last_result.json"));
}

} // namespace
} // namespace tremolo::backtest
