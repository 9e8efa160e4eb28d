// `tremolo install-ui`, run inside the test: what is installed from files, and what must never be.
#include "base/error.hpp"
#include "cli/ui_archive.hpp"
#include "cli/ui_folder.hpp"
#include "tests/cli/installing_ui.hpp"
#include <sys/stat.h>

namespace tremolo::cli {
namespace {

// Changes a name in an archive to one of the same length that no tool would write: in its head and in the directory.
std::string renamed(std::string archive, const std::string& from, const std::string& to) {
    EXPECT_EQ(from.size(), to.size());
    for (auto at = archive.find(from); at != std::string::npos; at = archive.find(from, at + 1))
        archive.replace(at, from.size(), to);
    return archive;
}

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
    EXPECT_EQ(run({"--userdir", (folder.path() / "nowhere").string(), "--erase"}), 1); // the last one counts
    fs::remove_all(home);
    EXPECT_EQ(run({"--erase"}), 1);
    EXPECT_THAT(errors.str(), HasSubstr("create-userdir"));
}

// Releases as GitHub lists them, served by a server of our own.

} // namespace
} // namespace tremolo::cli
