#include "api/own_files.hpp"
#include "tests/api/fake_bot.hpp"
#include <gmock/gmock.h>

namespace {

using namespace api_testing;
using testing::HasSubstr;
using testing::StartsWith;

void put(const std::filesystem::path& path, std::string_view text) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream{path, std::ios::binary} << text;
}

struct installed : testing::Test {
    installed() {
        put(folder.path() / "secret.txt", "outside");
        put(ui / "index.html", "<index>");
        put(ui / "assets" / "app.js", "code()");
        put(ui / "assets" / "app.css", "p{}");
        put(ui / ".uiversion", "1.2.3\n");
        std::filesystem::create_symlink(folder.path() / "secret.txt", ui / "link.txt");
    }
    api::service_options how() const {
        auto with = options();
        with.installed_ui = ui;
        return with;
    }
    testing_support::temporary_folder folder;
    std::filesystem::path ui = folder.path() / "ui" / "installed";
    bench b{how()};
};

TEST_F(installed, files_are_served_and_everything_else_is_the_index) {
    const auto script = b.get("/assets/app.js", false);
    EXPECT_EQ(script.body(), "code()");
    EXPECT_EQ(script.header("content-type"), "application/javascript");
    EXPECT_EQ(script.header("accept-ranges"), "bytes");
    EXPECT_EQ(script.header("vary"), "Origin");
    EXPECT_EQ(b.get("/assets/app.css", false).header("content-type"), "text/css; charset=utf-8");
    for (const auto* path : {"/", "/trade/history", "/assets/other.js", "//etc/passwd", "/%2fetc/passwd", "/assets"})
        EXPECT_EQ(b.get(path, false).body(), "<index>") << path;
    EXPECT_EQ(b.get("/ui_version", false).body(), R"({"version":"1.2.3\n"})");
}

TEST_F(installed, nothing_outside_the_folder_is_served) {
    for (const auto* path :
         {"/x/../../../secret.txt", "/assets/../../../secret.txt", "/assets/%2e%2e/%2e%2e/%2e%2e/secret.txt",
          "/link.txt", "/x/..%2f..%2f..%2fsecret.txt", "/assets/a%00b"})
        EXPECT_EQ(b.get(path, false).body(), "<index>") << path;
    for (const auto* path : {"/../secret.txt", "/.uiversion", "/..%2fsecret.txt", "/apifoo", "/api/x"})
        EXPECT_EQ(b.get(path, false).status(), 404) << path;
}

TEST_F(installed, a_changed_file_is_read_again) {
    EXPECT_EQ(b.get("/assets/app.css", false).body(), "p{}");
    put(ui / "assets" / "app.css", "div{}");
    EXPECT_EQ(b.get("/assets/app.css", false).body(), "div{}");
}

TEST_F(installed, names_with_a_hash_are_kept_for_ever_and_all_else_is_asked_for_again) {
    put(ui / "assets" / "index-CcWl7mZ9.js", "hashed()");
    put(ui / "assets" / "rolldown-runtime-hePW80VL.js", "hashed()");
    put(ui / "index-CcWl7mZ9.js", "elsewhere()");
    for (const auto* path : {"/assets/index-CcWl7mZ9.js", "/assets/rolldown-runtime-hePW80VL.js"})
        EXPECT_EQ(b.get(path, false).header("cache-control"), "public, max-age=31536000, immutable") << path;
    for (const auto* path :
         {"/", "/index.html", "/trade", "/assets/app.js", "/index-CcWl7mZ9.js", "/assets/missing-CcWl7mZ9.js"})
        EXPECT_EQ(b.get(path, false).header("cache-control"), "no-cache") << path;
}

