#include "api/request_id.hpp"
#include <algorithm>
#include <fmt/format.h>

namespace tremolo::api {

request_ids::request_ids(const clock& time) : start_{fmt::format("{:x}-", epoch_ms(time.now()))} {}

std::string request_ids::id_for(const http::request& request) {
    const auto given = request.header("x-request-id");
    if (given && is_sane_request_id(*given)) return std::string{*given};
    return start_ + std::to_string(++count_);
}

bool is_sane_request_id(std::string_view text) {
    constexpr std::size_t longest = 128;
    const auto fit = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view{"-_.:/+=@"}.find(c) != std::string_view::npos;
    };
    return !text.empty() && text.size() <= longest && std::all_of(text.begin(), text.end(), fit);
}

} // namespace tremolo::api
