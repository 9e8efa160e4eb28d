#include "api/describe.hpp"

namespace tremolo::api::detail {

void add_parameter(description& into, const char* where, std::string_view key, bool required,
                   boost::json::object schema, std::string_view text) {
    schema["title"] = json::title_of(key);
    boost::json::object parameter{{"name", key}, {"in", where}, {"required", required}};
    if (!text.empty()) {
        schema["description"] = text;
        parameter["description"] = text;
    }
    parameter["schema"] = std::move(schema);
    into.parameters.emplace_back(std::move(parameter));
}

} // namespace tremolo::api::detail
