// Our description of the API against freqtrade's own: the same paths, methods, parameters, bodies, answers and schemas,
// by name, type and what must be given. Titles of schemas and descriptions are each program's own words.
#include "api/endpoints.hpp"
#include "api/glossary.hpp"
#include "api/glossary_words.hpp"
#include "api/openapi.hpp"
#include "tests/testing.hpp"
#include <set>

namespace {

using namespace tremolo;
using boost::json::object;
using boost::json::value;

const object& ours() {
    static const object made = api::openapi_document(api::all_endpoints());
    return made;
}

// The types of a schema in one line: "integer|null", "[#Entry]", "{number}".
std::string shape(const value& v) {
    const auto& schema = v.as_object();
    if (const auto* reference = schema.if_contains("$ref")) {
        const std::string_view text = reference->as_string();
        return "#" + std::string{text.substr(text.rfind('/') + 1)};
    }
    for (const char* union_key : {"anyOf", "oneOf"})
        if (const auto* many = schema.if_contains(union_key)) {
            std::set<std::string> parts;
            for (const auto& one : many->as_array()) parts.insert(shape(one));
            if (parts.contains("string")) parts.erase("string:date-time"); // a text of either kind is a text
            std::string text;
            for (const auto& one : parts) text += (text.empty() ? "" : "|") + one;
            return text;
        }
    const auto* type = schema.if_contains("type");
    if (!type) return "any";
    const std::string name{type->as_string()};
    if (schema.contains("format") && schema.at("format") == "date-time") return name; // ours have no zone
    if (name == "array") return "[" + (schema.contains("items") ? shape(schema.at("items")) : "any") + "]";
    if (name != "object")
        return schema.contains("format") ? name + ":" + std::string{schema.at("format").as_string()} : name;
    const auto* values = schema.if_contains("additionalProperties");
    return "{" + (values && values->is_object() ? shape(*values) : "any") + "}";
}

std::set<std::string> names(const object& o) {
    std::set<std::string> all;
    for (const auto& [key, unused] : o) all.emplace(key);
    return all;
}

std::vector<std::string> texts(const object& o, const char* key) {
    std::vector<std::string> all;
    if (const auto* list = o.if_contains(key))
        for (const auto& one : list->as_array()) all.emplace_back(one.as_string());
    std::sort(all.begin(), all.end());
    return all;
}

const object& answer_schema(const object& operation) {
    return operation.at("responses").at("200").at("content").at("application/json").at("schema").as_object();
}

struct openapi : testing::Test {
    const std::filesystem::path file = testing_support::shared() / "conformance" / "openapi.json";
};

std::string limits(const object& schema) {
    std::string text;
    for (const char* key : {"default", "minimum", "maximum"})
        if (const auto* v = schema.if_contains(key); v && *v != boost::json::array{}) // an empty list is no news
            text += std::string{key} + "=" + boost::json::serialize(*v) + " ";
    return text;
}

void compare_operations(const object& want, const object& got) {
    EXPECT_EQ(texts(want, "tags"), texts(got, "tags"));
    EXPECT_EQ(want.at("operationId"), got.at("operationId"));
    EXPECT_EQ(want.at("summary"), got.at("summary"));
    EXPECT_EQ(want.contains("security"), got.contains("security"));
    if (want.contains("security") && got.contains("security")) { EXPECT_EQ(want.at("security"), got.at("security")); }
    // We also say what can go wrong.
    for (const auto& status : names(want.at("responses").as_object()))
        EXPECT_TRUE(got.at("responses").as_object().contains(status)) << status;
    const auto described = [](const object& operation) {
        std::vector<std::string> lines;
        if (const auto* list = operation.if_contains("parameters"))
            for (const auto& p : list->as_array())
                lines.push_back(std::string{p.at("in").as_string()} + ' ' + std::string{p.at("name").as_string()} +
                                ' ' + (p.at("required").as_bool() ? "! " : "? ") + shape(p.at("schema")) + ' ' +
                                limits(p.at("schema").as_object()));
        return lines;
    };
    EXPECT_EQ(described(want), described(got));
    ASSERT_EQ(want.contains("requestBody"), got.contains("requestBody"));
    if (want.contains("requestBody")) {
        const auto body = [](const object& o) {
            return shape(o.at("requestBody").at("content").at("application/json").at("schema"));
        };
        EXPECT_EQ(body(want), body(got));
    }
    if (shape(answer_schema(want)) != "any") { EXPECT_EQ(shape(answer_schema(want)), shape(answer_schema(got))); }
}

TEST_F(openapi, has_the_same_operations) {
    NEEDS_SHARED(file);
    const auto theirs = testing_support::read_json(file);
    const auto& want = theirs.at("paths").as_object();
    const auto& got = ours().at("paths").as_object();
    EXPECT_EQ(names(want), names(got));
    for (const auto& [path, methods] : want) {
        if (!got.contains(path)) continue;
        EXPECT_EQ(names(methods.as_object()), names(got.at(path).as_object())) << path;
        for (const auto& [method, operation] : methods.as_object()) {
            SCOPED_TRACE(std::string{method} + ' ' + std::string{path});
            if (got.at(path).as_object().contains(method))
                compare_operations(operation.as_object(), got.at(path).at(method).as_object());
        }
    }
}

TEST_F(openapi, has_the_same_schemas) {
    NEEDS_SHARED(file);
    const auto theirs = testing_support::read_json(file);
    const auto& want = theirs.at("components").at("schemas").as_object();
    const auto& got = ours().at("components").at("schemas").as_object();
    for (const auto& name : names(want)) {
        ASSERT_TRUE(got.contains(name)) << name;
        SCOPED_TRACE(name);
        const auto& a = want.at(name).as_object();
        const auto& b = got.at(name).as_object();
        EXPECT_EQ(texts(a, "required"), texts(b, "required"));
        EXPECT_EQ(texts(a, "enum"), texts(b, "enum"));
        if (!a.contains("properties")) {
            EXPECT_EQ(shape(a), shape(b));
            continue;
        }
        std::vector<std::string> order_a, order_b;
        for (const auto& [key, schema] : a.at("properties").as_object())
            order_a.push_back(std::string{key} + (api::may_be_unknown(name, key) ? ": null|" : ": ") + shape(schema) +
                              ' ' + limits(schema.as_object()));
        for (const auto& [key, schema] : b.at("properties").as_object())
            order_b.push_back(std::string{key} + ": " + shape(schema) + ' ' + limits(schema.as_object()));
        EXPECT_EQ(order_a, order_b);
    }
}

TEST_F(openapi, refers_to_nothing_that_it_does_not_have) {
    const std::string text = boost::json::serialize(ours());
    const auto& schemas = ours().at("components").at("schemas").as_object();
    constexpr std::string_view prefix = "#/components/schemas/";
    int references = 0;
    for (std::size_t at = text.find(prefix); at != std::string::npos; at = text.find(prefix, at + 1), ++references) {
        const auto start = at + prefix.size();
        EXPECT_TRUE(schemas.contains(text.substr(start, text.find('"', start) - start)));
    }
    EXPECT_GT(references, 100);
    EXPECT_EQ(text.find("null,"), std::string::npos); // no schema was left a placeholder
}

TEST(openapi_words, describe_every_field) {
    for (const auto& [name, schema] : ours().at("components").at("schemas").as_object()) {
        const auto* members = schema.as_object().if_contains("properties");
        if (!members) continue;
        for (const auto& [field, about] : members->as_object())
            EXPECT_TRUE(about.as_object().contains("description")) << name << '.' << field;
    }
}

TEST(openapi_words, mean_something_else_where_the_schema_does) {
    EXPECT_NE(api::meaning_of("TradeSchema", "timeframe"), api::meaning_of("PairHistory", "timeframe"));
    EXPECT_EQ(api::meaning_of("Anything", "profit_abs"), "Profit in stake currency.");
    EXPECT_EQ(api::meaning_of("Anything", "no_such_field"), "");
    for (const auto words : {api::words_of_trading(), api::words_beside_trading()})
        EXPECT_TRUE(std::ranges::is_sorted(words, {}, &api::meaning::name));
    EXPECT_TRUE(api::may_be_unknown("Profit", "profit_factor"));
    EXPECT_FALSE(api::may_be_unknown("Profit", "winrate"));
}

} // namespace
