#include "api/ui_files.hpp"
#include "api/failures.hpp"
#include "api/own_pages.hpp"
#include <array>
#include <charconv>
#include <fmt/format.h>
#include <fstream>
#include <sstream>

namespace tremolo::api {

namespace {

constexpr std::string_view html = "text/html; charset=utf-8";

struct range {
    std::size_t first = 0;
    std::size_t last = 0; // included
};
enum class range_kind { none, one, malformed, outside };

// "bytes=0-3", "bytes=4-", "bytes=-4". Lists of ranges are answered with the whole file, as the standard allows.
range_kind read_range(std::optional<std::string_view> header, std::size_t size, range& out) {
    if (!header) return range_kind::none;
    const auto equals = header->find('=');
    if (equals == std::string_view::npos || header->substr(0, equals) != "bytes") return range_kind::malformed;
    const auto wanted = header->substr(equals + 1);
    if (wanted.find(',') != std::string_view::npos) return range_kind::none;
    const auto dash = wanted.find('-');
    if (dash == std::string_view::npos) return range_kind::malformed;
    const auto number = [](std::string_view text, std::size_t& value) {
        return std::from_chars(text.data(), text.data() + text.size(), value).ptr == text.data() + text.size();
    };
    std::size_t from = 0, to = size - 1;
    const auto left = wanted.substr(0, dash), right = wanted.substr(dash + 1);
    if (left.empty() && right.empty()) return range_kind::malformed;
    if (left.empty()) {
        std::size_t count = 0;
        if (!number(right, count)) return range_kind::malformed;
        from = count < size ? size - count : 0;
    } else {
        if (!number(left, from) || (!right.empty() && !number(right, to))) return range_kind::malformed;
        to = std::min(to, size - 1);
    }
    if (from >= size) return range_kind::outside;
    if (from > to) return range_kind::malformed;
    out = {from, to};
    return range_kind::one;
}

std::string etag_of(const std::string& bytes) {
    std::uint64_t hash = 14695981039346656037ULL; // FNV-1a
    for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    return fmt::format("\"{:016x}{:08x}\"", hash, bytes.size());
}

} // namespace

std::string_view media_type_of(const std::filesystem::path& path) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 16> known{{
        {".html", html},
        {".js", "application/javascript"}, // whatever the machine's tables say: browsers refuse modules otherwise
        {".css", "text/css; charset=utf-8"},
        {".json", "application/json"},
        {".map", "application/json"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".jpg", "image/jpeg"},
        {".webp", "image/webp"},
        {".gif", "image/gif"},
        {".ico", "image/vnd.microsoft.icon"},
        {".woff", "font/woff"},
        {".woff2", "font/woff2"},
        {".ttf", "font/ttf"},
        {".wasm", "application/wasm"},
        {".txt", "text/plain; charset=utf-8"},
    }};
    const std::string suffix = path.extension().string();
    for (const auto& [ending, type] : known)
        if (ending == suffix) return type;
    return "text/plain; charset=utf-8";
}

http::response file_response(const http::request& request, std::string_view media_type,
                             std::shared_ptr<const std::string> bytes) {
    range wanted;
    const auto kind = read_range(request.header("range"), bytes->size(), wanted);
    if (kind == range_kind::malformed)
        return {400, "text/plain; charset=utf-8", std::string{"Malformed range header."}};
    if (kind == range_kind::outside) {
        http::response answer{416};
        answer.add_header("content-range", fmt::format("*/{}", bytes->size()));
        return answer;
    }
    http::response answer =
        kind == range_kind::one
            ? http::response{206, media_type, bytes->substr(wanted.first, wanted.last - wanted.first + 1)}
            : http::response{200, media_type, bytes};
    answer.add_header("accept-ranges", "bytes");
    answer.add_header("etag", etag_of(*bytes));
    if (kind == range_kind::one)
        answer.add_header("content-range", fmt::format("bytes {}-{}/{}", wanted.first, wanted.last, bytes->size()));
    return answer;
}

std::shared_ptr<const std::string> ui_files::bytes_of(const std::filesystem::path& path) {
    std::error_code none;
    if (!std::filesystem::is_regular_file(path, none)) return nullptr;
    const auto changed = std::filesystem::last_write_time(path, none);
    const auto size = std::filesystem::file_size(path, none);
    const std::lock_guard lock{mutex_};
    auto& known = files_[path.string()];
    if (known.bytes && known.changed == changed && known.size == size) return known.bytes;
    std::ifstream in{path, std::ios::binary};
    std::ostringstream all;
    if (!in || !(all << in.rdbuf())) return nullptr;
    known = {changed, size, std::make_shared<const std::string>(std::move(all).str())};
    return known.bytes;
}

// The file below the installed folder; nothing where the path leads out of it, by dots or by links.
std::optional<std::filesystem::path> ui_files::inside(std::string_view relative) const {
    if (installed_.empty() || relative.find('\0') != std::string_view::npos) return std::nullopt;
    std::error_code failed;
    const auto root = std::filesystem::weakly_canonical(installed_, failed);
    const auto full = std::filesystem::weakly_canonical(root / std::string{relative}, failed);
    if (failed) return std::nullopt;
    const auto [end, unused] = std::mismatch(root.begin(), root.end(), full.begin(), full.end());
    if (end != root.end()) return std::nullopt;
    return full;
}

http::response ui_files::serve(const http::request& request, std::string_view path) {
    static const auto fallback = std::make_shared<const std::string>(fallback_page());
    if (path == "/favicon.ico") return file_response(request, "image/vnd.microsoft.icon", icon());
    if (path == "/fallback_file.html") return file_response(request, html, fallback);
    if (path == "/ui_version") {
        const auto version = installed_.empty() ? nullptr : bytes_of(installed_ / ".uiversion");
        std::string body = "{\"version\":";
        json::write_string(body, version && !version->empty() ? std::string_view{*version} : "not_installed");
        return json_response(200, body + '}');
    }
    const auto rest = path.substr(1);
    if (rest.starts_with("api") || rest.starts_with('.')) throw detail_error{404, "Not Found"};
    // A second slash in front would make an absolute path of it: below our folder it is not.
    if (!rest.starts_with('/'))
        if (const auto file = inside(rest))
            if (auto bytes = bytes_of(*file)) return file_response(request, media_type_of(*file), std::move(bytes));
    if (auto index = installed_.empty() ? nullptr : bytes_of(installed_ / "index.html"))
        return file_response(request, html, std::move(index));
    return file_response(request, html, fallback);
}

} // namespace tremolo::api
