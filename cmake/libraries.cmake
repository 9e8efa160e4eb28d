# Every library that Tremolo stands on, named once, with the reason.
find_package(Threads REQUIRED)

# Boost 1.81: Asio and Beast (sockets, HTTP, WebSocket), JSON (parsing), URL (targets), Describe (one definition of a payload).
# Debian's unversioned packages are 1.74, without URL and Describe.
find_package(Boost 1.81.0 EXACT REQUIRED CONFIG COMPONENTS json url container)
add_library(tremolo_boost INTERFACE)
target_link_libraries(tremolo_boost INTERFACE Boost::headers Boost::json Boost::url Boost::container Threads::Threads)
target_compile_definitions(tremolo_boost INTERFACE BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED)

# OpenSSL: HMAC of tokens, constant-time comparison, TLS.
find_package(OpenSSL REQUIRED)
# zlib: json.gz candle files, compressed answers.
find_package(ZLIB REQUIRED)
# libzip: archives of user interfaces and of backtest results. Debian's CMake package of it wants the command line tools, too.
find_path(LIBZIP_INCLUDE zip.h REQUIRED)
find_library(LIBZIP_LIBRARY zip REQUIRED)
add_library(LibZip::libzip UNKNOWN IMPORTED)
set_target_properties(LibZip::libzip PROPERTIES IMPORTED_LOCATION ${LIBZIP_LIBRARY} INTERFACE_INCLUDE_DIRECTORIES ${LIBZIP_INCLUDE})
# fmt and spdlog: texts and the log; Debian builds spdlog against this fmt.
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
# CLI11: subcommands and flags with freqtrade's names.
find_package(CLI11 REQUIRED)
# SOCI with SQLite (PostgreSQL later through the same code); the package has no CMake configuration of its own.
find_package(SOCI REQUIRED)
# SQLite itself: its online checks (quick_check, wal) and the version text.
find_package(SQLite3 REQUIRED)
# Arrow C++ from the pinned pyarrow wheel, for feather files, and its libparquet, for parquet files; without them such files are refused
# with a clear text.
find_package(TremoloArrow QUIET)
