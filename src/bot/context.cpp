#include "bot/context.hpp"

namespace tremolo::bot {

bool is_refused_for_now(const exchange::exchange_error& e) {
    using exchange::failure;
    switch (e.kind) {
    case failure::rejected:
    case failure::order_not_found:
    case failure::insufficient_funds:
    case failure::pricing:
    case failure::unsupported: return true;
    case failure::temporary:
    case failure::rate_limit:
    case failure::authentication:
    case failure::operational: return false;
    }
    return false;
}

bool is_exchange_trouble(const exchange::exchange_error& e) {
    using exchange::failure;
    return is_refused_for_now(e) || e.kind == failure::temporary || e.kind == failure::rate_limit;
}

} // namespace tremolo::bot
