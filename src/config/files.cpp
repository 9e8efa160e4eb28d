#include "config/files.hpp"
#include "base/error.hpp"
#include "json/parse.hpp"
#include <algorithm>
#include <boost/json/parse.hpp>
#include <cctype>
#include <fmt/format.h>
#include <fstream>
#include <iostream>
#include <sstream>

namespace tremolo::config {
namespace bj = boost::json;
namespace fs = std::filesystem;

namespace {
constexpr int deepest_addition = 5;

// The place of a byte in a text, for people: both count from 1, columns in characters.
struct text_place {
    std::size_t line = 1;
    std::size_t column = 1;
    std::string whole_line;
};

text_place place_of(std::string_view text, std::size_t characters) {
    text_place at;
    std::size_t i = 0;
    std::size_t line_start = 0;
    const auto begins = [&](std::size_t at_byte) { return (static_cast<unsigned char>(text[at_byte]) & 0xc0) != 0x80; };
    for (; i < text.size(); ++i) {
        if (begins(i) && characters-- == 0) break;
        if (text[i] == '\n') {
            ++at.line;
            at.column = 1;
            line_start = i + 1;
        } else if (begins(i)) {
            ++at.column;
        }
    }
    at.whole_line = text.substr(line_start, text.find('\n', line_start) - line_start);
    while (!at.whole_line.empty() && (at.whole_line.back() == '\r' || at.whole_line.back() == ' '))
        at.whole_line.pop_back();
    return at;
}

// A line of a configuration file may hold a password: only its punctuation and its keys are shown.
std::string without_values(std::string_view line) {
    constexpr std::string_view hidden = "...";
    const auto is_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c < 0 || c == '_'; };
    std::string out;
    for (std::size_t i = 0; i < line.size();) {
        const auto start = i;
        if (line[i] == '"') {
            for (++i; i < line.size() && line[i] != '"'; ++i)
                if (line[i] == '\\') ++i;
            i = std::min(i + 1, line.size());
            const auto after = line.find_first_not_of(" \t", i);
            const bool is_key = after != std::string_view::npos && line[after] == ':';
            out += is_key ? std::string{line.substr(start, i - start)} : fmt::format("\"{}\"", hidden);
        } else if (is_word(line[i])) {
            while (i < line.size() && (is_word(line[i]) || line[i] == '.' || line[i] == '-' || line[i] == '+')) ++i;
            out += hidden;
        } else {
            out += line[i++];
        }
    }
    constexpr std::size_t most = 120;
    return out.size() > most ? out.substr(0, most) + " ..." : out;
}

[[noreturn]] void refuse_text(std::string_view text, std::size_t characters, const std::string& name,
                              std::string_view why) {
    const auto at = place_of(text, characters);
    const auto line = without_values(at.whole_line);
    throw configuration_error{fmt::format("{} is not valid JSON: line {}, column {}: {}{}", name, at.line, at.column,
                                          why, line.empty() ? "" : "\n    " + line)};
}

std::size_t characters_before(std::string_view text, std::size_t byte) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < byte; ++i) count += (static_cast<unsigned char>(text[i]) & 0xc0) != 0x80;
    return count;
}

// Comments and trailing commas overwritten with blanks, byte for byte, so that places stay what they are.
class blanker {
  public:
    blanker(std::string_view text, const std::string& name) : text_{text}, name_{name}, out_{text} {}

    std::string run() {
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (c == '"')
                skip_string();
            else if (c == '/' && at_ + 1 < text_.size() && (text_[at_ + 1] == '/' || text_[at_ + 1] == '*'))
                blank_comment();
            else
                take(c);
        }
        return std::move(out_);
    }

  private:
    void take(char c) {
        if (c == ',') {
            comma_ = last_ == '{' || last_ == '[' || last_ == ',' || last_ == 0 ? none : at_;
        } else if (c == '}' || c == ']') {
            if (comma_ != none) out_[comma_] = ' ';
            comma_ = none;
        } else if (c != ' ' && c != '\t' && c != '\n' && c != '\r') {
            comma_ = none;
        }
        if (c != ' ' && c != '\t' && c != '\n' && c != '\r') last_ = c;
        ++at_;
    }
    void skip_string() {
        comma_ = none;
        last_ = '"';
        for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_)
            if (text_[at_] == '\\') ++at_;
        ++at_;
    }
    // A character of several bytes becomes several blanks: offsets are told on the blanked text.
    void blank_comment() {
        const bool block = text_[at_ + 1] == '*';
        const auto end = text_.find(block ? "*/" : "\n", at_ + 2);
        if (block && end == std::string_view::npos)
            refuse_text(text_, characters_before(text_, at_), name_, "the comment is never closed");
        const auto stop = end == std::string_view::npos ? text_.size() : end + (block ? 2 : 0);
        for (; at_ < stop; ++at_)
            if (text_[at_] != '\n') out_[at_] = ' ';
    }

    static constexpr std::size_t none = static_cast<std::size_t>(-1);
    std::string_view text_;
    const std::string& name_;
    std::string out_;
    std::size_t at_ = 0;
    std::size_t comma_ = none; // a comma that nothing but blanks follows so far
    char last_ = 0;            // the last character that is no blank
};

