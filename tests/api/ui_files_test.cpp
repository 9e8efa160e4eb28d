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

TEST(ui_files, without_an_interface_a_page_says_so) {
    bench b;
    EXPECT_THAT(std::string{b.get("/", false).body()}, HasSubstr("No user interface is installed"));
    EXPECT_EQ(b.get("/ui_version", false).body(), R"({"version":"not_installed"})");
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
    EXPECT_THAT(std::string{off.get("/docs", false).body()}, HasSubstr("No user interface"));
    EXPECT_EQ(off.get("/openapi.json", false).status(), 200);
    EXPECT_EQ(on.service.answer({"POST", "/openapi.json"}).header("allow"), "GET, HEAD");
}

} // namespace
