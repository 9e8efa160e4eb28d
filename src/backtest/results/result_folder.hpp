// A folder of results (user_data/backtest_results): what is in it, which was the last, notes, removal, and results to
// be taken instead of running again. Files of freqtrade and ours alike.
#pragma once
#include "backtest/results/archive.hpp"

namespace tremolo::backtest {

// One strategy of one archive, as lists show it.
struct history_entry {
    std::string filename; // without ending
    std::string strategy;
    std::string run_id;
    std::int64_t backtest_start_time = 0; // seconds, when it was run
    std::string notes;
    std::optional<std::int64_t> backtest_start_ts; // seconds, of the candles
    std::optional<std::int64_t> backtest_end_ts;
    std::optional<std::string> timeframe;
    std::optional<std::string> timeframe_detail;
};
BOOST_DESCRIBE_STRUCT(history_entry, (),
                      (filename, strategy, run_id, backtest_start_time, notes, backtest_start_ts, backtest_end_ts,
                       timeframe, timeframe_detail))

class result_folder {
  public:
    explicit result_folder(std::filesystem::path folder) : folder_{std::move(folder)} {}
    [[nodiscard]] const std::filesystem::path& path() const { return folder_; }

    // Newest name first. Files whose metadata cannot be read are left out, and told to `log`.
    [[nodiscard]] std::vector<history_entry> list(const logger& log = {}) const;
    [[nodiscard]] std::vector<history_entry> entries(const std::string& filename) const;
    // The archive of that name (without ending, or with it); nothing when there is none, or when the name leads out of
    // the folder.
    [[nodiscard]] std::optional<std::filesystem::path> find(const std::string& filename) const;
    // The archive that .last_result.json names. operational_error when there is none.
    [[nodiscard]] std::filesystem::path latest() const;
    // False when there is no such archive.
    [[nodiscard]] bool remove(const std::string& filename) const;
    enum class noted { done, no_file, no_strategy };
    [[nodiscard]] noted set_notes(const std::string& filename, const std::string& strategy,
                                  const std::string& notes) const;
    // Of each strategy the newest result with that run_id whose run began at or after `not_before`.
    [[nodiscard]] std::vector<history_entry>
    find_cached(const std::vector<std::pair<std::string, std::string>>& run_ids, timestamp not_before) const;
    // One result of the results of strategies from several archives.
    [[nodiscard]] backtest_result merged(std::span<const history_entry> entries) const;

  private:
    std::filesystem::path folder_;
};

// The file that a command line names: an archive, or a folder's last one.
[[nodiscard]] std::filesystem::path archive_path(const std::filesystem::path& file_or_folder);

// What stands beside an archive; empty when there is none. operational_error when it cannot be read.
[[nodiscard]] json::ordered_map<result_metadata> read_metadata(const std::filesystem::path& archive);
[[nodiscard]] std::filesystem::path metadata_path(const std::filesystem::path& archive);

} // namespace tremolo::backtest
