#include "api/stream/protocol.hpp"
#include "json/parse.hpp"
#include "json/write.hpp"
#include <algorithm>
#include <boost/json.hpp>
#include <cmath>

namespace tremolo::api::stream {

namespace {

namespace bj = boost::json;

constexpr double most_rows = 1500;

// What is false in a condition of Python.
bool is_nothing(const bj::value* v) {
    if (v == nullptr || v->is_null()) return true;
    if (v->is_bool()) return !v->get_bool();
    if (v->is_string()) return v->get_string().empty();
    if (v->is_array()) return v->get_array().empty();
    if (v->is_object()) return v->get_object().empty();
    return v->is_double() ? v->get_double() == 0 : v->to_number<std::int64_t>() == 0;
}

void python_text(std::string& out, const bj::value& v, bool within) {
    if (v.is_null()) {
        out += "None";
    } else if (v.is_bool()) {
        out += v.get_bool() ? "True" : "False";
    } else if (v.is_string()) {
        const std::string_view text{v.get_string()};
        out += within ? "'" + std::string{text} + "'" : std::string{text};
    } else if (v.is_array()) {
        out += '[';
        for (bool first = true; const auto& each : v.get_array()) {
            if (!std::exchange(first, false)) out += ", ";
            python_text(out, each, true);
        }
        out += ']';
    } else if (v.is_object()) {
        out += '{';
        for (bool first = true; const auto& each : v.get_object()) {
            if (!std::exchange(first, false)) out += ", ";
            out += "'" + std::string{each.key()} + "': ";
            python_text(out, each.value(), true);
        }
        out += '}';
    } else {
        out += json::text(v);
    }
}

std::optional<std::vector<std::string>> texts_of(const bj::value* v) {
    std::vector<std::string> out;
    if (v == nullptr || v->is_null()) return out;
    if (!v->is_array()) return {};
    for (const auto& each : v->get_array()) {
        if (!each.is_string()) return {};
        out.emplace_back(each.get_string());
    }
    return out;
}

// {"pairs": [..], "columns": [..]}, both optional
std::optional<rpc::frame_subset> subset_of(const bj::value* v) {
    if (v == nullptr || v->is_null()) return rpc::frame_subset{};
    const auto* object = v->if_object();
    if (object == nullptr) return {};
    auto pairs = texts_of(object->if_contains("pairs"));
    auto columns = texts_of(object->if_contains("columns"));
    if (!pairs || !columns) return {};
    return rpc::frame_subset{std::move(*pairs), std::move(*columns)};
}

wish subscription(const bj::object& said) {
    const auto* data = said.if_contains("data");
    if (is_nothing(data)) return nothing{};
    subscribe out;
    bool all_known = true;
    const auto add = [&](std::string_view name) {
        const auto number = rpc::message_number(name);
        all_known = all_known && number.has_value();
        if (number) out.types |= std::uint64_t{1} << *number;
    };
    if (data->is_array()) {
        for (const auto& each : data->get_array()) add(each.is_string() ? std::string_view{each.get_string()} : "");
    } else if (data->is_object()) {
        for (const auto& each : data->get_object()) add(each.key());
    } else if (data->is_string()) {
        return nothing{}; // its letters are no types
    } else {
        return malformed{"data must be a list of message types"};
    }
    if (!all_known) return nothing{};
    auto analysed = subset_of(said.if_contains("analyzed_df"));
    if (!analysed) return malformed{"analyzed_df must name pairs and columns as lists of texts"};
    out.analysed = std::move(*analysed);
    return out;
}

// int(min(limit, 1500)), which refuses all but numbers
std::optional<std::int64_t> limit_of(const bj::value* v) {
    if (v == nullptr) return 1500;
    if (v->is_bool()) return v->get_bool() ? 1 : 0;
    if (v->is_int64()) return std::min<std::int64_t>(v->get_int64(), 1500);
    if (v->is_uint64()) return 1500;
    if (!v->is_double() || std::isnan(v->get_double()) || v->get_double() < -1e15) return {};
    return static_cast<std::int64_t>(std::min(v->get_double(), most_rows));
}

wish analysed(const bj::object& said) {
    const auto* data = said.if_contains("data");
    if (is_nothing(data)) return ask_analysed{};
    const auto* object = data->if_object();
    if (object == nullptr) return malformed{"data must be an object"};
    ask_analysed out;
    const auto limit = limit_of(object->if_contains("limit"));
    if (!limit) return malformed{"limit must be a number"};
    out.selection.limit = *limit;
    auto subset = subset_of(data);
    if (!subset) return malformed{"pairs and columns must be lists of texts"};
    out.pairs = std::move(subset->pairs);
    out.selection.columns = std::move(subset->columns);
    if (const auto* pair = object->if_contains("pair"); !is_nothing(pair)) {
        if (!pair->is_string()) return malformed{"pair must be a text"};
        out.pairs.assign(1, std::string{pair->get_string()});
    }
    return out;
}

wish resumption(const bj::object& said) {
    const auto* data = said.if_contains("data");
    if (data == nullptr || !data->is_int64() || data->get_int64() < 0)
        return malformed{"data must be the number of the last message received"};
    return resume{static_cast<std::uint64_t>(data->get_int64())};
}

} // namespace

wish read_wish(std::string_view text) {
    const auto read = json::parse(text);
    if (!read) return malformed{read.failure->message + " at character " + std::to_string(read.failure->offset)};
    const auto* said = read.value.if_object();
    if (said == nullptr) return malformed{"a request is an object"};
    const auto* type = said->if_contains("type");
    const std::string_view name = type && type->is_string() ? std::string_view{type->get_string()} : std::string_view{};
    if (name == "subscribe") return subscription(*said);
    if (name == "whitelist") return ask_whitelist{};
    if (name == "analyzed_df") return analysed(*said);
    if (name == "resume") return resumption(*said);
    unknown_type out;
    python_text(out.name, type ? *type : bj::value{}, false);
    return out;
}

std::optional<std::string> read_token(std::string_view text) {
    const auto read = json::parse(text);
    const auto* said = read ? read.value.if_object() : nullptr;
    const auto* token = said ? said->if_contains("token") : nullptr;
    if (token == nullptr || !token->is_string()) return {};
    return std::string{token->get_string()};
}

std::vector<std::string> read_list(std::string_view names) {
    std::vector<std::string> out;
    while (!names.empty()) {
        const auto end = names.find(',');
        if (const auto name = names.substr(0, end); !name.empty()) out.emplace_back(name);
        names.remove_prefix(end == std::string_view::npos ? names.size() : end + 1);
    }
    return out;
}

std::optional<std::uint64_t> read_types(std::string_view names) {
    std::uint64_t out = 0;
    if (names.empty()) return (std::uint64_t{1} << rpc::message_types().size()) - 1;
    for (const auto& name : read_list(names)) {
        const auto number = rpc::message_number(name);
        if (!number) return {};
        out |= std::uint64_t{1} << *number;
    }
    return out;
}

} // namespace tremolo::api::stream
