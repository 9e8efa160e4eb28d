#include "backtest/results/zip_file.hpp"
#include "base/error.hpp"
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>
#include <zip.h>

namespace tremolo::backtest {

namespace filesystem = std::filesystem;

struct zip_reader::handle {
    zip_t* zip = nullptr;
    ~handle() {
        if (zip != nullptr) zip_discard(zip);
    }
};

namespace {

constexpr std::size_t largest_member = std::size_t{1} << 30;

[[noreturn]] void unreadable(const filesystem::path& path, std::string_view reason) {
    throw operational_error{fmt::format("cannot read the result archive {}: {}", path.string(), reason)};
}
[[noreturn]] void unwritable(const filesystem::path& path, std::string_view reason) {
    throw operational_error{fmt::format("cannot write {}: {}", path.string(), reason)};
}

std::string text_of(int code) {
    zip_error_t error;
    zip_error_init_with_code(&error, code);
    std::string text = zip_error_strerror(&error);
    zip_error_fini(&error);
    return text;
}

bool is_plain(std::string_view name) {
    return !name.empty() && name != "." && name != ".." && name.find('/') == name.npos && name.find('\\') == name.npos;
}

// Calls f with a place beside `path`, puts what f made there in the place of `path`, or leaves nothing behind.
template <class F>
void through_neighbour(const filesystem::path& path, F f) {
    auto part = path;
    part += fmt::format(".{}.part", getpid());
    std::error_code failure;
    try {
        f(part);
        const int file = open(part.c_str(), O_RDONLY | O_CLOEXEC);
        const bool kept = file >= 0 && fsync(file) == 0;
        const int reason = errno;
        if (file >= 0) close(file);
        if (!kept) unwritable(path, std::strerror(reason));
        filesystem::rename(part, path, failure);
        if (failure) unwritable(path, failure.message());
    } catch (...) {
        filesystem::remove(part, failure);
        throw;
    }
}

} // namespace

zip_reader::zip_reader(filesystem::path path) : path_{std::move(path)}, zip_{std::make_unique<handle>()} {
    int code = 0;
    zip_->zip = zip_open(path_.c_str(), ZIP_RDONLY, &code);
    if (zip_->zip == nullptr) unreadable(path_, text_of(code));
    const auto count = zip_get_num_entries(zip_->zip, 0);
    for (zip_int64_t i = 0; i < count; ++i) {
        const char* name = zip_get_name(zip_->zip, static_cast<zip_uint64_t>(i), ZIP_FL_ENC_GUESS);
        if (name == nullptr || !is_plain(name))
            unreadable(path_, fmt::format("it has a member named \"{}\", which no result has", name ? name : ""));
        names_.emplace_back(name);
    }
}

zip_reader::~zip_reader() = default;

std::optional<std::string> zip_reader::read(const std::string& name) const {
    if (std::ranges::find(names_, name) == names_.end()) return {};
    auto* file = zip_fopen(zip_->zip, name.c_str(), 0);
    if (file == nullptr) unreadable(path_, zip_strerror(zip_->zip));
    const std::unique_ptr<zip_file_t, void (*)(zip_file_t*)> closes{file, [](zip_file_t* f) { zip_fclose(f); }};
    std::string content;
    constexpr std::size_t part = 1 << 20;
    while (true) {
        const auto held = content.size();
        content.resize(held + part);
        const auto got = zip_fread(file, content.data() + held, part);
        if (got < 0) unreadable(path_, fmt::format("{}: {}", name, zip_file_strerror(file)));
        content.resize(held + static_cast<std::size_t>(got));
        if (got == 0) return content;
        if (content.size() > largest_member) unreadable(path_, name + " is larger than any result");
    }
}

void write_zip(const filesystem::path& path, const std::vector<zip_member>& members, timestamp now) {
    through_neighbour(path, [&](const filesystem::path& part) {
        int code = 0;
        auto* zip = zip_open(part.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &code);
        if (zip == nullptr) unwritable(path, text_of(code));
        const auto fail = [&] {
            const std::string reason = zip_strerror(zip);
            zip_discard(zip);
            unwritable(path, reason);
        };
        for (const auto& member : members) {
            auto* source = zip_source_buffer(zip, member.content.data(), member.content.size(), 0);
            if (source == nullptr) fail();
            const auto index = zip_file_add(zip, member.name.c_str(), source, ZIP_FL_ENC_UTF_8);
            if (index < 0) {
                zip_source_free(source);
                fail();
            }
            const auto at = static_cast<zip_uint64_t>(index);
            constexpr zip_uint32_t owner_reads_and_writes = 0600U << 16U;
            // Feather is compressed already. Of texts the fastest level leaves a tenth, in a fifth of the time.
            const bool packed = member.name.ends_with(".feather");
            if (zip_set_file_compression(zip, at, packed ? ZIP_CM_STORE : ZIP_CM_DEFLATE, packed ? 0 : 1) != 0 ||
                zip_file_set_mtime(zip, at, epoch_seconds(now), 0) != 0 ||
                zip_file_set_external_attributes(zip, at, 0, ZIP_OPSYS_UNIX, owner_reads_and_writes) != 0)
                fail();
        }
        if (zip_close(zip) != 0) fail();
    });
}

void write_whole(const filesystem::path& path, std::string_view text) {
    through_neighbour(path, [&](const filesystem::path& part) {
        const int file = open(part.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0666);
        if (file < 0) unwritable(path, std::strerror(errno));
        std::size_t done = 0;
        while (done < text.size()) {
            const auto wrote = write(file, text.data() + done, text.size() - done);
            if (wrote < 0 && errno == EINTR) continue;
            if (wrote < 0) {
                const int reason = errno;
                close(file);
                unwritable(path, std::strerror(reason));
            }
            done += static_cast<std::size_t>(wrote);
        }
        if (close(file) != 0) unwritable(path, std::strerror(errno));
    });
}

} // namespace tremolo::backtest
