# Debian's libsoci-dev ships neither a CMake nor a pkg-config file.
find_path(SOCI_INCLUDE_DIR soci/soci.h)
find_library(SOCI_CORE_LIBRARY soci_core)
find_library(SOCI_SQLITE3_LIBRARY soci_sqlite3)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(SOCI DEFAULT_MSG SOCI_INCLUDE_DIR SOCI_CORE_LIBRARY SOCI_SQLITE3_LIBRARY)
if(SOCI_FOUND AND NOT TARGET SOCI::sqlite3)
  add_library(SOCI::sqlite3 INTERFACE IMPORTED)
  # Its headers trip our warnings: they are the system's, not ours.
  set_target_properties(SOCI::sqlite3 PROPERTIES
    INTERFACE_SYSTEM_INCLUDE_DIRECTORIES "${SOCI_INCLUDE_DIR};${SOCI_INCLUDE_DIR}/soci"
    INTERFACE_LINK_LIBRARIES "${SOCI_SQLITE3_LIBRARY};${SOCI_CORE_LIBRARY}")
endif()