TEST_F(installed, who_has_a_file_gets_no_second) {
    put(ui / "logo.png", "picture");
    for (const auto* path : {"/", "/assets/app.js", "/logo.png"}) {
        const auto first = b.get(path, false);
        const std::string tag{first.header("etag").value_or("")};
        EXPECT_THAT(tag, StartsWith("\""));
        const auto again = b.service.answer({"GET", path, {{"if-none-match", "\"other\", " + tag}}});
        EXPECT_EQ(again.status(), 304) << path;
        EXPECT_EQ(again.body(), "");
        EXPECT_EQ(again.header("etag"), tag);
        EXPECT_EQ(again.header("cache-control"), "no-cache");
        EXPECT_EQ(b.service.answer({"GET", path, {{"if-none-match", "\"other\""}}}).status(), 200);
    }
}

TEST_F(installed, siblings_that_were_compressed_beforehand) {
    put(ui / "assets" / "app.js.br", "as brotli");
    put(ui / "assets" / "app.js.gz", "as gzip");
    const auto with = [&](const char* path, const char* accepted) {
        return b.service.answer({"GET", path, {{"accept-encoding", accepted}}});
    };
    const auto best = with("/assets/app.js", "gzip, deflate, br");
    EXPECT_EQ(best.body(), "as brotli");
    EXPECT_EQ(best.header("content-encoding"), "br");
    EXPECT_EQ(best.header("content-type"), "application/javascript");
    EXPECT_EQ(best.header("vary"), "Accept-Encoding");
    EXPECT_EQ(with("/assets/app.js", "gzip").body(), "as gzip");
    EXPECT_EQ(with("/assets/app.js", "br;q=0, gzip;q=0.5").body(), "as gzip");
    EXPECT_EQ(with("/assets/app.js", "brotli").body(), "code()");
    EXPECT_EQ(with("/assets/app.js", "identity").header("content-encoding"), std::nullopt);
    EXPECT_NE(with("/assets/app.js", "br").header("etag"), with("/assets/app.js", "gzip").header("etag"));
    const auto part = b.service.answer({"GET", "/assets/app.js", {{"accept-encoding", "br"}, {"range", "bytes=0-3"}}});
    EXPECT_EQ(part.body(), "code");
    EXPECT_EQ(part.header("content-encoding"), std::nullopt);
}

