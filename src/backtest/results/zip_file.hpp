// Zip archives of a few members, read by name and written whole, through libzip. Members are never unpacked into
// files: names of members are only compared. Errors are operational_errors that name the archive.
#pragma once
#include "backtest/results/deflate.hpp"
#include "base/clock.hpp"
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tremolo::backtest {

struct zip_member {
    std::string name;
    std::string content;
    bool is_packed = false; // the content is an archive with this member alone
};
// A member of these parts, of which there is one at least, compressed now on so many threads: writing an archive with
// it does not take that time.
[[nodiscard]] zip_member packed(std::string name, const text_parts& parts, std::size_t threads = 1);

class zip_reader {
  public:
    // Refuses what is no zip archive, and one whose members have names of folders or of places outside.
    explicit zip_reader(std::filesystem::path path);
    ~zip_reader();
    zip_reader(const zip_reader&) = delete;
    zip_reader& operator=(const zip_reader&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
    // Nothing when there is no such member. Refused beyond a gigabyte: no result is so large.
    [[nodiscard]] std::optional<std::string> read(const std::string& name) const;

  private:
    struct handle;
    std::filesystem::path path_;
    std::unique_ptr<handle> zip_;
    std::vector<std::string> names_;
};

// The archive is written beside its place and put there when it is whole and on the disk.
void write_zip(const std::filesystem::path& path, const std::vector<zip_member>& members, timestamp now);

// Writes a text file whole or not at all, in the same way.
void write_whole(const std::filesystem::path& path, std::string_view text);

} // namespace tremolo::backtest
