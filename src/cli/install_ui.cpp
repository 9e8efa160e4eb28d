// `tremolo install-ui`: FreqUI from its releases, or a user interface from an archive, a folder or an address, into
// USERDIR/ui/installed.
#include "base/error.hpp"
#include "base/time_text.hpp"
#include "cli/commands.hpp"
#include "cli/start.hpp"
#include "cli/ui_archive.hpp"
#include "cli/ui_folder.hpp"
#include "cli/ui_release.hpp"
#include "http/tls_client.hpp"
#include <charconv>
#include <fmt/format.h>
#include <fstream>
#include <iterator>

namespace tremolo::cli {
namespace fs = std::filesystem;

namespace {

constexpr std::size_t archive_bytes = 64ULL << 20;    // downloads that are longer are refused
constexpr std::int64_t latest_time = 253'402'300'799; // the end of the year 9999, in seconds
constexpr std::string_view of_unknown_version = "local";

bool is_url(std::string_view source) { return source.starts_with("https://") || source.starts_with("http://"); }

// GitHub lets an address ask so often an hour, and says from when on it may ask again.
std::string when_again(const http::client_answer& refusal) {
    if (refusal.status != 403 && refusal.status != 429) return {};
    const auto number = [&](std::string_view name) {
        std::int64_t value = -1;
        const auto text = refusal.header(name).value_or("");
        const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
        return failed == std::errc{} && end == text.data() + text.size() ? value : -1;
    };
    constexpr std::string_view other_way = "; --from takes an archive that was fetched otherwise";
    if (const auto seconds = number("retry-after"); seconds >= 0)
        return fmt::format(" It will answer again in {} s{}.", seconds, other_way);
    const auto reset = number("x-ratelimit-reset");
    if (number("x-ratelimit-remaining") != 0 || reset < 0 || reset > latest_time) return {};
    const timestamp then{std::chrono::seconds{reset}};
    return fmt::format(" It will answer again from {} UTC on{}.", date_time_text(then), other_way);
}

std::string downloaded(const std::string& url, terminal& talk) {
    talk.out << fmt::format("Downloading {}\n", url) << std::flush;
    http::fetch_options options;
    options.answer_bytes = archive_bytes;
    options.headers = {{"accept", "application/vnd.github+json, application/octet-stream;q=0.9, */*;q=0.8"}};
    auto answer = http::fetch(url, options);
    if (answer.status != 200) {
        const auto said = message_in(answer.body);
        throw operational_error{fmt::format("{} cannot be fetched: the server answered with status {}{}{}.{}", url,
                                            answer.status, said.empty() ? "" : ": ", said, when_again(answer))};
    }
    return std::move(answer.body);
}

std::string read_file(const fs::path& path) {
    std::error_code failed;
    if (fs::file_size(path, failed) > archive_bytes && !failed)
        throw operational_error{fmt::format("{} is too large for a user interface.", path.string())};
    std::ifstream in{path, std::ios::binary};
    std::string all{std::istreambuf_iterator<char>{in}, {}};
    if (!in.is_open() || in.bad()) throw operational_error{fmt::format("{} cannot be read.", path.string())};
    return all;
}

void refuse_contradictions(const install_ui_options& options) {
    const bool chooses_release = options.prerelease || !options.releases.empty();
    if (options.erase && (chooses_release || !options.from.empty() || options.ui_version))
        throw configuration_error{"install-ui: --erase installs nothing, so it stands alone."};
    if (!options.from.empty() && chooses_release)
        throw configuration_error{"install-ui: --from takes no release, so --prerelease and --releases say nothing."};
    if (options.prerelease && options.ui_version)
        throw configuration_error{"install-ui: --ui-version names one release, so --prerelease says nothing."};
}

// The folder that the configuration names, so that a bot with the same options finds what is installed.
fs::path user_data_dir_of(const install_ui_options& options, const config::environment& variables) {
    if (!options.user_data_dir.empty()) return fs::absolute(options.user_data_dir);
    auto how = load_options_of(options, variables, true);
    how.mode = config::run_mode::other;
    how.use_dry_run = true;
    const system_clock clock;
    return start(how, options, clock).settings.user_data_dir;
}

struct source_files {
    const install_ui_options& options;
    terminal& talk;

    // Into an empty folder; returns the version.
    std::string operator()(const fs::path& folder) const {
        const auto given = options.ui_version.value_or(std::string{of_unknown_version});
        if (options.from.empty()) return from_release(folder);
        if (is_url(options.from)) {
            unpack_archive(downloaded(options.from, talk), folder);
            return given;
        }
        std::error_code ignored;
        if (fs::is_directory(options.from, ignored)) {
            copy_plain_files(options.from, folder);
            return options.ui_version.value_or(ui_version_in(options.from).value_or(std::string{of_unknown_version}));
        }
        unpack_archive(read_file(options.from), folder);
        return given;
    }

  private:
    std::string from_release(const fs::path& folder) const {
        const auto url = options.releases.empty() ? std::string{frequi_releases} : options.releases;
        auto release = release_of(downloaded(url, talk), options.ui_version, options.prerelease);
        if (release.download.empty()) release.download = first_asset(downloaded(release.assets, talk));
        unpack_archive(downloaded(release.download, talk), folder);
        return release.name;
    }
};

} // namespace

int run_install_ui(const install_ui_options& options, const config::environment& variables, terminal& talk) {
    refuse_contradictions(options);
    const auto home = user_data_dir_of(options, variables);
    if (!fs::is_directory(home))
        throw operational_error{
            fmt::format("The folder {} does not exist. `tremolo create-userdir --userdir {}` makes it.", home.string(),
                        home.string())};
    ui_folder target{home};
    if (options.erase) {
        talk.out << (target.erase()
                         ? fmt::format("The user interface in {} is removed; the built-in page is served instead.\n",
                                       target.installed().string())
                         : fmt::format("There is no user interface in {}.\n", target.installed().string()));
        return 0;
    }
    const auto before = target.version();
    target.replace(source_files{options, talk});
    talk.out << fmt::format("FreqUI {} is installed in {}{}.\n", target.version().value_or("?"),
                            target.installed().string(), before ? fmt::format(", in place of {}", *before) : "");
    return 0;
}

} // namespace tremolo::cli