std::string read_text(const std::string& file) {
    if (file == "-") {
        std::ostringstream text;
        text << std::cin.rdbuf();
        return text.str();
    }
    std::error_code problem;
    if (!fs::exists(file, problem))
        throw configuration_error{fmt::format(
            "The configuration file {} does not exist. Create one with `tremolo new-config --config {}`, or "
            "name another with --config.",
            file, file)};
    if (fs::is_directory(file, problem)) throw configuration_error{fmt::format("{} is a folder, not a file.", file)};
    std::ifstream in{file, std::ios::binary};
    std::ostringstream text;
    text << in.rdbuf();
    if (!in) throw configuration_error{fmt::format("The configuration file {} cannot be read.", file)};
    return text.str();
}

bj::object load_one(const std::string& file) {
    const auto name =
        file == "-" ? std::string{"The configuration on standard input"} : "The configuration file " + file;
    auto value = parse_with_comments(read_text(file), name);
    if (!value.is_object()) throw configuration_error{name + " must hold one JSON object: { \"key\": value, ... }."};
    return std::move(value.get_object());
}

const bj::object& minimal() {
    static const bj::object made =
        bj::parse(R"({"stake_currency": "", "dry_run": true, "exchange": {"name": "", "api_key": null, "secret": null,
                      "pair_whitelist": [], "ccxt_async_config": {}}})")
            .as_object();
    return made;
}

std::vector<std::string> added_files(const bj::object& settings, const std::string& file) {
    std::vector<std::string> added;
    const auto* names = settings.if_contains("add_config_files");
    if (names == nullptr || names->is_null()) return added;
    const auto refuse = [&] { throw configuration_error{file + ": add_config_files must be a list of file names."}; };
    if (!names->is_array()) refuse();
    for (const auto& one : names->get_array()) {
        if (!one.is_string()) refuse();
        added.emplace_back(one.get_string());
    }
    return added;
}

merged_files load_level(const std::vector<std::string>& files, const fs::path& folder, int level, const logger& log) {
    if (level > deepest_addition)
        throw configuration_error{
            fmt::format("The configuration files add each other (add_config_files) more than {} levels deep; at {}.",
                        deepest_addition, files.empty() ? folder.string() : (folder / files.front()).string())};
    merged_files all;
    if (files.empty()) {
        all.settings = minimal();
        return all;
    }
    for (const auto& name : files) {
        log.info("Using config: {} ...", name);
        if (name == "-") return {load_one(name), {}};
        const auto file = folder.empty() ? fs::path{name} : folder / name;
        auto one = load_one(file.string());
        const auto home = fs::weakly_canonical(fs::absolute(file)).parent_path();
        resolve_paths(one, home);
        if (one.contains("add_config_files")) {
            auto sub = load_level(added_files(one, file.string()), home, level + 1, log);
            all.files.insert(all.files.end(), sub.files.begin(), sub.files.end());
            merge(one, sub.settings);
            one = std::move(sub.settings);
        }
        all.files.insert(all.files.begin(), file);
        merge(one, all.settings);
    }
    return all;
}
} // namespace

void merge(const bj::object& source, bj::object& destination, const std::string& at) {
    for (const auto& item : source) {
        const std::string key{item.key().data(), item.key().size()};
        if (const auto* section = item.value().if_object()) {
            const auto path = at.empty() ? key : at + "." + key;
            auto& node = destination.emplace(item.key(), bj::object{}).first->value();
            if (section->empty()) continue;
            if (!node.is_object())
                throw configuration_error{fmt::format(
                    "{}: one source of the configuration has an object here, another a single value.", path)};
            merge(*section, node.get_object(), path);
        } else {
            destination[item.key()] = item.value();
        }
    }
}

bj::value parse_with_comments(std::string_view text, const std::string& name) {
    const auto plain = blanker{text, name}.run();
    auto parsed = json::parse(plain);
    if (!parsed.failure) return std::move(parsed.value);
    switch (parsed.failure->why) {
    case json::parse_failure::reason::not_utf8: throw configuration_error{name + " is not encoded as UTF-8."};
    case json::parse_failure::reason::too_deep: throw configuration_error{name + " is nested too deep."};
    case json::parse_failure::reason::syntax: break;
    }
    refuse_text(plain, parsed.failure->offset, name, parsed.failure->message);
}

merged_files load_files(const std::vector<std::string>& files, const logger& log) {
    return load_level(files, {}, 0, log);
}

void resolve_paths(bj::object& settings, const fs::path& folder) {
    const auto resolve = [&folder](bj::object& section, std::string_view key) {
        auto* value = section.if_contains(bj::string_view{key.data(), key.size()});
        if (value == nullptr || !value->is_string() || value->get_string().empty()) return;
        const fs::path given{std::string{value->get_string()}};
        if (given.is_absolute()) return;
        const auto beside = (folder / given).lexically_normal();
        const auto here = fs::absolute(given).lexically_normal();
        std::error_code ignored;
        *value = (!fs::exists(beside, ignored) && fs::exists(here, ignored) ? here : beside).string();
    };
    for (const auto* key : {"strategy_path", "user_data_dir", "datadir"}) resolve(settings, key);
    if (auto* exchange = settings.if_contains("exchange"); exchange != nullptr && exchange->is_object())
        if (auto* simulated = exchange->get_object().if_contains("simulated");
            simulated != nullptr && simulated->is_object())
            resolve(simulated->get_object(), "path");
}

} // namespace tremolo::config
