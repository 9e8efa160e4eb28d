// A long text that is never there as a whole: each part appends itself to a string, on any thread; joined in order they
// are the text. About a megabyte each is best.
#pragma once
#include <functional>
#include <string>
#include <vector>

namespace tremolo::backtest {

using text_parts = std::vector<std::function<void(std::string&)>>;

} // namespace tremolo::backtest
