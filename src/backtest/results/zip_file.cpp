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

namespace {

using open_zip = std::unique_ptr<zip_t, void (*)(zip_t*)>; // changes are lost unless it is closed before

open_zip zip_from(zip_source_t* source, int flags) {
    zip_error_t error;
    zip_error_init(&error);
    auto* zip = zip_open_from_source(source, flags, &error);
    if (zip != nullptr) return {zip, zip_discard};
    const std::string reason = zip_error_strerror(&error);
    zip_error_fini(&error);
    zip_source_free(source);
    throw operational_error{fmt::format("cannot pack a result: {}", reason)};
}

[[noreturn]] void refused(zip_t* zip) { throw operational_error{zip_strerror(zip)}; }

void add_member(zip_t* zip, const std::string& name, zip_source_t* source, timestamp now, bool deflate) {
    if (source == nullptr) refused(zip);
    const auto index = zip_file_add(zip, name.c_str(), source, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
        zip_source_free(source);
        refused(zip);
    }
    const auto at = static_cast<zip_uint64_t>(index);
    constexpr zip_uint32_t owner_reads_and_writes = 0600U << 16U;
    if (zip_set_file_compression(zip, at, deflate ? ZIP_CM_DEFLATE : ZIP_CM_STORE, deflate ? 1 : 0) != 0 ||
        zip_file_set_mtime(zip, at, epoch_seconds(now), 0) != 0 ||
        zip_file_set_external_attributes(zip, at, 0, ZIP_OPSYS_UNIX, owner_reads_and_writes) != 0)
        refused(zip);
}

zip_source_t* memory_source(const void* data, std::size_t size) {
    zip_error_t error;
    zip_error_init(&error);
    auto* source = zip_source_buffer_create(data, size, 0, &error);
    zip_error_fini(&error);
    if (source == nullptr) throw operational_error{"cannot pack a result: no memory"};
    return source;
}

void put(std::string& out, std::uint64_t number, int bytes) { // the lowest first
    for (; bytes > 0; --bytes, number >>= 8) out += static_cast<char>(number & 0xFF);
}

// A zip archive of one member.
std::string archive_with(const std::string& name, const packed_text& packed) {
    constexpr std::uint32_t member_mark = 0x04034b50, entry_mark = 0x02014b50, end_mark = 0x06054b50;
    constexpr std::uint16_t version = 20, name_is_utf8 = 0x0800, deflate_method = 8, first_day = 0x21;
    const auto about = [&](std::string& out) {
        put(out, version, 2);
        put(out, name_is_utf8, 2);
        put(out, deflate_method, 2);
        put(out, 0, 2); // time
        put(out, first_day, 2);
        put(out, packed.crc, 4);
        put(out, packed.bytes.size(), 4);
        put(out, packed.size, 4);
        put(out, name.size(), 2);
        put(out, 0, 2); // bytes of more about it
    };
    std::string out;
    constexpr std::size_t frame_bytes = 256;
    out.reserve(packed.bytes.size() + 2 * name.size() + frame_bytes);
    put(out, member_mark, 4);
    about(out);
    out.append(name).append(packed.bytes);
    const auto entries = out.size();
    put(out, entry_mark, 4);
    put(out, version, 2);
    about(out);
    put(out, 0, 2 + 2 + 2 + 4 + 4); // remark, disk, attributes; where the member begins
    out += name;
    const auto end = out.size();
    put(out, end_mark, 4);
    put(out, 0, 2 + 2); // disks
    put(out, 1, 2);
    put(out, 1, 2);
    put(out, end - entries, 4);
    put(out, entries, 4);
    put(out, 0, 2); // a remark
    return out;
}

} // namespace

zip_member packed(std::string name, const text_parts& parts, std::size_t threads) {
    constexpr std::uint32_t most = 0xFFFF'FFFE; // beyond, zip files have another form
    const auto packed = deflated(parts, threads);
    if (packed.size <= most && packed.bytes.size() <= most / 2) {
        auto content = archive_with(name, packed);
        return {std::move(name), std::move(content), true};
    }
    std::string whole;
    whole.reserve(packed.size);
    for (const auto& part : parts) part.write(whole);
    return {std::move(name), std::move(whole)};
}

void write_zip(const filesystem::path& path, const std::vector<zip_member>& members, timestamp now) {
    through_neighbour(path, [&](const filesystem::path& part) {
        std::vector<open_zip> parts; // until the archive is closed
        int code = 0;
        open_zip zip{zip_open(part.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &code), zip_discard};
        if (zip == nullptr) unwritable(path, text_of(code));
        try {
            for (const auto& [name, content, is_packed] : members) {
                zip_source_t* source = nullptr;
                if (is_packed) {
                    parts.push_back(zip_from(memory_source(content.data(), content.size()), ZIP_RDONLY));
                    source = zip_source_zip(zip.get(), parts.back().get(), 0, ZIP_FL_COMPRESSED, 0, -1);
                } else {
                    source = zip_source_buffer(zip.get(), content.data(), content.size(), 0);
                }
                // Feather is compressed already.
                add_member(zip.get(), name, source, now, !name.ends_with(".feather"));
            }
            if (zip_close(zip.get()) != 0) refused(zip.get());
        } catch (const operational_error& failure) { unwritable(path, failure.what()); }
        (void)zip.release();
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
