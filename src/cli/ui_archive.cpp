#include "cli/ui_archive.hpp"
#include "base/error.hpp"
#include "json/parse.hpp"
#include <array>
#include <fmt/format.h>
#include <fstream>
#include <memory>
#include <zip.h>

namespace tremolo::cli {
namespace fs = std::filesystem;

namespace {

constexpr unsigned made_on_unix = 3;
constexpr std::uint32_t kind_bits = 0170000, plain_file = 0100000, folder_bits = 0040000;

[[noreturn]] void refuse(std::string_view name, std::string_view why) {
    throw operational_error{fmt::format("The archive cannot be used: the entry \"{}\" {}.", name, why)};
}

struct closer {
    void operator()(zip_t* archive) const { zip_discard(archive); }
    void operator()(zip_file_t* file) const { zip_fclose(file); }
};
using archive_pointer = std::unique_ptr<zip_t, closer>;
using file_pointer = std::unique_ptr<zip_file_t, closer>;

archive_pointer opened(std::string_view bytes) {
    zip_error_t problem;
    zip_error_init(&problem);
    auto* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &problem);
    archive_pointer archive{source ? zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &problem) : nullptr};
    if (!archive) {
        const std::string why = zip_error_strerror(&problem);
        if (source) zip_source_free(source);
        zip_error_fini(&problem);
        throw operational_error{fmt::format("The archive cannot be used: it is no zip archive ({}).", why)};
    }
    zip_error_fini(&problem);
    return archive;
}

// Links and devices show in the upper half of the attributes that Unix writes.
bool is_special(zip_t* archive, zip_uint64_t index) {
    zip_uint8_t system = 0;
    zip_uint32_t attributes = 0;
    if (zip_file_get_external_attributes(archive, index, 0, &system, &attributes) != 0) return true;
    if (system != made_on_unix) return false;
    const auto kind = attributes >> 16 & kind_bits;
    return kind != 0 && kind != plain_file && kind != folder_bits;
}

class unpacking {
  public:
    unpacking(std::string_view bytes, fs::path folder, const archive_limits& limits)
        : archive_{opened(bytes)}, folder_{std::move(folder)}, limits_{limits} {}

    void run() {
        const auto count = zip_get_num_entries(archive_.get(), 0);
        if (count <= 0) throw operational_error{"The archive cannot be used: it is empty."};
        if (static_cast<std::size_t>(count) > limits_.entries)
            throw operational_error{fmt::format("The archive cannot be used: it has {} entries, at most {} are taken.",
                                                count, limits_.entries)};
        // All names first: an archive that is refused for its last entry has written nothing.
        for (zip_int64_t i = 0; i < count; ++i) check(static_cast<zip_uint64_t>(i));
        for (zip_int64_t i = 0; i < count; ++i) unpack(static_cast<zip_uint64_t>(i));
    }

  private:
    std::string name_of(zip_uint64_t index) {
        const char* name = zip_get_name(archive_.get(), index, ZIP_FL_ENC_RAW);
        if (!name) refuse(fmt::format("number {}", index), "has no name that can be read");
        return name;
    }

    // That no name is there twice was seen when the archive was opened.
    void check(zip_uint64_t index) {
        const auto name = name_of(index);
        if (name.size() > limits_.name_bytes) refuse(name.substr(0, 40) + "…", "has a name that is too long");
        if (const auto fault = fault_of_name(name); !fault.empty()) refuse(name, fault);
        if (is_special(archive_.get(), index)) refuse(name, "is a link or a device");
        zip_stat_t about;
        if (zip_stat_index(archive_.get(), index, 0, &about) != 0 || !(about.valid & ZIP_STAT_SIZE))
            refuse(name, "has no size");
        if ((about.valid & ZIP_STAT_ENCRYPTION_METHOD) && about.encryption_method != ZIP_EM_NONE)
            refuse(name, "is encrypted");
        if (about.size > limits_.file_bytes) refuse(name, "is too large");
    }

    void unpack(zip_uint64_t index) {
        const auto name = name_of(index);
        const auto target = folder_ / name;
        std::error_code failed;
        fs::create_directories(name.ends_with('/') ? target : target.parent_path(), failed);
        if (failed) refuse(name, "cannot be written: " + failed.message());
        if (name.ends_with('/')) return;
        const file_pointer file{zip_fopen_index(archive_.get(), index, 0)};
        if (!file) refuse(name, fmt::format("cannot be read: {}", zip_strerror(archive_.get())));
        std::ofstream out{target, std::ios::binary | std::ios::trunc};
        std::array<char, 65536> piece{};
        // What really comes is counted, whatever the head of the archive promised.
        for (std::uintmax_t sum = 0;;) {
            const auto got = zip_fread(file.get(), piece.data(), piece.size());
            if (got < 0) refuse(name, "is damaged");
            if (got == 0) break;
            sum += static_cast<std::uintmax_t>(got);
            all_ += static_cast<std::uintmax_t>(got);
            if (sum > limits_.file_bytes) refuse(name, "is too large");
            if (all_ > limits_.all_bytes)
                throw operational_error{"The archive cannot be used: its content is too large."};
            out.write(piece.data(), got);
        }
        out.close();
        if (!out) throw operational_error{fmt::format("{} cannot be written: is the disk full?", target.string())};
    }

    const archive_pointer archive_;
    const fs::path folder_;
    const archive_limits limits_;
    std::uintmax_t all_ = 0;
};

} // namespace

std::string fault_of_name(std::string_view name) {
    if (name.empty()) return "has no name";
    if (name.starts_with('/')) return "has an absolute path";
    if (name.size() > 1 && name[1] == ':') return "has an absolute path";
    if (!json::is_utf8(name)) return "has a name that is no UTF-8";
    for (const char c : name)
        if (c == '\\' || static_cast<unsigned char>(c) < 32 || c == 127)
            return "has a name with characters that no path has";
    if (name.ends_with('/')) name.remove_suffix(1);
    for (std::size_t from = 0; from <= name.size();) {
        const auto end = std::min(name.find('/', from), name.size());
        const auto part = name.substr(from, end - from);
        if (part == "..") return "leads out of the folder";
        if (part.empty() || part == ".") return "has a path with an empty step";
        if (part.size() > 255) return "has a name that is too long";
        from = end + 1;
    }
    return {};
}

void unpack_archive(std::string_view bytes, const fs::path& folder, const archive_limits& limits) {
    unpacking{bytes, folder, limits}.run();
}

} // namespace tremolo::cli
