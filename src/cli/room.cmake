target_link_libraries(tremolo_cli PUBLIC CLI11::CLI11)
target_link_libraries(tremolo_cli PUBLIC LibZip::libzip)

# The page that plots are made of: its scripts and the chart library, which scripts/bundle_web.sh fetches for the page of the API.
set(plot_parts ${CMAKE_BINARY_DIR}/generated/plot_parts.cpp)
set(plot_folder ${CMAKE_SOURCE_DIR}/src/cli/plot)
add_custom_command(OUTPUT ${plot_parts}
  COMMAND ${CMAKE_COMMAND} -DOUTPUT=${plot_parts} -DFOLDER=${plot_folder}
          -DLIBRARY=${CMAKE_SOURCE_DIR}/web/node_modules/lightweight-charts/dist/lightweight-charts.standalone.production.js
          -P ${plot_folder}/embed.cmake
  DEPENDS ${plot_folder}/embed.cmake ${plot_folder}/page.html ${plot_folder}/page.js ${plot_folder}/candles.js
          ${plot_folder}/profit.js ${CMAKE_BINARY_DIR}/web/own_files.cpp VERBATIM)
target_sources(tremolo_cli PRIVATE ${plot_parts})
