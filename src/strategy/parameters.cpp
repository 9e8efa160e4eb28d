#include "strategy/parameters.hpp"
#include "base/decimal.hpp"
#include "base/error.hpp"
#include <algorithm>
#include <array>
#include <cctype>
#include <fmt/format.h>

namespace tremolo::strategy {

namespace {

std::string space_of(const std::string& name, const std::string& named) {
    if (!named.empty()) return named;
    for (const std::string_view space : {"buy", "sell", "enter", "exit", "protection"})
        if (name.size() > space.size() && name.starts_with(space) && name[space.size()] == '_')
            return std::string{space};
    return {};
}

bool is_identifier(const std::string& text) {
    const auto part = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
    return !text.empty() && std::isdigit(static_cast<unsigned char>(text.front())) == 0 &&
           std::all_of(text.begin(), text.end(), part);
}

void check_space(const parameter& p) {
    if (p.space().empty())
        throw error{fmt::format("Cannot determine parameter space for {}. Give it one, as in {{.space = \"buy\"}}, "
                                "or begin its name with buy_ or sell_.",
                                p.name())};
    if (p.space() == "all" || p.space() == "default" || !is_identifier(p.space()))
        throw error{fmt::format("'{}' is not a valid space. Parameter: {}.", p.space(), p.name())};
}

std::optional<double> number_in(const parameter_value& value) {
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
    if (const auto* real = std::get_if<double>(&value)) return *real;
    return {};
}

} // namespace

std::vector<parameter*> parameter_list::parameters() const {
    std::vector<parameter*> sorted = declared_;
    std::sort(sorted.begin(), sorted.end(), [](const auto* a, const auto* b) { return a->name() < b->name(); });
    const auto same = [](const auto* a, const auto* b) { return a->name() == b->name(); };
    if (const auto twice = std::adjacent_find(sorted.begin(), sorted.end(), same); twice != sorted.end())
        throw error{fmt::format("Two parameters are named {}.", (*twice)->name())};

    std::vector<std::string> spaces; // by the first name in each
    for (const auto* p : sorted) {
        check_space(*p);
        if (std::find(spaces.begin(), spaces.end(), p->space()) == spaces.end()) spaces.push_back(p->space());
    }
    std::vector<parameter*> grouped;
    for (const std::string& space : spaces)
        std::copy_if(sorted.begin(), sorted.end(), std::back_inserter(grouped),
                     [&](const auto* p) { return p->space() == space; });
    return grouped;
}

parameter::parameter(parameter_list& owner, std::string name, parameter_options options)
    : name_{std::move(name)}, space_{space_of(name_, options.space)}, optimize_{options.optimize}, load_{options.load} {
    owner.declared_.push_back(this);
}

int_parameter::int_parameter(parameter_list& owner, std::string name, std::int64_t low, std::int64_t high,
                             std::int64_t initial, parameter_options options)
    : parameter{owner, std::move(name), std::move(options)}, low_{low}, high_{high}, value_{initial} {}

bool int_parameter::assign(const parameter_value& value) {
    const auto* whole = std::get_if<std::int64_t>(&value);
    if (whole != nullptr) value_ = *whole;
    return whole != nullptr;
}

real_parameter::real_parameter(parameter_list& owner, std::string name, double low, double high, double initial,
                               parameter_options options)
    : parameter{owner, std::move(name), std::move(options)}, low_{low}, high_{high}, value_{initial} {}

bool real_parameter::assign(const parameter_value& value) {
    const auto number = number_in(value);
    if (number) value_ = *number;
    return number.has_value();
}

decimal_parameter::decimal_parameter(parameter_list& owner, std::string name, double low, double high, double initial,
                                     parameter_options options)
    : parameter{owner, std::move(name), options}, low_{low}, high_{high},
      value_{round_half_even(initial, options.decimals)}, decimals_{options.decimals} {}

bool decimal_parameter::assign(const parameter_value& value) {
    const auto number = number_in(value);
    if (number) value_ = round_half_even(*number, decimals_);
    return number.has_value();
}

boolean_parameter::boolean_parameter(parameter_list& owner, std::string name, bool initial, parameter_options options)
    : parameter{owner, std::move(name), std::move(options)}, value_{initial} {}

bool boolean_parameter::assign(const parameter_value& value) {
    const auto* yes = std::get_if<bool>(&value);
    if (yes != nullptr) value_ = *yes;
    return yes != nullptr;
}

const std::string& category::text() const {
    if (const auto* text = std::get_if<std::string>(&value_)) return *text;
    throw error{"The value of a categorical parameter is no text."};
}

double category::number() const {
    if (const auto number = number_in(value_)) return *number;
    throw error{"The value of a categorical parameter is no number."};
}

std::int64_t category::whole() const {
    if (const auto* whole = std::get_if<std::int64_t>(&value_)) return *whole;
    throw error{"The value of a categorical parameter is no whole number."};
}

bool category::flag() const {
    if (const auto* flag = std::get_if<bool>(&value_)) return *flag;
    throw error{"The value of a categorical parameter is neither true nor false."};
}

bool operator==(const category& a, const category& b) {
    const auto left = number_in(a.value_), right = number_in(b.value_);
    return left && right ? *left == *right : a.value_ == b.value_;
}

categorical_parameter::categorical_parameter(parameter_list& owner, std::string name, std::vector<category> categories,
                                             category initial, parameter_options options)
    : parameter{owner, std::move(name), std::move(options)}, categories_{std::move(categories)}, value_{std::move(
                                                                                                     initial)} {
    if (categories_.size() < 2)
        throw error{fmt::format("A categorical parameter needs at least two categories: {}.", this->name())};
}

bool categorical_parameter::assign(const parameter_value& value) {
    value_ = category{value};
    return true;
}

std::vector<parameter_value> categorical_parameter::choices() const {
    std::vector<parameter_value> held;
    for (const auto& one : categories_) held.push_back(one.held());
    return held;
}

} // namespace tremolo::strategy
