# libzip: result archives; zlib: their texts, compressed on several cores.
target_link_libraries(tremolo_backtest PUBLIC LibZip::libzip ZLIB::ZLIB)
