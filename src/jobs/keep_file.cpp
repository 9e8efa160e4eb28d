#include "jobs/keep_file.hpp"
#include "base/error.hpp"
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <unistd.h>

namespace tremolo::jobs {

namespace {

// 0, or the reason.
int write_whole(const std::filesystem::path& path, std::string_view text) {
    const int file = open(path.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
    if (file < 0) return errno;
    int failure = 0;
    while (failure == 0 && !text.empty()) {
        const auto count = write(file, text.data(), text.size());
        if (count >= 0)
            text.remove_prefix(static_cast<std::size_t>(count));
        else if (errno != EINTR)
            failure = errno;
    }
    if (failure == 0 && fsync(file) != 0) failure = errno;
    close(file);
    return failure;
}

} // namespace

void keep_file(const std::filesystem::path& path, std::string_view text) {
    auto part = path;
    part += ".part";
    std::error_code renamed;
    const int failure = write_whole(part, text);
    if (failure == 0) std::filesystem::rename(part, path, renamed);
    if (failure == 0 && !renamed) return;
    std::error_code ignored;
    std::filesystem::remove(part, ignored);
    throw operational_error{
        fmt::format("cannot write {}: {}", path.string(), failure != 0 ? std::strerror(failure) : renamed.message())};
}

std::string read_file(const std::filesystem::path& path) {
    std::ifstream in{path, std::ios::binary | std::ios::ate};
    if (!in) throw operational_error{fmt::format("cannot read {}: {}", path.string(), std::strerror(errno))};
    std::string text(static_cast<std::size_t>(in.tellg()), '\0');
    in.seekg(0);
    if (!in.read(text.data(), static_cast<std::streamsize>(text.size())))
        throw operational_error{fmt::format("cannot read {}: it ended early", path.string())};
    return text;
}

} // namespace tremolo::jobs
