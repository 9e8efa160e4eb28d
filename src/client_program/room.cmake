# CLI11: the command line.
target_link_libraries(tremolo_client_program PUBLIC CLI11::CLI11)
