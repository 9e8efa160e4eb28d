#include "backtest/statistics/number.hpp"
#include "json/read.hpp"
#include "json/write.hpp"

namespace tremolo::backtest {

number number::as_configured(const boost::json::value& in) {
    number out{in.to_number<double>()};
    out.whole_ = !in.is_double();
    return out;
}

void json_write(std::string& out, const number& value) {
    if (value.whole())
        json::write_int(out, static_cast<std::int64_t>(static_cast<double>(value)));
    else
        json::write_double(out, value);
}

bool json_read(const boost::json::value& in, number& value, json::reader& r) {
    double read = 0;
    if (!json::read(in, read, r)) return false;
    value = in.is_int64() || in.is_uint64() ? number::as_configured(in) : number{read};
    return true;
}

} // namespace tremolo::backtest
