#include "http/message.hpp"
#include <algorithm>
#include <array>
#include <stdexcept>

namespace tremolo::http {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

constexpr std::array<bool, 256> token_characters() {
    std::array<bool, 256> table{};
    for (const char c :
         std::string_view{"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ!#$%&'*+-.^_`|~"})
        table[static_cast<unsigned char>(c)] = true;
    return table;
}

bool is_token(std::string_view text) {
    static constexpr auto allowed = token_characters();
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return allowed[static_cast<unsigned char>(c)]; });
}

bool has_control_character(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\t') || byte == 0x7f;
    });
}

} // namespace

bool same_name(std::string_view a, std::string_view b) {
    return a.size() == b.size() &&
           std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

request::request(std::string_view method, std::string_view target,
                 std::initializer_list<std::pair<std::string_view, std::string_view>> headers, std::string body)
    : body_{std::move(body)} {
    start(method, target, 11);
    for (const auto& [name, value] : headers) add_header(name, value);
}

std::string_view request::path() const { return target().substr(0, target().find('?')); }

std::string_view request::query() const {
    const auto mark = target().find('?');
    return mark == std::string_view::npos ? std::string_view{} : target().substr(mark + 1);
}

const peer_address& request::peer() const {
    static const peer_address unknown;
    return peer_ ? *peer_ : unknown;
}

std::optional<std::string_view> request::header(std::string_view name) const {
    for (const auto& each : fields_) {
        if (same_name(view(each.name), name)) return view(each.value);
    }
    return std::nullopt;
}

std::vector<std::string_view> request::header_values(std::string_view name) const {
    std::vector<std::string_view> found;
    for (const auto& each : fields_) {
        if (same_name(view(each.name), name)) found.push_back(view(each.value));
    }
    return found;
}

field request::header_at(std::size_t index) const {
    const auto& each = fields_.at(index);
    return {view(each.name), view(each.value)};
}

void request::clear() {
    text_.clear();
    fields_.clear();
    body_.clear();
    method_ = target_ = {};
    version_ = 11;
}

void request::start(std::string_view method, std::string_view target, int version) {
    method_ = keep(method);
    target_ = keep(target);
    version_ = version;
}

void request::add_header(std::string_view name, std::string_view value) {
    const auto kept_name = keep(name);
    fields_.push_back({kept_name, keep(value)});
}

request::place request::keep(std::string_view piece) {
    const place kept{static_cast<std::uint32_t>(text_.size()), static_cast<std::uint32_t>(piece.size())};
    text_.append(piece);
    return kept;
}

response::response(int status, std::string_view content_type, std::string body)
    : status_{status}, body_{std::move(body)} {
    add_header("content-type", content_type);
}

response::response(int status, std::string_view content_type, shared_body body)
    : status_{status}, body_{std::move(body)} {
    add_header("content-type", content_type);
}

void response::add_header(std::string_view name, std::string_view value) {
    if (!is_token(name)) throw std::invalid_argument{"not a header name: " + std::string{name}};
    if (has_control_character(value)) throw std::invalid_argument{"control character in header " + std::string{name}};
    constexpr std::array<std::string_view, 5> own_headers{"date", "server", "content-length", "connection",
                                                          "transfer-encoding"};
    for (const auto own : own_headers) {
        if (same_name(name, own))
            throw std::invalid_argument{"the server writes this header itself: " + std::string{name}};
    }
    if (lines_.empty()) lines_.reserve(160); // most answers then allocate once
    for (const char c : name) lines_.push_back(lower(c));
    lines_.append(": ").append(value).append("\r\n");
}

std::optional<std::string_view> response::header(std::string_view name) const {
    std::string_view rest = lines_;
    while (!rest.empty()) {
        const auto line = rest.substr(0, rest.find("\r\n"));
        const auto colon = line.find(": ");
        if (same_name(line.substr(0, colon), name)) return line.substr(colon + 2);
        rest.remove_prefix(line.size() + 2);
    }
    return std::nullopt;
}

std::string_view response::body() const {
    if (const auto* own = std::get_if<std::string>(&body_)) return *own;
    const auto& shared = std::get<shared_body>(body_);
    return shared ? std::string_view{*shared} : std::string_view{};
}

} // namespace tremolo::http
