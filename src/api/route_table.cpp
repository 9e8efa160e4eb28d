#include "api/route_table.hpp"
#include "api/endpoints.hpp"
#include <set>

namespace tremolo::api {

namespace {

std::vector<std::string_view> segments_of(std::string_view path) {
    std::vector<std::string_view> segments;
    while (!path.empty()) {
        path.remove_prefix(1); // the slash
        const auto end = path.find('/');
        segments.push_back(path.substr(0, end));
        path = end == std::string_view::npos ? std::string_view{} : path.substr(end);
    }
    return segments;
}

bool is_parameter(std::string_view segment) { return segment.starts_with('{'); }

// The values of the braces; nothing where a segment differs or a parameter would be empty.
std::optional<path_values> values_of(const std::vector<std::string_view>& wanted,
                                     const std::vector<std::string_view>& given) {
    if (wanted.size() != given.size()) return std::nullopt;
    path_values values;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (!is_parameter(wanted[i])) {
            if (wanted[i] != given[i]) return std::nullopt;
        } else {
            if (given[i].empty()) return std::nullopt;
            values.emplace_back(wanted[i].substr(1, wanted[i].size() - 2), given[i]);
        }
    }
    return values;
}

} // namespace

route_table::route_table(std::vector<const endpoint*> rows) : rows_{std::move(rows)} {
    std::set<std::pair<std::string_view, std::string_view>> seen;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        const endpoint& row = *rows_[i];
        if (!seen.emplace(row.method, row.path).second)
            throw std::logic_error{"two endpoints for " + std::string{row.method} + ' ' + std::string{row.path}};
        if (row.path.find('{') == std::string_view::npos)
            fixed_[std::string{row.path}].push_back(i);
        else
            patterns_.push_back({i, segments_of(row.path)});
    }
}

route_match route_table::find(std::string_view method, std::string_view path) const {
    if (!path.starts_with(api_prefix)) return {};
    path.remove_prefix(api_prefix.size());
    if (!path.starts_with('/')) return {};
    // Candidates in the order of rows: the fixed ones are known, the patterns are walked beside them.
    static const std::vector<std::size_t> none;
    const auto found = fixed_.find(path);
    const auto& fixed = found == fixed_.end() ? none : found->second;
    const auto given = segments_of(path);
    route_match match;
    std::size_t next_fixed = 0;
    const auto consider = [&](std::size_t index, path_values&& values) {
        const endpoint& row = *rows_[index];
        if (match.allowed.empty()) match.allowed = row.method;
        if (row.method != method) return false;
        match.row = &row;
        match.values = std::move(values);
        return true;
    };
    for (const pattern& one : patterns_) {
        for (; next_fixed < fixed.size() && fixed[next_fixed] < one.index; ++next_fixed)
            if (consider(fixed[next_fixed], {})) return match;
        if (auto values = values_of(one.segments, given); values && consider(one.index, std::move(*values)))
            return match;
    }
    for (; next_fixed < fixed.size(); ++next_fixed)
        if (consider(fixed[next_fixed], {})) return match;
    return match;
}

} // namespace tremolo::api
