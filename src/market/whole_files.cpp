#include "market/whole_files.hpp"
#include "base/error.hpp"
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <memory>
#include <unistd.h>
#include <zlib.h>

namespace tremolo::market::detail {
namespace {

namespace filesystem = std::filesystem;
using zipped_file = std::unique_ptr<gzFile_s, decltype(&gzclose)>;

std::string unzipped(file_kind kind, const filesystem::path& path) {
    const zipped_file file{gzopen(path.c_str(), "rb"), &gzclose};
    if (!file) unreadable(kind, path, std::strerror(errno));
    std::string text;
    constexpr unsigned block = 1 << 18;
    for (int got = 1; got > 0;) {
        const auto before = text.size();
        text.resize(before + block);
        got = gzread(file.get(), text.data() + before, block);
        text.resize(before + static_cast<std::size_t>(std::max(got, 0)));
    }
    int failure = Z_OK;
    const char* reason = gzerror(file.get(), &failure);
    // A file that ends early is reported only as such an error.
    if (failure != Z_OK) unreadable(kind, path, fmt::format("the compressed data is damaged or cut off ({})", reason));
    return text;
}

void write_zipped(file_kind kind, const filesystem::path& path, std::string_view text) {
    zipped_file file{gzopen(path.c_str(), "wb"), &gzclose};
    if (!file) unwritable(kind, path, std::strerror(errno));
    constexpr std::size_t block = 1 << 20;
    for (std::size_t at = 0; at < text.size(); at += block) {
        const auto length = static_cast<unsigned>(std::min(block, text.size() - at));
        if (gzwrite(file.get(), text.data() + at, length) != static_cast<int>(length))
            unwritable(kind, path, std::strerror(errno));
    }
    if (gzclose(file.release()) != Z_OK) unwritable(kind, path, std::strerror(errno));
}

// A name in the folder of `path` that nobody uses; made, so that it stays ours.
filesystem::path make_neighbour(file_kind kind, const filesystem::path& path) {
    for (int attempt = 0;; ++attempt) {
        auto name = path;
        name += fmt::format(".{}-{}.part", getpid(), attempt);
        const int file = open(name.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0666);
        if (file >= 0) {
            close(file);
            return name;
        }
        if (errno != EEXIST) unwritable(kind, path, std::strerror(errno));
    }
}

// Written to the disk before it takes the name of the file that it replaces.
void sync(file_kind kind, const filesystem::path& path) {
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const bool done = file >= 0 && fsync(file) == 0;
    const int reason = errno;
    if (file >= 0) close(file);
    if (!done) unwritable(kind, path, std::strerror(reason));
}

} // namespace

void unreadable(file_kind kind, const filesystem::path& path, std::string_view reason) {
    throw operational_error{fmt::format("cannot read {} {}: {}", kind, path.string(), reason)};
}
void unwritable(file_kind kind, const filesystem::path& path, std::string_view reason) {
    throw operational_error{fmt::format("cannot write {} {}: {}", kind, path.string(), reason)};
}

std::string read_whole(file_kind kind, const filesystem::path& path, bool zipped) {
    if (zipped) return unzipped(kind, path);
    std::ifstream in{path, std::ios::binary};
    if (!in) unreadable(kind, path, std::strerror(errno));
    std::string text{std::istreambuf_iterator<char>{in}, {}};
    if (in.bad()) unreadable(kind, path, std::strerror(errno));
    return text;
}

void write_whole(file_kind kind, const filesystem::path& path, std::string_view text, bool zipped) {
    if (zipped) return write_zipped(kind, path, text);
    std::ofstream out{path, std::ios::binary | std::ios::trunc};
    out << text;
    out.close();
    if (!out) unwritable(kind, path, std::strerror(errno));
}

void replace_file(file_kind kind, const filesystem::path& path,
                  const std::function<void(const filesystem::path& part)>& write) {
    std::error_code failure;
    if (path.has_parent_path()) filesystem::create_directories(path.parent_path(), failure);
    if (failure) unwritable(kind, path, failure.message());
    const auto part = make_neighbour(kind, path);
    try {
        write(part);
        sync(kind, part);
        filesystem::rename(part, path, failure);
        if (failure) unwritable(kind, path, failure.message());
    } catch (...) {
        filesystem::remove(part, failure);
        throw;
    }
}

} // namespace tremolo::market::detail
