#include "client/call.hpp"
#include "base/error.hpp"
#include "http/query.hpp"
#include "json/parse.hpp"
#include "json/write.hpp"
#include <boost/json.hpp>
#include <fmt/format.h>

namespace tremolo::client {

boost::json::value answer::json() const {
    auto parsed = json::parse(body);
    if (!parsed) throw error{fmt::format("The answer (status {}) is no JSON.", status)};
    return std::move(parsed.value);
}

std::string answer::failure() const {
    const auto parsed = json::parse(body);
    if (!parsed || !parsed.value.is_object()) return fmt::format("status {}", status);
    const auto& object = parsed.value.get_object();
    for (const char* key : {"detail", "error"}) {
        const auto* said = object.if_contains(key);
        if (said == nullptr) continue;
        if (said->is_string()) return fmt::format("{} (status {})", std::string_view{said->get_string()}, status);
        std::string text;
        json::write_value(text, *said);
        return fmt::format("{} (status {})", text, status);
    }
    return fmt::format("status {}", status);
}

std::string target(const call& asked, const std::string& base_path) {
    std::string text = base_path + "/api/v1" + asked.path;
    char mark = '?';
    for (const auto& [key, value] : asked.query) {
        text += mark;
        text += http::percent_encoded(key) + '=' + http::percent_encoded(value);
        mark = '&';
    }
    return text;
}

} // namespace tremolo::client
