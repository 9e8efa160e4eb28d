target_link_libraries(tremolo_base PUBLIC spdlog::spdlog)
