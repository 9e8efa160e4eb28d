// Recorded results of freqtrade, and the comparison of two results with each other.
#pragma once
#include "tests/testing.hpp"
#include <array>
#include <cmath>
#include <zlib.h>

namespace testing_support {

inline std::filesystem::path recorded_backtests() { return shared() / "conformance" / "backtest"; }

inline std::string read_gz(const std::filesystem::path& path) {
    const gzFile file = gzopen(path.c_str(), "rb");
    if (file == nullptr) throw std::runtime_error{path.string() + " cannot be opened"};
    std::string text;
    std::array<char, 65536> part{};
    for (int got = gzread(file, part.data(), part.size()); got > 0; got = gzread(file, part.data(), part.size()))
        text.append(part.data(), static_cast<std::size_t>(got));
    gzclose(file);
    return text;
}

inline boost::json::value recorded_result(const std::string& run) {
    auto parsed = tremolo::json::parse(read_gz(recorded_backtests() / run / "result.json.gz"));
    if (!parsed) throw std::runtime_error{run + ": " + parsed.failure->message};
    return std::move(parsed.value);
}

// Every backtest that was recorded.
inline constexpr std::array recorded_runs{"BtPlain",      "BtPlainNoRange", "BtPlainStack",    "BtTrailing",
                                          "BtCustomStop", "BtAdjust",       "BtProtect",       "BtShort",
                                          "BtShortCross", "BtDetail",       "BtDetailOff",     "BtMulti",
                                          "BtNone",       "TraceCalls",     "TraceCallsDetail"};

// What of `found` is not as in `wanted`, one line each; numbers may differ by the tolerance, a ratio.
inline void differences(const boost::json::value& wanted, const boost::json::value& found, double tolerance,
                        const std::string& where, std::vector<std::string>& out) {
    if (wanted.is_object() && found.is_object()) {
        const auto& w = wanted.get_object();
        const auto& f = found.get_object();
        for (const auto& [key, value] : w) {
            const auto* other = f.if_contains(key);
            const auto here = where + "." + std::string{key};
            if (other == nullptr)
                out.push_back(here + " is missing");
            else
                differences(value, *other, tolerance, here, out);
        }
        for (const auto& [key, value] : f)
            if (!w.contains(key)) out.push_back(where + "." + std::string{key} + " should not be there");
        return;
    }
    if (wanted.is_array() && found.is_array()) {
        const auto& w = wanted.get_array();
        const auto& f = found.get_array();
        if (w.size() != f.size())
            out.push_back(where + ": " + std::to_string(f.size()) + " entries, " + std::to_string(w.size()) +
                          " were recorded");
        for (std::size_t i = 0; i < std::min(w.size(), f.size()); ++i)
            differences(w[i], f[i], tolerance, where + "[" + std::to_string(i) + "]", out);
        return;
    }
    if (wanted.is_number() && found.is_number()) {
        const double w = wanted.to_number<double>();
        const double f = found.to_number<double>();
        if (w == f || std::abs(w - f) <= tolerance * std::max({1e-6, std::abs(w), std::abs(f)}) + 1e-15) return;
    } else if (wanted == found) {
        return;
    }
    out.push_back(where + ": " + boost::json::serialize(found) + ", recorded is " + boost::json::serialize(wanted));
}

} // namespace testing_support
