#include "api/ui_base_path.hpp"
#include <algorithm>
#include <vector>

namespace tremolo::api {

namespace {

bool is_quote(char c) { return c == '"' || c == '\'' || c == '`'; }
bool is_word(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || c == '$';
}

// Places in a text where something is to be put, in any order.
class insertions {
  public:
    explicit insertions(std::string_view text) : text_{text} {}

    void put(std::size_t at, std::string what) { all_.push_back({at, std::move(what)}); }

    [[nodiscard]] std::string applied() {
        std::ranges::stable_sort(all_, {}, &one::at);
        std::string out;
        out.reserve(text_.size() + all_.size() * 16);
        std::size_t from = 0;
        for (const auto& [at, what] : all_) {
            out.append(text_.substr(from, at - from));
            out += what;
            from = at;
        }
        out.append(text_.substr(from));
        return out;
    }

  private:
    struct one {
        std::size_t at;
        std::string what;
    };
    std::string_view text_;
    std::vector<one> all_;
};

template <class Found>
void each(std::string_view text, std::string_view what, const Found& found) {
    for (auto at = text.find(what); at != std::string_view::npos; at = text.find(what, at + what.size())) found(at);
}

char at(std::string_view text, std::size_t place) { return place < text.size() ? text[place] : '\0'; }

// A path at `place`: a slash that does not begin the name of another server.
bool is_path(std::string_view text, std::size_t place) { return at(text, place) == '/' && at(text, place + 1) != '/'; }

void in_markup(std::string_view text, insertions& into, const std::string& base) {
    for (const auto* attribute : {"href=", "src="})
        each(text, attribute, [&](std::size_t found) {
            const auto quote = found + std::string_view{attribute}.size();
            if (is_quote(at(text, quote)) && is_path(text, quote + 1)) into.put(quote + 1, base);
        });
}

void in_styles(std::string_view text, insertions& into, const std::string& base) {
    each(text, "url(", [&](std::size_t found) {
        auto path = found + 4;
        if (is_quote(at(text, path))) ++path;
        if (is_path(text, path)) into.put(path, base);
    });
}

// `history:f("/")`
void in_router(std::string_view text, insertions& into, const std::string& base) {
    each(text, "history:", [&](std::size_t found) {
        auto place = found + 8;
        while (is_word(at(text, place))) ++place;
        const char quote = at(text, place + 1);
        if (at(text, place) == '(' && is_quote(quote) && at(text, place + 2) == '/' && at(text, place + 3) == quote)
            into.put(place + 2, base);
    });
}

// `return"/"+e}`: what makes the address of a file that is preloaded.
void in_preloader(std::string_view text, insertions& into, const std::string& base) {
    each(text, "return", [&](std::size_t found) {
        auto place = found + 6;
        while (at(text, place) == ' ') ++place;
        const char quote = at(text, place);
        if (!is_quote(quote) || at(text, place + 1) != '/' || at(text, place + 2) != quote ||
            at(text, place + 3) != '+')
            return;
        auto end = place + 4;
        while (is_word(at(text, end))) ++end;
        if (at(text, end) == '}' || at(text, end) == ';') into.put(place + 1, base);
    });
}

void in_script(std::string_view text, insertions& into, const std::string& base) {
    in_router(text, into, base);
    in_preloader(text, into, base);
    for (const auto* path : {"/ui_version", "/assets/"})
        each(text, path, [&](std::size_t found) {
            if (found > 0 && is_quote(text[found - 1])) into.put(found, base);
        });
    constexpr std::string_view origin = "window.location.origin";
    each(text, origin, [&](std::size_t found) {
        if ((found > 0 && is_word(text[found - 1])) || is_word(at(text, found + origin.size()))) return;
        into.put(found, "(");
        into.put(found + origin.size(), "+\"" + base + "\")");
    });
}

} // namespace

std::string lengthened(std::string_view text, std::string_view media_type, std::string_view base) {
    if (base.empty()) return std::string{text};
    insertions into{text};
    const std::string front{base};
    if (media_type.starts_with("text/html")) in_markup(text, into, front);
    if (media_type.starts_with("text/css")) in_styles(text, into, front);
    if (media_type == "application/javascript") in_script(text, into, front);
    return into.applied();
}

} // namespace tremolo::api
