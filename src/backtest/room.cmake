# libzip: result archives.
target_link_libraries(tremolo_backtest PUBLIC LibZip::libzip)
