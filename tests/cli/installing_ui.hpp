// What tests of `tremolo install-ui` share: archives made on the spot, a user data folder to install into, and a server
// that answers as GitHub does where it keeps releases.
#pragma once
#include "cli/run.hpp"
#include "http/server.hpp"
#include "tests/testing.hpp"
#include <fmt/format.h>
#include <fstream>
#include <gmock/gmock.h>
#include <mutex>
#include <zip.h>

namespace tremolo::cli {
namespace fs = std::filesystem;
using testing::HasSubstr;

inline std::string read(const fs::path& path) {
    std::ifstream in{path, std::ios::binary};
    std::ostringstream all;
    all << in.rdbuf();
    return all.str();
}

inline void write(const fs::path& path, std::string_view text) {
    fs::create_directories(path.parent_path());
    std::ofstream{path, std::ios::binary} << text;
}

struct entry {
    std::string name;
    std::string content;
    std::uint32_t mode = 0100644; // as Unix has it
};

// An archive made by the library itself.
inline std::string archive_of(const std::vector<entry>& entries, const fs::path& scratch) {
    const auto path = scratch / "made.zip";
    fs::remove(path);
    int problem = 0;
    auto* archive = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &problem);
    for (const auto& each : entries) {
        const auto index =
            each.name.ends_with('/')
                ? zip_dir_add(archive, each.name.c_str(), 0)
                : zip_file_add(archive, each.name.c_str(),
                               zip_source_buffer(archive, each.content.data(), each.content.size(), 0), 0);
        EXPECT_GE(index, 0) << each.name << ": " << zip_strerror(archive);
        zip_file_set_external_attributes(archive, static_cast<zip_uint64_t>(index), 0, ZIP_OPSYS_UNIX, each.mode << 16);
    }
    EXPECT_EQ(zip_close(archive), 0);
    return read(path);
}

struct install_ui : testing::Test {
    install_ui() { fs::create_directories(home); }

    int run(std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), {"install-ui", "--userdir", home.string()});
        out.str("");
        errors.str("");
        terminal talk{in, out, errors};
        return cli::run(arguments, {}, talk);
    }
    fs::path stored(const std::string& archive) {
        const auto path = folder.path() / "given.zip";
        write(path, archive);
        return path;
    }
    std::string good() {
        return archive_of({{"index.html", "<new>"}, {"assets/", ""}, {"assets/app.js", "code()"}}, folder.path());
    }
    // A user interface that is there already, and what must be true of it when an installation failed.
    void have_an_old_one() {
        write(installed / "index.html", "<old>");
        write(installed / ".uiversion", "1.0.0\n");
    }
    void expect_the_old_one(const std::string& what) {
        EXPECT_EQ(read(installed / "index.html"), "<old>") << what;
        EXPECT_EQ(read(installed / ".uiversion"), "1.0.0\n") << what;
        std::vector<std::string> beside;
        for (const auto& each : fs::directory_iterator{home / "ui"}) beside.push_back(each.path().filename());
        EXPECT_THAT(beside, testing::ElementsAre("installed")) << what;
    }
    void expect_refused(const std::string& archive, const std::string& reason) {
        EXPECT_EQ(run({"--from", stored(archive)}), 1) << reason;
        EXPECT_THAT(errors.str(), HasSubstr(reason));
        expect_the_old_one(reason);
    }

    testing_support::temporary_folder folder;
    fs::path home = folder.path() / "user_data", installed = home / "ui" / "installed";
    std::istringstream in;
    std::ostringstream out, errors;
};

// A download that breaks off after its first bytes.
class broken_body final : public http::body_source {
  public:
    explicit broken_body(std::string begun) : begun_{std::move(begun)} {}
    void next(taker take) override { take(std::exchange(begun_, {})); }

  private:
    std::optional<std::string> begun_; // then nothing: the connection is cut
};

