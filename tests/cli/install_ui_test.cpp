// `tremolo install-ui`, run inside the test: what is installed, and what must never be.
#include "base/error.hpp"
#include "cli/run.hpp"
#include "cli/ui_archive.hpp"
#include "cli/ui_folder.hpp"
#include "cli/ui_release.hpp"
#include "http/server.hpp"
#include "tests/testing.hpp"
#include <fstream>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <zip.h>

namespace tremolo::cli {
namespace {
namespace fs = std::filesystem;
using testing::HasSubstr;

std::string read(const fs::path& path) {
    std::ifstream in{path, std::ios::binary};
    std::ostringstream all;
    all << in.rdbuf();
    return all.str();
}

void write(const fs::path& path, std::string_view text) {
    fs::create_directories(path.parent_path());
    std::ofstream{path, std::ios::binary} << text;
}

struct entry {
    std::string name;
    std::string content;
    std::uint32_t mode = 0100644; // as Unix has it
};

// An archive made by the library itself.
std::string archive_of(const std::vector<entry>& entries, const fs::path& scratch) {
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

// Changes a name in an archive to one of the same length that no tool would write: in its head and in the directory.
std::string renamed(std::string archive, const std::string& from, const std::string& to) {
    EXPECT_EQ(from.size(), to.size());
    for (auto at = archive.find(from); at != std::string::npos; at = archive.find(from, at + 1))
        archive.replace(at, from.size(), to);
    return archive;
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

TEST_F(install_ui, from_an_archive) {
    EXPECT_EQ(run({"--from", stored(good()), "--ui-version", "2.2.0"}), 0) << errors.str();
    EXPECT_EQ(read(installed / "index.html"), "<new>");
    EXPECT_EQ(read(installed / "assets" / "app.js"), "code()");
    EXPECT_EQ(read(installed / ".uiversion"), "2.2.0");
    EXPECT_THAT(out.str(), HasSubstr("FreqUI 2.2.0 is installed in"));
}

TEST_F(install_ui, one_takes_the_place_of_the_other) {
    have_an_old_one();
    write(installed / "assets" / "gone.js", "old");
    EXPECT_EQ(run({"--from", stored(good())}), 0) << errors.str();
    EXPECT_EQ(read(installed / "index.html"), "<new>");
    EXPECT_EQ(read(installed / ".uiversion"), "local");
    EXPECT_FALSE(fs::exists(installed / "assets" / "gone.js"));
    EXPECT_THAT(out.str(), HasSubstr("in place of 1.0.0"));
    EXPECT_EQ(std::distance(fs::directory_iterator{home / "ui"}, {}), 1);
}

TEST_F(install_ui, an_archive_with_all_in_one_folder) {
    const auto archive = archive_of({{"dist/index.html", "<new>"}, {"dist/assets/app.js", "code()"}}, folder.path());
    EXPECT_EQ(run({"--from", stored(archive)}), 0) << errors.str();
    EXPECT_EQ(read(installed / "index.html"), "<new>");
    EXPECT_EQ(read(installed / "assets" / "app.js"), "code()");
}

TEST_F(install_ui, from_a_folder) {
    const auto source = folder.path() / "built";
    write(source / "index.html", "<new>");
    write(source / "assets" / "app.js", "code()");
    write(source / ".git" / "config", "hidden");
    write(source / ".uiversion", "2.3.4\n");
    EXPECT_EQ(run({"--from", source}), 0) << errors.str();
    EXPECT_EQ(read(installed / "assets" / "app.js"), "code()");
    EXPECT_EQ(read(installed / ".uiversion"), "2.3.4");
    EXPECT_FALSE(fs::exists(installed / ".git"));
    fs::create_symlink("/etc/passwd", source / "assets" / "link");
    EXPECT_EQ(run({"--from", source}), 1);
    EXPECT_THAT(errors.str(), HasSubstr("is no plain file"));
    EXPECT_EQ(read(installed / "index.html"), "<new>");
}

TEST_F(install_ui, erased_it_is_gone) {
    have_an_old_one();
    EXPECT_EQ(run({"--erase"}), 0);
    EXPECT_FALSE(fs::exists(installed));
    EXPECT_THAT(out.str(), HasSubstr("is removed"));
    EXPECT_EQ(run({"--erase"}), 0);
    EXPECT_THAT(out.str(), HasSubstr("There is no user interface"));
}

TEST_F(install_ui, archives_that_lead_out_of_the_folder) {
    have_an_old_one();
    const auto archive = archive_of({{"index.html", "<new>"}, {"aa/bb/escape.js", "x"}}, folder.path());
    const auto as = [&](const std::string& name) { return renamed(archive, "aa/bb/escape.js", name); };
    expect_refused(as("../../escape.js"), "\"../../escape.js\" leads out of the folder");
    expect_refused(as("aa/../escape.js"), "leads out of the folder");
    expect_refused(as("/a/bb/escape.js"), "has an absolute path");
    expect_refused(as("C:/bb/escape.js"), "has an absolute path");
    expect_refused(as("..\\bb\\escape.js"), "characters that no path has");
    expect_refused(as("aa//b/escape.js"), "has a path with an empty step");
    expect_refused(as("aa/bb/escape.\x01s"), "characters that no path has");
    EXPECT_FALSE(fs::exists(home / "escape.js"));
    EXPECT_FALSE(fs::exists(folder.path() / "escape.js"));
}

TEST_F(install_ui, archives_with_links_devices_and_doubles) {
    have_an_old_one();
    expect_refused(archive_of({{"index.html", "<new>"}, {"passwd", "/etc/passwd", 0120777}}, folder.path()),
                   "\"passwd\" is a link or a device");
    expect_refused(archive_of({{"index.html", "<new>"}, {"device", "", 0020666}}, folder.path()),
                   "is a link or a device");
    const auto two = archive_of({{"index.html", "<new>"}, {"indey.html", "<2>"}}, folder.path());
    expect_refused(renamed(two, "indey.html", "index.html"), "it is no zip archive (File already exists)");
    // A file where another has a folder.
    expect_refused(archive_of({{"index.html", "<new>"}, {"assets", "x"}, {"assets/app.js", "y"}}, folder.path()),
                   "cannot be written");
}

TEST_F(install_ui, what_is_no_archive_or_no_user_interface) {
    have_an_old_one();
    expect_refused("<html>not found</html>", "it is no zip archive");
    expect_refused("", "it is empty");
    expect_refused(good().substr(0, 100), "it is no zip archive");
    expect_refused(archive_of({{"readme.txt", "hello"}}, folder.path()), "it has no index.html");
    auto damaged = archive_of({{"index.html", std::string(4000, 'a') + "<new>"}}, folder.path());
    damaged[60] = static_cast<char>(damaged[60] ^ 0x5a);
    expect_refused(damaged, "is damaged");
    EXPECT_EQ(run({"--from", folder.path() / "missing.zip"}), 1);
    EXPECT_THAT(errors.str(), HasSubstr("cannot be read"));
    expect_the_old_one("missing");
}

TEST_F(install_ui, a_bomb) {
    have_an_old_one();
    // A thousand times what the archive weighs, over the limit for one file.
    expect_refused(
        archive_of({{"index.html", "<new>"}, {"bomb.js", std::string((64ULL << 20) + 1, ' ')}}, folder.path()),
        "\"bomb.js\" is too large");
    // One that lies about its size is found out while it is unpacked.
    const auto many = archive_of(
        {{"index.html", "<new>"}, {"a.js", std::string(9000, ' ')}, {"b.js", std::string(9000, ' ')}}, folder.path());
    const auto into = folder.path() / "into";
    const auto reason = [&](const archive_limits& limits) -> std::string {
        fs::remove_all(into);
        fs::create_directories(into);
        try {
            unpack_archive(many, into, limits);
        } catch (const operational_error& refused) { return refused.what(); }
        return "";
    };
    EXPECT_EQ(reason({}), "");
    EXPECT_THAT(reason({.all_bytes = 10000}), HasSubstr("its content is too large"));
    EXPECT_THAT(reason({.entries = 2}), HasSubstr("it has 3 entries, at most 2"));
    EXPECT_THAT(reason({.name_bytes = 5}), HasSubstr("too long"));
}

TEST_F(install_ui, arguments_that_exclude_each_other) {
    EXPECT_EQ(run({"--erase", "--from", "x.zip"}), 2);
    EXPECT_EQ(run({"--prerelease", "--ui-version", "1"}), 2);
    EXPECT_EQ(run({"--prerelease", "--from", "x.zip"}), 2);
    EXPECT_EQ(run({"--releases", "http://x/", "--from", "x.zip"}), 2);
    EXPECT_EQ(run({"--userdir", (folder.path() / "nowhere").string(), "--erase"}), 2);
    fs::remove_all(home);
    EXPECT_EQ(run({"--erase"}), 1);
    EXPECT_THAT(errors.str(), HasSubstr("create-userdir"));
}

// Releases as GitHub lists them, served by a server of our own.
struct releases : install_ui {
    releases() {
        archive = good();
        server = std::make_unique<http::server>(clock, http::server_options{},
                                                [this](http::request&& asked, http::responder r) {
                                                    const std::string path{asked.path()};
                                                    if (path == "/list")
                                                        return r.answer({200, "application/json", list()});
                                                    if (path == "/files")
                                                        return r.answer({200, "application/json", asset("/ui.zip")});
                                                    if (path == "/ui.zip")
                                                        return r.answer({200, "application/zip", archive});
                                                    r.answer({404, "text/plain", "no"});
                                                });
        server->start();
    }
    std::string url(const std::string& path) const {
        return fmt::format("http://127.0.0.1:{}{}", server->port(), path);
    }
    std::string asset(const std::string& path) const {
        return fmt::format(R"([{{"browser_download_url": "{}"}}])", url(path));
    }
    std::string list() const {
        return fmt::format(R"([
            {{"name": "2.0.0", "created_at": "2026-02-01T00:00:00Z", "prerelease": false, "assets": {1}}},
            {{"name": "3.0.0-rc", "created_at": "2026-04-01T00:00:00Z", "prerelease": true, "assets": {1}}},
            {{"name": "2.1.0", "created_at": "2026-03-01T00:00:00Z", "prerelease": false, "assets": [],
              "assets_url": "{0}"}},
            {{"name": "1.0.0", "created_at": "2026-01-01T00:00:00Z", "assets": {2}}}])",
                           url("/files"), asset("/ui.zip"), asset("/gone.zip"));
    }
    system_clock clock;
    std::string archive;
    std::unique_ptr<http::server> server;
};

TEST_F(releases, the_newest_that_is_no_trial) {
    EXPECT_EQ(run({"--releases", url("/list")}), 0) << errors.str();
    EXPECT_EQ(read(installed / ".uiversion"), "2.1.0");
    EXPECT_EQ(run({"--releases", url("/list"), "--prerelease"}), 0) << errors.str();
    EXPECT_EQ(read(installed / ".uiversion"), "3.0.0-rc");
    EXPECT_EQ(run({"--releases", url("/list"), "--ui-version", "2.0.0"}), 0) << errors.str();
    EXPECT_EQ(read(installed / ".uiversion"), "2.0.0");
    EXPECT_EQ(read(installed / "index.html"), "<new>");
}

TEST_F(releases, what_is_not_there_changes_nothing) {
    have_an_old_one();
    EXPECT_EQ(run({"--releases", url("/list"), "--ui-version", "9.9.9"}), 1);
    EXPECT_THAT(errors.str(), HasSubstr("FreqUI has no release 9.9.9"));
    EXPECT_EQ(run({"--releases", url("/list"), "--ui-version", "1.0.0"}), 1);
    EXPECT_THAT(errors.str(), HasSubstr("answered with status 404"));
    EXPECT_EQ(run({"--releases", url("/ui.zip")}), 1);
    EXPECT_THAT(errors.str(), HasSubstr("The list of releases cannot be read"));
    EXPECT_EQ(run({"--from", url("/gone.zip")}), 1);
    archive = "<html>";
    EXPECT_EQ(run({"--from", url("/ui.zip")}), 1);
    expect_the_old_one("no release");
}

TEST_F(releases, an_address) {
    EXPECT_EQ(run({"--from", url("/ui.zip"), "--ui-version", "7"}), 0) << errors.str();
    EXPECT_EQ(read(installed / ".uiversion"), "7");
}

// A download that breaks off after its first bytes.
class broken_body final : public http::body_source {
  public:
    explicit broken_body(std::string begun) : begun_{std::move(begun)} {}
    void next(taker take) override { take(std::exchange(begun_, {})); }