TEST_F(installed, below_a_base_path_the_files_name_each_other_there) {
    put(ui / "index.html", R"(<script src="/assets/app.js"></script><link href='/a.css'><a href="//elsewhere/x">)");
    put(ui / "assets" / "app.js", "history:f(`/`),routes");
    put(ui / "assets" / "app.js.gz", "as gzip");
    put(ui / "assets" / "app.css", "p{background:url(/assets/a.png)}");
    auto with = how();
    with.base_path = "/bots/seven";
    bench below{with};
    EXPECT_EQ(
        below.get("/bots/seven/", false).body(),
        R"(<script src="/bots/seven/assets/app.js"></script><link href='/bots/seven/a.css'><a href="//elsewhere/x">)");
    const auto script = below.service.answer({"GET", "/bots/seven/assets/app.js", {{"accept-encoding", "gzip"}}});
    EXPECT_EQ(script.body(), "history:f(`/bots/seven/`),routes");
    EXPECT_EQ(below.get("/bots/seven/assets/app.css", false).body(), "p{background:url(/bots/seven/assets/a.png)}");
    EXPECT_EQ(below.get("/bots/seven/ui_version", false).body(), R"({"version":"1.2.3\n"})");
    EXPECT_EQ(below.get("/bots/seven/apifoo", false).status(), 404);
    EXPECT_EQ(below.get("/assets/app.js", false).status(), 404);
}

TEST_F(installed, the_page_of_our_own_is_still_there) {
    const auto page = b.get("/fallback_file.html", false);
    EXPECT_EQ(page.status(), 200);
    EXPECT_THAT(std::string{page.body()}, HasSubstr("<title>Tremolo</title>"));
}

// The page is part of the program only where its packages could be fetched when it was built.
struct own_page : testing::Test {
    void SetUp() override {
        if (api::own_files().empty()) GTEST_SKIP() << "this build has no page";
    }
};

TEST_F(own_page, loads_nothing_that_is_not_its_own) {
    bench b;
    for (const auto* path : {"/", "/trade", "/fallback_file.html"}) {
        const auto page = b.get(path, false);
        EXPECT_EQ(page.status(), 200);
        EXPECT_EQ(page.header("content-type"), "text/html; charset=utf-8");
        EXPECT_EQ(page.header("cache-control"), "no-cache");
        const std::string policy{page.header("content-security-policy").value_or("")};
        EXPECT_THAT(policy, StartsWith("default-src 'none'; script-src 'self' 'sha256-"));
        EXPECT_THAT(policy, testing::Not(HasSubstr("unsafe")));
        EXPECT_THAT(std::string{page.body()}, testing::Not(testing::ContainsRegex("(src|href)=\"https?:")));
    }
    EXPECT_EQ(b.get("/ui_version", false).body(), R"({"version":"not_installed"})");
}

TEST_F(own_page, its_files_are_kept_for_ever) {
    bench b;
    std::size_t files = 0;
    for (const auto& file : api::own_files()) {
        if (file.path == "/") continue;
        ++files;
        const auto answer = b.service.answer({"GET", file.path, {{"accept-encoding", "gzip"}}});
        EXPECT_EQ(answer.header("cache-control"), "public, max-age=31536000, immutable");
        EXPECT_EQ(answer.header("content-type"), file.media_type);
        EXPECT_EQ(answer.header("content-encoding"), "gzip");
        EXPECT_LT(answer.body().size(), file.bytes.size());
        EXPECT_THAT(std::string{b.get("/", false).body()}, HasSubstr(std::string{file.path.substr(1)}));
        EXPECT_EQ(b.get(file.path, false).body(), file.bytes);
    }
    EXPECT_EQ(files, 2);
}

TEST_F(own_page, knows_its_base_path) {
    auto how = options();
    how.base_path = "/bot";
    bench b{how};
    EXPECT_THAT(std::string{b.get("/bot/", false).body()}, HasSubstr(R"(<base href="/bot/">)"));
    EXPECT_EQ(b.get("/bot", false).status(), 200);
}

TEST(ui_files, parts_of_a_file) {
    bench b;
    const auto whole = b.get("/favicon.ico", false);
    EXPECT_THAT(std::string{whole.body()}, StartsWith(std::string("\0\0\1\0", 4)));
    const auto size = std::to_string(whole.body().size());
    const auto part = [&](const char* range) { return b.service.answer({"GET", "/favicon.ico", {{"range", range}}}); };
    EXPECT_EQ(part("bytes=0-3").status(), 206);
    EXPECT_EQ(part("bytes=0-3").body(), std::string_view("\0\0\1\0", 4));
    EXPECT_EQ(part("bytes=0-3").header("content-range"), "bytes 0-3/" + size);
    EXPECT_EQ(part("bytes=-2").body(), whole.body().substr(whole.body().size() - 2));
    EXPECT_EQ(part("bytes=5-").body(), whole.body().substr(5));
    EXPECT_EQ(part("bytes=0-99999999").body(), whole.body());
    EXPECT_EQ(part("bytes=99999999-").status(), 416);
    EXPECT_EQ(part("bytes=99999999-").header("content-range"), "*/" + size);
    for (const auto* bad : {"bytes=", "bytes=-", "bytes=a-b", "bytes=3-1", "lines=1-2", "bytes"})
        EXPECT_EQ(part(bad).status(), 400) << bad;
    EXPECT_EQ(part("bytes=0-1,3-4").status(), 200);
    EXPECT_EQ(part("bytes=0-3").header("etag"), whole.header("etag"));
}

TEST(ui_files, docs_can_be_switched_off) {
    auto how = options();
    how.enable_openapi = false;
    bench off{how}, on;
    EXPECT_THAT(std::string{on.get("/docs", false).body()}, HasSubstr("openapi.json"));
    EXPECT_THAT(std::string{off.get("/docs", false).body()}, HasSubstr("<title>Tremolo</title>"));
    EXPECT_EQ(off.get("/openapi.json", false).status(), 200);
    EXPECT_EQ(on.service.answer({"POST", "/openapi.json"}).header("allow"), "GET, HEAD");
}

} // namespace
