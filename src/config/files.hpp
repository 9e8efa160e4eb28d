// Reading and merging of configuration files: JSON with comments and trailing commas, several files, files that add
// others. Which value wins is freqtrade's rule; a syntax error is told with line, column and the line itself.
#pragma once
#include "base/log.hpp"
#include <boost/json/object.hpp>
#include <filesystem>
#include <string>
#include <vector>

namespace tremolo::config {

// `source` laid over `destination`: objects are merged, all else is replaced, nulls too. Throws configuration_error
// where an object of `source` meets a value that is none; `at` is where both stand in the configuration.
void merge(const boost::json::object& source, boost::json::object& destination, const std::string& at = "");

// JSON with `//` and `/* */` comments and one trailing comma a list or object. Throws configuration_error; `name` is
// how the text is called in the message.
[[nodiscard]] boost::json::value parse_with_comments(std::string_view text, const std::string& name);

struct merged_files {
    boost::json::object settings;
    std::vector<std::filesystem::path> files; // as they were read, the strongest first
};

// The files laid over each other in this order ("-" is standard input and stands alone); without any, freqtrade's
// minimal configuration. Paths inside a file are made absolute by resolve_paths(). Throws configuration_error.
[[nodiscard]] merged_files load_files(const std::vector<std::string>& files, const logger& log = {});

// Makes the relative paths among the settings of one file absolute: they are relative to `folder`, the file's; where
// nothing is found there, to the working folder, as freqtrade reads them.
void resolve_paths(boost::json::object& settings, const std::filesystem::path& folder);

} // namespace tremolo::config
