#include "api/openapi.hpp"
#include "api/endpoints.hpp"
#include "api/glossary.hpp"
#include <cctype>

namespace tremolo::api {

namespace {

using boost::json::array;
using boost::json::object;

object reference(const char* schema) { return {{"$ref", std::string{"#/components/schemas/"} + schema}}; }

object content_of(object schema) { return {{"application/json", object{{"schema", std::move(schema)}}}}; }

std::string lower(std::string_view text) {
    std::string out;
    for (const char c : text) out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return out;
}

// As FastAPI forms it, for generated clients: name, path and method in one word.
std::string operation_id(const endpoint& row) {
    std::string id{row.name};
    for (const char c : std::string{api_prefix} + std::string{row.path})
        id += std::isalnum(static_cast<unsigned char>(c)) || c == '_' ? c : '_';
    return id + '_' + lower(row.method);
}

array tags_of(std::string_view list) {
    array tags;
    while (!list.empty()) {
        const auto comma = list.find(',');
        tags.emplace_back(list.substr(0, comma));
        list = comma == std::string_view::npos ? std::string_view{} : list.substr(comma + 1);
    }
    return tags;
}

// The token endpoints read credentials themselves: one Basic, the other a refresh token.
array security_of(const endpoint& row) {
    const object basic{{"HTTPBasic", array{}}};
    const object bearer{{"OAuth2PasswordBearer", array{}}};
    if (row.name == "token_login") return {basic};
    if (row.name == "token_refresh") return {bearer};
    return row.who == access::user ? array{basic, bearer} : array{};
}

object failure(std::string_view description, std::string_view key) {
    return {{"description", description},
            {"content", content_of({{"type", "object"},
                                    {"required", {key}},
                                    {"properties", {{key, {{"type", "string"}, {"title", json::title_of(key)}}}}}})}};
}

// What can go wrong beside a violation, which has a schema of its own.
void add_failures(object& responses, const endpoint& row, const description& about) {
    if (!about.request_body.empty()) responses["400"] = failure("The body cannot be read", "detail");
    if (row.who == access::user || row.name.starts_with("token_"))
        responses["401"] = failure("No credentials, or wrong ones", "detail");
    if (row.who == access::anyone) return;
    responses["404"] = failure("There is no such thing", "detail");
    auto refused = failure("The bot refuses, and says why", "error");
    refused["content"].as_object()["application/json"].as_object()["schema"] = object{
        {"type", "object"},
        {"properties",
         {{"error", {{"type", "string"}, {"title", "Error"}}}, {"detail", {{"type", "string"}, {"title", "Detail"}}}}}};
    responses["502"] = std::move(refused);
    responses["503"] = failure("Not in this mode, or the bot is not ready", "detail");
    if (row.path == "/pair_candles")
        responses["500"] = object{{"description", "The timeframe cannot be read"},
                                  {"content", {{"text/plain", {{"schema", {{"type", "string"}}}}}}}};
}

object operation_object(const endpoint& row, object& components) {
    description about{components};
    row.run.describe(about);
    const std::string id = operation_id(row);
    if (!about.answer.empty() && !about.answer.contains("$ref"))
        about.answer["title"] = "Response " + json::title_of(id);
    object responses;
    responses["200"] = object{{"description", "Successful Response"}, {"content", content_of(about.answer)}};
    object out{{"tags", tags_of(row.tags)},
               {"summary", row.summary.empty() ? json::title_of(row.name) : std::string{row.summary}},
               {"operationId", id}};
    if (auto security = security_of(row); !security.empty()) out["security"] = std::move(security);
    if (about.can_be_invalid())
        responses["422"] =
            object{{"description", "Validation Error"}, {"content", content_of(reference("HTTPValidationError"))}};
    add_failures(responses, row, about);
    if (!about.parameters.empty()) out["parameters"] = std::move(about.parameters);
    if (!about.request_body.empty()) out["requestBody"] = std::move(about.request_body);
    out["responses"] = std::move(responses);
    return out;
}

void add_error_schemas(object& components) {
    components["ValidationError"] =
        object{{"type", "object"},
               {"title", "ValidationError"},
               {"required", {"loc", "msg", "type"}},
               {"properties",
                {{"loc",
                  {{"type", "array"},
                   {"title", "Location"},
                   {"items", {{"anyOf", {object{{"type", "string"}}, object{{"type", "integer"}}}}}}}},
                 {"msg", {{"type", "string"}, {"title", "Message"}}},
                 {"type", {{"type", "string"}, {"title", "Error Type"}}},
                 {"input", {{"title", "Input"}}},
                 {"ctx", {{"type", "object"}, {"title", "Context"}}}}}};
    components["HTTPValidationError"] =
        object{{"type", "object"},
               {"title", "HTTPValidationError"},
               {"properties",
                {{"detail", {{"type", "array"}, {"title", "Detail"}, {"items", reference("ValidationError")}}}}}};
}

} // namespace

object openapi_document(const std::vector<const endpoint*>& rows) {
    object components;
    object paths;
    for (const endpoint* row : rows) {
        if (row->own) continue;
        const std::string path = std::string{api_prefix} + std::string{row->path};
        auto& methods = paths.contains(path) ? paths[path] : (paths[path] = object{});
        methods.as_object()[lower(row->method)] = operation_object(*row, components);
    }
    add_error_schemas(components);
    add_meanings(components);
    const object security{
        {"HTTPBasic", {{"type", "http"}, {"scheme", "basic"}}},
        {"OAuth2PasswordBearer",
         {{"type", "oauth2"}, {"flows", {{"password", {{"scopes", object{}}, {"tokenUrl", "token"}}}}}}}};
    return {{"openapi", "3.1.0"},
            {"info", {{"title", "Tremolo API"}, {"version", "0.1.0"}}},
            {"paths", std::move(paths)},
            {"components", {{"schemas", std::move(components)}, {"securitySchemes", security}}}};
}

} // namespace tremolo::api
