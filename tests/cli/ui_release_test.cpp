// `tremolo install-ui` from releases: which of them, over which redirections, and what becomes of it when GitHub says
// no.
#include "base/error.hpp"
#include "cli/ui_release.hpp"
#include "tests/cli/installing_ui.hpp"
#include "tests/http/tls_identity.hpp"
#include <cstdlib>

namespace tremolo::cli {
namespace {

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

TEST_F(github, the_newest_release_with_all_redirections) {
    EXPECT_EQ(run({"--releases", api + list}), 0) << errors.str();
    EXPECT_EQ(read(installed / ".uiversion"), "2.2.10"); // by the time of creation, as freqtrade chooses
    EXPECT_THAT(read(installed / "index.html"), HasSubstr("/assets/index-BxY_9-aZ.js"));
    EXPECT_EQ(fs::file_size(installed / "assets" / "ChartView-C0ffee12.js"), 200'000U);
    EXPECT_EQ(read(installed / "assets" / "tabler-icons.woff2"), std::string("wOF2\0\xff\xfe", 7));
    EXPECT_EQ(run({"--releases", api + list, "--prerelease"}), 0) << errors.str();
    EXPECT_EQ(read(installed / ".uiversion"), "2.3.0-rc1");
    EXPECT_EQ(run({"--releases", api + list, "--ui-version", "2.2.9"}), 0) << errors.str(); // known by its tag only
    EXPECT_EQ(read(installed / ".uiversion"), "2.2.9");
}

TEST_F(github, a_download_that_breaks_off_changes_nothing) {
    have_an_old_one();
    breaks = true;
    EXPECT_EQ(run({"--releases", api + list}), 1);
    EXPECT_THAT(errors.str(), HasSubstr("cannot be fetched"));
    expect_the_old_one("broken off");
    // One that is cut short and does not tell.
    breaks = false;
    archive.resize(archive.size() / 2);
    EXPECT_EQ(run({"--releases", api + list}), 1);
    EXPECT_THAT(errors.str(), HasSubstr("it is no zip archive"));
    expect_the_old_one("cut short");
}

TEST_F(github, says_what_github_says) {
    have_an_old_one();
    EXPECT_EQ(run({"--releases", api + "/limited"}), 1);
    EXPECT_THAT(errors.str(), HasSubstr("answered with status 403: API rate limit exceeded for 203.0.113.9. It will "
                                        "answer again from 2026-11-22 19:00:00 UTC on"));
    EXPECT_EQ(run({"--releases", api + "/hasty"}), 1);
    EXPECT_THAT(errors.str(), HasSubstr("answered with status 429: You have exceeded a secondary rate limit. It will "
                                        "answer again in 60 s"));
    EXPECT_EQ(run({"--releases", api + "/forbidden"}), 1);
    EXPECT_THAT(errors.str(), HasSubstr("answered with status 403: Request forbidden by administrative rules.\n"));
    expect_the_old_one("refused");
}

// The same over https: the API at one host, the store of files at another, each with a certificate for its name.
struct github_encrypted : github {
    github_encrypted() {
        api = fmt::format("https://localhost:{}", front.port());
        store = fmt::format("https://127.0.0.1:{}", behind.port());
        write(folder.path() / "authorities.pem", authority.certificate);
        setenv("SSL_CERT_FILE", (folder.path() / "authorities.pem").c_str(), 1);
    }
    ~github_encrypted() override { unsetenv("SSL_CERT_FILE"); }

    const testing_support::identity authority = testing_support::made_for("An authority of our own");
    testing_support::tls_front front{testing_support::made_for("localhost", 86400, &authority), server->port()};
    testing_support::tls_front behind{testing_support::made_for("127.0.0.1", 86400, &authority), server->port()};
};

TEST_F(github_encrypted, asks_for_what_the_api_wants_to_be_asked) {
    EXPECT_EQ(run({"--releases", api + list}), 0) << errors.str();
    EXPECT_EQ(read(installed / ".uiversion"), "2.2.10");
    EXPECT_EQ(fs::file_size(installed / "assets" / "ChartView-C0ffee12.js"), 200'000U);
    std::vector<std::string> targets;
    for (const auto& each : asked_for) {
        targets.emplace_back(each.path());
        EXPECT_EQ(each.method(), "GET");
        EXPECT_EQ(each.version(), 11);
        EXPECT_EQ(each.header("user-agent"), "tremolo") << "GitHub refuses who does not say who he is";
        EXPECT_THAT(std::string{each.header("accept").value_or("")}, HasSubstr("application/vnd.github+json"));
        EXPECT_FALSE(each.header("authorization"));
        const bool stored = each.path().starts_with("/store/");
        EXPECT_EQ("https://" + std::string{each.header("host").value_or("")}, stored ? store : api) << each.target();
        if (stored) { // signed: nothing in it may change on the way
            EXPECT_EQ(each.query(), "sp=r&sig=a%2Bb%3D&rscd=attachment%3B+filename%3DfreqUI.zip");
        }
    }
    EXPECT_THAT(targets,
                testing::ElementsAre(list, "/repositories/7/releases", "/download/2.2.10/freqUI.zip", "/store/1f2e"));
}

TEST_F(github_encrypted, a_stranger_is_asked_for_nothing) {
    have_an_old_one();
    unsetenv("SSL_CERT_FILE");
    EXPECT_EQ(run({"--releases", api + list}), 1);
    EXPECT_THAT(errors.str(), HasSubstr("the certificate of localhost is not trusted"));
    EXPECT_THAT(asked_for, testing::IsEmpty());
    expect_the_old_one("a stranger");
}

TEST_F(github_encrypted, a_store_that_is_not_who_it_says_it_is) {
    have_an_old_one();
    store = fmt::format("https://127.0.0.1:{}", front.port()); // whose certificate is for localhost
    EXPECT_EQ(run({"--releases", api + list}), 1);
    EXPECT_THAT(errors.str(), HasSubstr("the certificate of 127.0.0.1 is not trusted"));
    store = fmt::format("http://127.0.0.1:{}", server->port());
    EXPECT_EQ(run({"--releases", api + list}), 1);
    EXPECT_THAT(errors.str(), HasSubstr("it leads from https to http://127.0.0.1"));
    expect_the_old_one("a forged store");
}

TEST_F(github_encrypted, a_download_that_breaks_off_changes_nothing) {
    have_an_old_one();
    breaks = true;
    EXPECT_EQ(run({"--releases", api + list}), 1);
    EXPECT_THAT(errors.str(), HasSubstr("cannot be fetched"));
    expect_the_old_one("broken off");
    breaks = false;
    EXPECT_EQ(run({"--releases", api + list, "--prerelease"}), 0) << errors.str();
    EXPECT_EQ(read(installed / ".uiversion"), "2.3.0-rc1");
}

TEST(ui_release, lists_that_are_none) {
    for (const auto* text : {"", "{}", "[]", "[1, null]", R"([{"prerelease": true}])"})
        EXPECT_THROW(static_cast<void>(release_of(text, std::nullopt, false)), operational_error) << text;
    for (const auto* text : {"[]", "[{}]", "{}"}) EXPECT_THROW(static_cast<void>(first_asset(text)), operational_error);
}

} // namespace
} // namespace tremolo::cli
