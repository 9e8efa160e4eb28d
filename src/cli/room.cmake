target_link_libraries(tremolo_cli PUBLIC CLI11::CLI11)
