#include "strategy/parameter_file.hpp"
#include "base/error.hpp"
#include "json/parse.hpp"
#include "json/write.hpp"
#include <boost/json.hpp>
#include <charconv>
#include <fmt/format.h>
#include <fstream>
#include <iterator>

namespace tremolo::strategy {

namespace {

namespace fs = std::filesystem;
using boost::json::object;
using boost::json::value;

// Reads values of one file; its errors name the file and the place.
class reader {
  public:
    explicit reader(const fs::path& path) : path_{path} {}

    [[noreturn]] void fail(std::string_view place, std::string_view expected) const {
        throw configuration_error{
            fmt::format("Invalid parameter file {}: {} has to be {}.", path_.string(), place, expected)};
    }
    [[nodiscard]] const object* section(const object& in, std::string_view name) const {
        const value* found = in.if_contains(name);
        if (found == nullptr) return nullptr;
        if (!found->is_object()) fail(fmt::format("params.{}", name), "an object");
        return &found->get_object();
    }
    [[nodiscard]] std::optional<double> number(const object* in, std::string_view section_name,
                                               std::string_view name) const {
        const value* found = in != nullptr ? in->if_contains(name) : nullptr;
        if (found == nullptr || found->is_null()) return {};
        if (!found->is_number()) fail(fmt::format("params.{}.{}", section_name, name), "a number");
        return found->to_number<double>();
    }
    [[nodiscard]] std::optional<bool> boolean(const object* in, std::string_view section_name,
                                              std::string_view name) const {
        const value* found = in != nullptr ? in->if_contains(name) : nullptr;
        if (found == nullptr || found->is_null()) return {};
        if (!found->is_bool()) fail(fmt::format("params.{}.{}", section_name, name), "true or false");
        return found->get_bool();
    }
    [[nodiscard]] roi_table roi(const object& in) const {
        roi_table table;
        for (const auto& [key, threshold] : in) {
            std::int64_t minutes = 0;
            const auto [end, failure] = std::from_chars(key.data(), key.data() + key.size(), minutes);
            if (failure != std::errc{} || end != key.data() + key.size() || !threshold.is_number())
                fail(fmt::format("params.roi.{}", std::string_view{key}), "whole minutes with a profit ratio");
            table[minutes] = threshold.to_number<double>();
        }
        return table;
    }
    // Any value will do here: each parameter says itself what it takes.
    [[nodiscard]] static parameter_value parameter(const value& v) {
        if (v.is_bool()) return v.get_bool();
        if (v.is_int64()) return v.get_int64();
        if (v.is_number()) return v.to_number<double>();
        if (v.is_string()) return std::string{v.get_string()};
        return json_text{json::text(v)};
    }

  private:
    const fs::path& path_;
};

bool is_special(std::string_view space) {
    return space == "roi" || space == "stoploss" || space == "trailing" || space == "max_open_trades";
}

parameter_file read_params(const reader& read, const object& params) {
    parameter_file file;
    if (const object* roi = read.section(params, "roi")) file.minimal_roi = read.roi(*roi);
    file.stoploss = read.number(read.section(params, "stoploss"), "stoploss", "stoploss");
    file.max_open_trades = read.number(read.section(params, "max_open_trades"), "max_open_trades", "max_open_trades");
    const object* trailing = read.section(params, "trailing");
    file.trailing_stop = read.boolean(trailing, "trailing", "trailing_stop");
    file.trailing_stop_positive = read.number(trailing, "trailing", "trailing_stop_positive");
    file.trailing_stop_positive_is_null =
        trailing != nullptr && trailing->contains("trailing_stop_positive") && !file.trailing_stop_positive;
    file.trailing_stop_positive_offset = read.number(trailing, "trailing", "trailing_stop_positive_offset");
    file.trailing_only_offset_is_reached = read.boolean(trailing, "trailing", "trailing_only_offset_is_reached");
    for (const auto& [space, _] : params) {
        if (is_special(space)) continue;
        for (const auto& [name, v] : *read.section(params, space))
            file.spaces[std::string{space}][std::string{name}] = reader::parameter(v);
    }
    return file;
}

void apply_attributes(const parameter_file& file, strategy& subject) {
    attributes changed = subject.declared();
    if (file.minimal_roi) changed.minimal_roi = *file.minimal_roi;
    // With a file freqtrade sets these two in any case.
    changed.stoploss = file.stoploss.value_or(changed.stoploss.value_or(-0.1));
    changed.max_open_trades = file.max_open_trades.value_or(changed.max_open_trades.value_or(-1));
    changed.trailing_stop = file.trailing_stop.value_or(changed.trailing_stop);
    if (file.trailing_stop_positive || file.trailing_stop_positive_is_null)
        changed.trailing_stop_positive = file.trailing_stop_positive;
    changed.trailing_stop_positive_offset =
        file.trailing_stop_positive_offset.value_or(changed.trailing_stop_positive_offset);
    changed.trailing_only_offset_is_reached =
        file.trailing_only_offset_is_reached.value_or(changed.trailing_only_offset_is_reached);
    subject.declare(std::move(changed));
}

} // namespace

parameter_file_result read_parameter_file(const fs::path& source, const std::string& strategy_name) {
    const fs::path path = fs::path{source}.replace_extension(".json");
    if (!fs::is_regular_file(path)) return {};
    std::ifstream in{path, std::ios::binary};
    const std::string text{std::istreambuf_iterator<char>{in}, {}};
    const auto parsed = json::parse(text);
    if (!in || !parsed || !parsed.value.is_object())
        return {{}, fmt::format("Invalid parameter file format: {} is not used.", path.string())};

    const object& whole = parsed.value.get_object();
    const value* name = whole.if_contains("strategy_name");
    if (name == nullptr || !name->is_string() || name->get_string() != strategy_name)
        throw configuration_error{fmt::format("Invalid parameter file provided. {} has to name \"{}\" as its "
                                              "strategy_name; remove it, or mend the name.",
                                              path.string(), strategy_name)};
    const reader read{path};
    const object* params = read.section(whole, "params");
    if (params == nullptr || params->empty()) return {};
    parameter_file file = read_params(read, *params);
    file.path = path;
    return {std::move(file), {}};
}

std::vector<std::string> apply(const parameter_file& file, strategy& subject) {
    apply_attributes(file, subject);
    std::vector<std::string> notes;
    for (parameter* p : subject.parameters()) {
        const auto space = file.spaces.find(p->space());
        if (space == file.spaces.end()) continue;
        const auto found = space->second.find(p->name());
        if (found == space->second.end()) continue;
        if (!p->load()) {
            notes.push_back(
                fmt::format("Parameter \"{}\" exists, but is disabled. Its default value is used.", p->name()));
            continue;
        }
        if (!p->assign(found->second))
            throw configuration_error{fmt::format("Invalid parameter file {}: params.{}.{} is no value for a {}.",
                                                  file.path.string(), p->space(), p->name(), p->type_name())};
    }
    return notes;
}

} // namespace tremolo::strategy
