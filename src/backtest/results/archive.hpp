// The file that a backtest leaves behind, as freqtrade writes and reads it (BACKTEST.md section 15): a zip archive of
// the result, the configuration without secrets, the strategies, the market change and the wallet curves.
#pragma once
#include "backtest/results/zip_file.hpp"
#include "backtest/run.hpp"
#include "backtest/statistics/result.hpp"
#include <boost/json/object.hpp>
#include <future>
#include <span>

namespace tremolo::backtest {

// -- writing
// What is told of runs in tables; their names lack the archive's in front.
using archive_tables = std::future<std::vector<zip_member>>;
// Begins to make them, on another thread, for which the runs stay as they are: their result is made meanwhile.
[[nodiscard]] archive_tables begin_tables(std::span<const finished_run> runs, const logger& log);

struct archive_content {
    const backtest_result& result;
    boost::json::object config;         // merged, with its secrets: they are replaced here
    std::span<const finished_run> runs; // strategies' files, candles and wallets; signals when they were recorded
    archive_tables tables{};            // of the runs; made where nobody has begun to
};
// Writes backtest-result-<time of `now`>.zip and its .meta.json into the folder, which is made when it is missing, and
// makes it the folder's last result. `place` may name a file instead: PLACE-<time>.zip. Answers the archive's path.
// A member that needs Arrow is left out where that is missing; `log` is told. operational_error when nothing can be
// written, and then nothing is.
[[nodiscard]] std::filesystem::path store_archive(const std::filesystem::path& place, archive_content content,
                                                  timestamp now, const logger& log = {});

// -- reading
class archive {
  public:
    // A .zip, or a bare .json as older versions left them. operational_error for what is none.
    explicit archive(std::filesystem::path path);

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    [[nodiscard]] std::string stem() const { return path_.stem().string(); }
    // The result as it stands in the file, without metadata.
    [[nodiscard]] std::string result_text() const;
    // The whole result with its metadata. operational_error for other versions, saying what is wrong.
    [[nodiscard]] backtest_result result() const;
    // Nothing when the archive has none.
    [[nodiscard]] std::optional<market::frame> market_change() const;                     // mean, rel_mean, count
    [[nodiscard]] std::optional<market::frame> wallet(const std::string& strategy) const; // as of finished_run
    // With `--export signals`: per pair the rows in which trades began (`signals`), ended (`exited`), or could not
    // begin
    // (`rejected`), all columns of the analysed candles beside a column "pair". Nothing when there are none, or only
    // in freqtrade's own format, which Python reads.
    [[nodiscard]] std::optional<market::frame> signals(const std::string& strategy, const std::string& which) const;
    [[nodiscard]] bool has_python_signals() const;

  private:
    [[nodiscard]] std::optional<market::frame> table(const std::string& ending) const;
    std::filesystem::path path_;
    std::unique_ptr<zip_reader> zip_; // of a .json: none
};

} // namespace tremolo::backtest
