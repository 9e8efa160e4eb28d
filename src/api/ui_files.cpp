#include "api/ui_files.hpp"
#include "api/failures.hpp"
#include "api/own_files.hpp"
#include "api/own_pages.hpp"
#include "api/ui_base_path.hpp"
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

// A tag in the list that a client has. Any ("*") is none of them, as freqtrade has it.
bool names(std::optional<std::string_view> list, std::string_view etag) {
    return list && list->find(etag) != std::string_view::npos;
}

// Whether a client takes this form of a text: named, and not with "q=0".
bool accepts(const http::request& request, std::string_view coding) {
    for (const auto list : request.header_values("accept-encoding"))
        for (std::size_t from = 0; from < list.size();) {
            const auto end = std::min(list.find(',', from), list.size());
            std::string one;
            for (const char c : list.substr(from, end - from))
                if (c != ' ' && c != '\t') one += c;
            if (one.starts_with(coding) && (one.size() == coding.size() || one[coding.size()] == ';'))
                return !one.ends_with(";q=0") && !one.ends_with(";q=0.0");
            from = end + 1;
        }
    return false;
}

// Bundlers put a hash of the content into a name, which then never means anything else: "assets/index-CcWl7mZ9.js".
bool is_hashed(std::string_view path) {
    constexpr std::size_t digits = 8;
    const auto dot = path.rfind('.');
    if (!path.starts_with("assets/") || dot == std::string_view::npos || dot < digits + 1) return false;
    const auto hash = path.substr(dot - digits, digits);
    return path[dot - digits - 1] == '-' && hash.find_first_of("./ ") == std::string_view::npos;
}

constexpr std::string_view for_ever = "public, max-age=31536000, immutable";
constexpr std::string_view asked_again = "no-cache"; // kept, but asked for each time whether it is still the same

// What compressing makes smaller.
bool is_text(std::string_view media_type) {
    return media_type.starts_with("text/") || media_type.starts_with("application/j") || media_type == "image/svg+xml";
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

http::response file_response(const http::request& request, std::string_view media_type, const representation& file,
                             form how) {
    const auto& bytes = *file.text();
    range wanted;
    const auto kind = read_range(request.header("range"), bytes.size(), wanted);
    if (kind == range_kind::malformed)
        return {400, "text/plain; charset=utf-8", std::string{"Malformed range header."}};
    if (kind == range_kind::outside) {
        http::response answer{416};
        answer.add_header("content-range", fmt::format("*/{}", bytes.size()));
        return answer;
    }
    if (kind == range_kind::none && is_text(media_type) && how == form::best) {
        auto answer = in_form_for(request, 200, media_type, file);
        answer.add_header("accept-ranges", "bytes");
        return answer;
    }
    http::response answer =
        kind == range_kind::one
            ? http::response{206, media_type, bytes.substr(wanted.first, wanted.last - wanted.first + 1)}
            : http::response{200, media_type, file.text()};
    if (kind == range_kind::none && names(request.header("if-none-match"), file.etag())) {
        http::response unchanged{304};
        unchanged.add_header("etag", file.etag());
        return unchanged;
    }
    answer.add_header("accept-ranges", "bytes");
    answer.add_header("etag", file.etag());
    if (kind == range_kind::one)
        answer.add_header("content-range", fmt::format("bytes {}-{}/{}", wanted.first, wanted.last, bytes.size()));
    return answer;
}

ui_files::ui_files(std::filesystem::path installed, std::string base_path)
    : installed_{std::move(installed)}, base_path_{std::move(base_path)} {
    for (const auto& file : own_files())
        own_.try_emplace(std::string{file.path}, file.media_type,
                         file.path == "/" ? lengthened(file.bytes, file.media_type, base_path_)
                                          : std::string{file.bytes});
    own_.try_emplace("/", html, lengthened(fallback_page(), html, base_path_)); // where there is no page
}

shared_representation ui_files::bytes_of(const std::filesystem::path& path, std::string_view media_type) {
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
    known = {changed, size,
             std::make_shared<const representation>(lengthened(std::move(all).str(), media_type, base_path_))};
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

// A sibling that was compressed beforehand, in the best form that the client takes. Below a base path there is none:
// its content would have to be changed.
std::optional<http::response> ui_files::compressed(const http::request& request, const std::filesystem::path& path,
                                                   std::string_view media_type) {
    if (!base_path_.empty() || !is_text(media_type) || request.header("range")) return std::nullopt;
    for (const auto& [coding, ending] : {std::pair{"br", ".br"}, std::pair{"gzip", ".gz"}}) {
        if (!accepts(request, coding)) continue;
        const auto sibling = bytes_of(std::filesystem::path{path}.concat(ending), {});
        if (!sibling) continue;
        auto answer = file_response(request, media_type, *sibling, form::as_it_is);
        if (answer.status() == 200) answer.add_header("content-encoding", coding);
        answer.add_header("vary", "Accept-Encoding");
        return answer;
    }
    return std::nullopt;
}

std::optional<http::response> ui_files::own(const http::request& request, std::string_view path) const {
    const auto found = own_.find(path);
    if (found == own_.end() || path == "/") return std::nullopt;
    auto answer = file_response(request, found->second.media_type, found->second.text);
    answer.add_header("cache-control", for_ever);
    answer.add_header("x-content-type-options", "nosniff");
    return answer;
}

http::response ui_files::own_page(const http::request& request) const {
    auto answer = file_response(request, html, own_.find("/")->second.text);
    answer.add_header("cache-control", asked_again);
    if (!own_policy().empty()) answer.add_header("content-security-policy", own_policy());
    answer.add_header("x-content-type-options", "nosniff");
    answer.add_header("referrer-policy", "same-origin");
    return answer;
}

http::response ui_files::serve(const http::request& request, std::string_view path) {
    if (path == "/favicon.ico") return file_response(request, "image/vnd.microsoft.icon", icon());
    if (path == "/fallback_file.html") return own_page(request);
    if (path == "/ui_version") {
        const auto version = installed_.empty() ? nullptr : bytes_of(installed_ / ".uiversion", {});
        std::string body = "{\"version\":";
        json::write_string(body,
                           version && !version->text()->empty() ? std::string_view{*version->text()} : "not_installed");
        return json_response(200, body + '}');
    }
    if (auto answer = own(request, path)) return std::move(*answer);
    const auto rest = path.substr(1);
    if (rest.starts_with("api") || rest.starts_with('.')) throw detail_error{404, "Not Found"};
    // A second slash in front would make an absolute path of it: below our folder it is not.
    if (!rest.starts_with('/'))
        if (const auto file = inside(rest)) {
            const auto type = media_type_of(*file);
            if (const auto bytes = bytes_of(*file, type)) {
                auto packed = compressed(request, *file, type);
                auto answer = packed ? std::move(*packed) : file_response(request, type, *bytes);
                answer.add_header("cache-control", is_hashed(rest) ? for_ever : asked_again);
                return answer;
            }
        }
    if (const auto index = installed_.empty() ? nullptr : bytes_of(installed_ / "index.html", html)) {
        auto answer = file_response(request, html, *index);
        answer.add_header("cache-control", asked_again);
        return answer;
    }
    return own_page(request);
}

} // namespace tremolo::api
