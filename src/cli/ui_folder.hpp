// The folder of the installed user interface, USERDIR/ui/installed. A new one is made beside it and takes its place in
// one step: a server that runs meanwhile serves the old one or the new one, and what fails changes nothing.
#pragma once
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace tremolo::cli {

class ui_folder {
  public:
    explicit ui_folder(const std::filesystem::path& user_data_dir) : home_{user_data_dir / "ui"} {}

    [[nodiscard]] std::filesystem::path installed() const { return home_ / "installed"; }
    // Of what is installed; nothing when no user interface is there.
    [[nodiscard]] std::optional<std::string> version() const;

    // `fill` puts a user interface into the empty folder that it is given and returns its version. Throws
    // operational_error when the disk does not take it, or when there is no index.html then, in the folder or in its
    // only subfolder; and what `fill` throws.
    void replace(const std::function<std::string(const std::filesystem::path&)>& fill);

    // False when there was none.
    bool erase();

  private:
    std::filesystem::path home_;
};

// The first line of FOLDER/.uiversion; nothing when there is none.
[[nodiscard]] std::optional<std::string> ui_version_in(const std::filesystem::path& folder);

// The plain files and folders of `from`, without hidden ones, into the empty folder `to`. Throws operational_error;
// links are refused.
void copy_plain_files(const std::filesystem::path& from, const std::filesystem::path& to);

} // namespace tremolo::cli
