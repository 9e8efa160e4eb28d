// The files of a web user interface (FreqUI), below any path that is not the API's: a file where there is one, else the
// page that finds its way by the path itself. Without an installed interface a small page of our own says so. Public,
// GET only. Any thread.
#pragma once
#include "http/message.hpp"
#include <filesystem>
#include <mutex>
#include <unordered_map>

namespace tremolo::api {

class ui_files {
  public:
    // `installed` is the folder with index.html; it may be missing or empty, also later.
    explicit ui_files(std::filesystem::path installed) : installed_{std::move(installed)} {}

    // `path` is decoded and begins with a slash. Throws detail_error 404 for what belongs to the API or is hidden.
    [[nodiscard]] http::response serve(const http::request& request, std::string_view path);

  private:
    struct file {
        std::filesystem::file_time_type changed;
        std::uintmax_t size = 0;
        std::shared_ptr<const std::string> bytes;
    };
    // Read once, and again after it changed. Null when it is no readable file.
    std::shared_ptr<const std::string> bytes_of(const std::filesystem::path& path);
    [[nodiscard]] std::optional<std::filesystem::path> inside(std::string_view relative) const;

    const std::filesystem::path installed_;
    std::mutex mutex_;
    std::unordered_map<std::string, file> files_;
};

// A whole file, or the part of it that a Range header names, with its etag.
[[nodiscard]] http::response file_response(const http::request& request, std::string_view media_type,
                                           std::shared_ptr<const std::string> bytes);

// The media type by the name's ending, "application/octet-stream" or "text/plain" for unknown ones.
[[nodiscard]] std::string_view media_type_of(const std::filesystem::path& path);

} // namespace tremolo::api
