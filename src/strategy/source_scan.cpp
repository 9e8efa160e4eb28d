#include "strategy/source_scan.hpp"
#include "base/error.hpp"
#include <algorithm>
#include <cctype>
#include <fmt/format.h>
#include <fstream>
#include <iterator>
#include <openssl/evp.h>
#include <set>

namespace tremolo::strategy {

namespace {

namespace fs = std::filesystem;

bool is_name(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// Past a text or character literal that begins at `at`.
std::size_t past_literal(std::string_view source, std::size_t at) {
    const char quote = source[at];
    for (std::size_t i = at + 1; i < source.size(); ++i) {
        if (source[i] == '\\')
            ++i;
        else if (source[i] == quote || source[i] == '\n')
            return i + 1;
    }
    return source.size();
}

// Past a raw literal, R"x(...)x", whose quote is at `at`.
std::size_t past_raw_literal(std::string_view source, std::size_t at) {
    const std::size_t open = source.find('(', at);
    if (open == std::string_view::npos) return source.size();
    const std::string close = ")" + std::string{source.substr(at + 1, open - at - 1)} + "\"";
    const std::size_t end = source.find(close, open);
    return end == std::string_view::npos ? source.size() : end + close.size();
}

// The source with comments and literals blanked out, but for the texts of #include lines.
std::string code_only(std::string_view source) {
    std::string code;
    std::size_t i = 0;
    while (i < source.size()) {
        const std::string_view rest = source.substr(i);
        std::size_t next = i + 1;
        if (rest.starts_with("//"))
            next = std::min(source.find('\n', i), source.size());
        else if (rest.starts_with("/*"))
            next = std::min(source.find("*/", i + 2), source.size() - 2) + 2;
        else if (rest.starts_with("R\"") && (i == 0 || !is_name(source[i - 1])))
            next = past_raw_literal(source, i + 1);
        else if (source[i] == '"' || (source[i] == '\'' && (i == 0 || !is_name(source[i - 1]))))
            next = past_literal(source, i);
        else
            code += source[i];
        if (next != i + 1) code += ' ';
        i = next;
    }
    return code;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())) != 0) text.remove_prefix(1);
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0) text.remove_suffix(1);
    return text;
}

} // namespace

std::vector<std::string> exported_names(std::string_view source) {
    constexpr std::string_view macro = "TREMOLO_STRATEGY";
    const std::string code = code_only(source);
    std::vector<std::string> names;
    for (std::size_t at = code.find(macro); at != std::string::npos; at = code.find(macro, at + 1)) {
        if (at > 0 && is_name(code[at - 1])) continue;
        const std::size_t open = code.find_first_not_of(" \t\r\n", at + macro.size());
        const std::size_t close = code.find(')', at);
        if (open == std::string::npos || code[open] != '(' || close == std::string::npos) continue;
        const std::string_view name = trimmed(std::string_view{code}.substr(open + 1, close - open - 1));
        if (!name.empty() && std::all_of(name.begin(), name.end(), is_name)) names.emplace_back(name);
    }
    return names;
}

std::vector<std::string> quoted_includes(std::string_view source) {
    std::vector<std::string> found;
    std::size_t begin = 0;
    while (begin < source.size()) {
        const std::size_t end = std::min(source.find('\n', begin), source.size());
        std::string_view line = trimmed(source.substr(begin, end - begin));
        begin = end + 1;
        if (!line.starts_with('#')) continue;
        line = trimmed(line.substr(1));
        if (!line.starts_with("include")) continue;
        line = trimmed(line.substr(7));
        const std::size_t close = line.find('"', 1);
        if (line.starts_with('"') && close != std::string_view::npos) found.emplace_back(line.substr(1, close - 1));
    }
    return found;
}

std::string read_source(const fs::path& file) {
    std::ifstream in{file, std::ios::binary};
    std::string text{std::istreambuf_iterator<char>{in}, {}};
    if (!in && text.empty()) throw operational_error{fmt::format("Cannot read {}.", file.string())};
    return text;
}

std::string sha256_hex(std::string_view bytes) {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    if (EVP_Digest(bytes.data(), bytes.size(), digest, &size, EVP_sha256(), nullptr) != 1)
        throw operational_error{"OpenSSL cannot compute a SHA-256."};
    std::string hex;
    for (unsigned int i = 0; i < size; ++i) hex += fmt::format("{:02x}", digest[i]);
    return hex;
}

std::string header_id(const fs::path& root) {
    std::vector<std::string> queue{"strategy/prelude.hpp"};
    std::set<std::string> seen{queue.front()};
    std::string lines;
    for (std::size_t i = 0; i < queue.size(); ++i) {
        const std::string name = queue[i];
        std::error_code missing;
        if (!fs::is_regular_file(root / name, missing)) return {};
        const std::string text = read_source(root / name);
        lines += name + " " + sha256_hex(text) + "\n";
        for (const std::string& include : quoted_includes(text))
            if (seen.insert(include).second) queue.push_back(include);
    }
    return sha256_hex(lines);
}

} // namespace tremolo::strategy
