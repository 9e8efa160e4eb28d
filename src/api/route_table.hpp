// Which row a request means, as Starlette finds it: the first row whose path fits and whose method is the request's;
// where only the method is wrong, 405 names that of the first row whose path fits.
#pragma once
#include "api/endpoint.hpp"
#include <string>
#include <unordered_map>

namespace tremolo::api {

struct route_match {
    const endpoint* row = nullptr; // null: no row fits path and method
    path_values values;            // of the parameters in the path
    std::string_view allowed;      // the method that the path would have had; empty: no row has that path
};

class route_table {
  public:
    // `rows` outlive the table. Throws std::logic_error for two rows of one method and path.
    explicit route_table(std::vector<const endpoint*> rows);

    // `path` is decoded and begins with the prefix of the API.
    [[nodiscard]] route_match find(std::string_view method, std::string_view path) const;
    [[nodiscard]] const std::vector<const endpoint*>& rows() const { return rows_; }

  private:
    struct pattern {
        std::size_t index; // in rows_
        std::vector<std::string_view> segments;
    };
    struct text_hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    std::vector<const endpoint*> rows_;
    std::unordered_map<std::string, std::vector<std::size_t>, text_hash, std::equal_to<>> fixed_;
    std::vector<pattern> patterns_;
};

} // namespace tremolo::api