  private:
    std::optional<std::string> begun_; // then nothing: the connection is cut
};

// What GitHub answers: releases with all that belongs to them, files that are redirected to a store of another address.
struct github : install_ui {
    github() {
        server = std::make_unique<http::server>(
            clock, http::server_options{},
            [this](http::request&& asked, http::responder r) { r.answer(answer(std::string{asked.target()})); });
        server->start();
    }
    std::string url(const std::string& path) const {
        return fmt::format("http://127.0.0.1:{}{}", server->port(), path);
    }
    static http::response moved(int status, const std::string& to) {
        http::response answer{status, "text/html", std::string{"<html>moved</html>"}};
        answer.add_header("location", to);
        return answer;
    }
    http::response answer(const std::string& target) const {
        const std::string stored = "/store/1f2e?sp=r&sig=a%2Bb%3D&rscd=attachment%3B+filename%3DfreqUI.zip";
        if (target == "/repos/freqtrade/frequi/releases") return moved(301, "/repositories/7/releases");
        if (target == "/repositories/7/releases") return {200, "application/json; charset=utf-8", releases()};
        if (target == "/limited")
            return {
                403, "application/json; charset=utf-8",
                std::string{R"({"message": "API rate limit exceeded for 203.0.113.9.", "documentation_url": "x"})"}};
        if (target.starts_with("/download/")) return moved(302, url(stored));
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
                    "browser_download_url": "{0}/download/{1}/freqUI.zip"}}],
                "tarball_url": "{0}/tarball/{1}", "zipball_url": "{0}/zipball/{1}",
                "body": "News \u2013 \"many\"\r\n* one"}})",
            url(""), name, name == "2.2.9" ? "null" : '"' + name + '"', trial, created, archive.size());
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
    std::unique_ptr<http::server> server;
};

