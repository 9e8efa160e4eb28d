target_link_libraries(tremolo_store PRIVATE SOCI::sqlite3 SQLite::SQLite3)
