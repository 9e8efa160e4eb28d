// The files of a web user interface (FreqUI), below any path that is not the API's: a file where there is one, else the
// page that finds its way by the path itself. Without an installed interface it is our own page, which is part of the
// program. Public, GET only. Any thread.
#pragma once
#include "api/representation.hpp"
#include <filesystem>
#include <map>
#include <mutex>
#include <unordered_map>

namespace tremolo::api {

class ui_files {
  public:
    // `installed` is the folder with index.html; it may be missing or empty, also later. `base_path` ("/bot", or
    // nothing) is where browsers find all of it; paths in the files are made to fit.
    explicit ui_files(std::filesystem::path installed, std::string base_path = {});

    // `path` is decoded and begins with a slash. Throws detail_error 404 for what belongs to the API or is hidden.
    [[nodiscard]] http::response serve(const http::request& request, std::string_view path);

  private:
    struct file {
        std::filesystem::file_time_type changed;
        std::uintmax_t size = 0;
        shared_representation bytes;
    };
    // Read once, and again after it changed. Null when it is no readable file.
    shared_representation bytes_of(const std::filesystem::path& path, std::string_view media_type);
    [[nodiscard]] std::optional<http::response> own(const http::request& request, std::string_view path) const;
    [[nodiscard]] http::response own_page(const http::request& request) const;
    [[nodiscard]] std::optional<http::response>
    compressed(const http::request& request, const std::filesystem::path& path, std::string_view media_type);
    [[nodiscard]] std::optional<std::filesystem::path> inside(std::string_view relative) const;

    struct own_text {
        own_text(std::string_view type, std::string bytes) : media_type{type}, text{std::move(bytes)} {}
        std::string_view media_type;
        representation text;
    };
    const std::filesystem::path installed_;
    const std::string base_path_;
    std::map<std::string, own_text, std::less<>> own_; // by path; "/" is always there
    std::mutex mutex_;
    std::unordered_map<std::string, file> files_;
};

// Whether a text may be sent compressed, or is no longer what its media type says.
enum class form { best, as_it_is };

// A whole file in the form that the client takes, or the part of it that a Range header names, with its etag.
[[nodiscard]] http::response file_response(const http::request& request, std::string_view media_type,
                                           const representation& file, form how = form::best);

// The media type by the name's ending, "application/octet-stream" or "text/plain" for unknown ones.
[[nodiscard]] std::string_view media_type_of(const std::filesystem::path& path);

} // namespace tremolo::api
