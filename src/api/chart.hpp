// A chart on its way to a client: the rows of a long one are written while it is sent, on all cores.
#pragma once
#include "api/endpoint.hpp"
#include "jobs/sandbox.hpp"
#include "rpc/candle_table.hpp"

namespace tremolo::api {

// A short chart whole, a long one as a source; `work` brings the writing to another thread than the connection's.
[[nodiscard]] written chart_of(std::unique_ptr<const rpc::candle_answer> chart, work_later work);

// A chart that another process draws; each piece is taken when the one before has been sent.
[[nodiscard]] written chart_of(std::unique_ptr<jobs::sandbox::answer> chart, work_later work);

} // namespace tremolo::api