TEST_F(github, the_newest_release_with_all_redirections) {
    EXPECT_EQ(run({"--releases", url(list)}), 0) << errors.str();
    EXPECT_EQ(read(installed / ".uiversion"), "2.2.10"); // by the time of creation, as freqtrade chooses
    EXPECT_THAT(read(installed / "index.html"), HasSubstr("/assets/index-BxY_9-aZ.js"));
    EXPECT_EQ(fs::file_size(installed / "assets" / "ChartView-C0ffee12.js"), 200'000U);
    EXPECT_EQ(read(installed / "assets" / "tabler-icons.woff2"), std::string("wOF2\0\xff\xfe", 7));
    EXPECT_EQ(run({"--releases", url(list), "--prerelease"}), 0) << errors.str();
    EXPECT_EQ(read(installed / ".uiversion"), "2.3.0-rc1");
    EXPECT_EQ(run({"--releases", url(list), "--ui-version", "2.2.9"}), 0) << errors.str(); // known by its tag only
    EXPECT_EQ(read(installed / ".uiversion"), "2.2.9");
}

TEST_F(github, a_download_that_breaks_off_changes_nothing) {
    have_an_old_one();
    breaks = true;
    EXPECT_EQ(run({"--releases", url(list)}), 1);
    EXPECT_THAT(errors.str(), HasSubstr("cannot be fetched"));
    expect_the_old_one("broken off");
    // One that is cut short and does not tell.
    breaks = false;
    archive.resize(archive.size() / 2);
    EXPECT_EQ(run({"--releases", url(list)}), 1);
    EXPECT_THAT(errors.str(), HasSubstr("it is no zip archive"));
    expect_the_old_one("cut short");
}

TEST_F(github, says_what_github_says) {
    have_an_old_one();
    EXPECT_EQ(run({"--releases", url("/limited")}), 1);
    EXPECT_THAT(errors.str(), HasSubstr("answered with status 403: API rate limit exceeded for 203.0.113.9."));
    expect_the_old_one("refused");
}

TEST(ui_release, lists_that_are_none) {
    for (const auto* text : {"", "{}", "[]", "[1, null]", R"([{"prerelease": true}])"})
        EXPECT_THROW(static_cast<void>(release_of(text, std::nullopt, false)), operational_error) << text;
    for (const auto* text : {"[]", "[{}]", "{}"}) EXPECT_THROW(static_cast<void>(first_asset(text)), operational_error);
}

} // namespace
} // namespace tremolo::cli
