// An answer on the terminal: as freqtrade-client prints it, as a table, or as CSV.
#pragma once
#include <boost/json/value.hpp>
#include <string>
#include <string_view>

namespace tremolo::client_program {

enum class output_form { json, table, csv };

// The JSON text with the spaces, escapes and numbers of Python's json.dumps, so that what reads freqtrade-client's
// output reads ours.
[[nodiscard]] std::string python_spaced(std::string_view json);

// Rows of the list that the answer is or holds, a column a field; what stands beside the list comes first, a line each.
// An answer without a list is a table of its fields. Ends with a line break.
[[nodiscard]] std::string as_table(const boost::json::value& answer);

// The same rows as CSV (RFC 4180, a header line first); what stands beside the list is left out.
[[nodiscard]] std::string as_csv(const boost::json::value& answer);

} // namespace tremolo::client_program
