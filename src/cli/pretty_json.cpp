#include "cli/pretty_json.hpp"
#include "json/python_text.hpp"
#include "json/write.hpp"

namespace tremolo::cli {
namespace bj = boost::json;

namespace {
void write(std::string& out, const bj::value& value, std::size_t indent, number_style numbers, std::size_t depth) {
    const auto new_line = [&](std::size_t level) { out.append("\n").append(indent * level, ' '); };
    if (const auto* section = value.if_object(); section != nullptr && !section->empty()) {
        out += '{';
        bool first = true;
        for (const auto& item : *section) {
            if (!first) out += ',';
            first = false;
            new_line(depth + 1);
            json::write_string(out, std::string_view{item.key().data(), item.key().size()});
            out += ": ";
            write(out, item.value(), indent, numbers, depth + 1);
        }
        new_line(depth);
        out += '}';
    } else if (const auto* items = value.if_array(); items != nullptr && !items->empty()) {
        out += '[';
        for (std::size_t i = 0; i < items->size(); ++i) {
            if (i > 0) out += ',';
            new_line(depth + 1);
            write(out, (*items)[i], indent, numbers, depth + 1);
        }
        new_line(depth);
        out += ']';
    } else if (value.is_double() && numbers == number_style::python) {
        out += json::python_number(value.get_double());
    } else {
        json::write_value(out, value);
    }
}
} // namespace

std::string pretty(const bj::value& value, std::size_t indent, number_style numbers) {
    std::string out;
    write(out, value, indent, numbers, 0);
    return out;
}

} // namespace tremolo::cli