// What GitHub answers: releases with all that belongs to them, files that are redirected to a store on another host.
struct github : install_ui {
    github() {
        server = std::make_unique<http::server>(clock, http::server_options{},
                                                [this](http::request&& asked, http::responder r) {
                                                    {
                                                        const std::scoped_lock lock{mutex};
                                                        asked_for.push_back(http::request{asked});
                                                    }
                                                    r.answer(answer(std::string{asked.target()}));
                                                });
        server->start();
        api = store = fmt::format("http://127.0.0.1:{}", server->port());
    }
    static http::response moved(int status, const std::string& to) {
        http::response answer{status, "text/html", std::string{"<html>moved</html>"}};
        answer.add_header("location", to);
        return answer;
    }
    static http::response refusal(int status, const std::string& message) {
        return {status, "application/json; charset=utf-8",
                fmt::format(R"({{"message": "{}", "documentation_url": "https://docs.example"}})", message)};
    }
    http::response answer(const std::string& target) const {
        const std::string stored = "/store/1f2e?sp=r&sig=a%2Bb%3D&rscd=attachment%3B+filename%3DfreqUI.zip";
        if (target == "/repos/freqtrade/frequi/releases") return moved(301, "/repositories/7/releases");
        if (target == "/repositories/7/releases") return {200, "application/json; charset=utf-8", releases()};
        if (target == "/limited") {
            auto limited = refusal(403, "API rate limit exceeded for 203.0.113.9.");
            limited.add_header("x-ratelimit-remaining", "0");
            limited.add_header("x-ratelimit-reset", "1795374000");
            return limited;
        }
        if (target == "/hasty") {
            auto hasty = refusal(429, "You have exceeded a secondary rate limit.");
            hasty.add_header("retry-after", "60");
            return hasty;
        }
        if (target == "/forbidden") return refusal(403, "Request forbidden by administrative rules.");
        if (target.starts_with("/download/")) return moved(302, store + stored);
        if (target != stored) return {404, "text/plain", std::string{"Not Found"}};
        http::response file{200, "application/octet-stream", breaks ? std::string{} : archive};
        file.add_header("content-disposition", "attachment; filename=freqUI.zip");
        if (breaks) file.set_source(std::make_shared<broken_body>(archive.substr(0, archive.size() / 2)));
        return file;
    }
    // In the order in which GitHub lists them: by the time of publishing, not of creation.
    std::string release(const std::string& name, const std::string& created, bool trial) const {
        return fmt::format(
            R"({{"url": "{0}/releases/1", "assets_url": "{0}/releases/1/assets", "html_url": "{0}/tag/{1}", "id": 1,
                "author": {{"login": "someone", "id": 2, "site_admin": false}}, "node_id": "RE_kw", "tag_name": "{1}",
                "target_commitish": "main", "name": {2}, "draft": false, "immutable": false, "prerelease": {3},
                "created_at": "{4}", "updated_at": "{4}", "published_at": "2026-11-01T10:00:00Z",
                "assets": [{{"url": "{0}/releases/assets/3", "id": 3, "name": "freqUI.zip", "uploader": {{}},
                    "content_type": "application/zip", "size": {5}, "digest": null, "download_count": 4,
                    "browser_download_url": "{0}/download/{1}/freqUI.zip"}}, {{"name": "checksums.txt",
                    "browser_download_url": "{0}/nothing"}}],
                "tarball_url": "{0}/tarball/{1}", "zipball_url": "{0}/zipball/{1}",
                "body": "News \u2013 \"many\"\r\n* one"}})",
            api, name, name == "2.2.9" ? "null" : '"' + name + '"', trial, created, archive.size());
    }
    std::string releases() const {
        return "[" + release("2.3.0-rc1", "2026-10-20T08:00:00Z", true) + "," +
               release("2.2.9", "2026-09-01T08:00:00Z", false) + "," +
               release("2.2.10", "2026-10-01T08:00:00Z", false) + "]";
    }
    const std::string list = "/repos/freqtrade/frequi/releases";
    system_clock clock;
    // As FreqUI's releases are packed: nothing around it, folders as entries of their own, names with hashes.
    std::string archive =
        archive_of({{"favicon.ico", std::string("\0\0\1\0", 4)},
                    {"index.html", "<!doctype html><script src=\"/assets/index-BxY_9-aZ.js\"></script>"},
                    {"assets/", "", 0040755},
                    {"assets/index-BxY_9-aZ.js", "import('./ChartView-C0ffee12.js')"},
                    {"assets/ChartView-C0ffee12.js", std::string(200'000, ';')},
                    {"assets/index-D1e2f3.css", "body{}"},
                    {"assets/tabler-icons.woff2", std::string("wOF2\0\xff\xfe", 7)}},
                   folder.path());
    bool breaks = false;
    std::string api, store; // where they are
    std::mutex mutex;
    std::vector<http::request> asked_for;
    std::unique_ptr<http::server> server;
};

} // namespace tremolo::cli
