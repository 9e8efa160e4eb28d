// The one header that a file of strategies includes: the interface, candle columns, indicators and the names that a
// strategy's author uses. It needs nothing but the C++ library, so that a strategy compiles in a second or two.
#pragma once
#include "base/error.hpp"
#include "base/time_text.hpp"
#include "market/candles.hpp"
#include "market/indicators.hpp"
#include "strategy/exit_rules.hpp"
#include "strategy/export.hpp"
#include "strategy/strategy.hpp"
#include <cmath>

// A strategy's file is its own program part: here, and only here, names are taken into the global namespace.
using namespace std::chrono_literals;
using namespace tremolo::market;
using namespace tremolo::strategy;
using tremolo::timestamp;
using tremolo::trading::order;
using tremolo::trading::trade;
