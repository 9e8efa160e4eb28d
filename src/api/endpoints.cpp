#include "api/endpoints.hpp"

namespace tremolo::api {

std::vector<const endpoint*> all_endpoints() {
    std::vector<const endpoint*> all;
    for (const auto group :
         {endpoints::info(), endpoints::performance(), endpoints::trades(), endpoints::lists(), endpoints::control(),
          endpoints::candles(), endpoints::catalogues(), endpoints::backtests(), endpoints::jobs(), endpoints::own()})
        for (const endpoint& row : group) all.push_back(&row);
    return all;
}

} // namespace tremolo::api
