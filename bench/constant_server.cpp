// Serves files as constants: the same server, the same bytes, nothing else. What an endpoint can be at best.
//
// usage: bench_constant PORT FILE...      the files are at /NAME; ends when its standard input does
#include "base/clock.hpp"
#include "http/server.hpp"
#include <filesystem>
#include <fstream>
#include <iostream>
#include <limits>
#include <map>
#include <sstream>

int main(int count, char** given) {
    using namespace tremolo;
    if (count < 3) {
        std::cerr << "usage: bench_constant PORT FILE...\n";
        return 2;
    }
    std::map<std::string, http::response::shared_body, std::less<>> bodies;
    for (int i = 2; i < count; ++i) {
        std::ostringstream text;
        text << std::ifstream{given[i], std::ios::binary}.rdbuf();
        bodies['/' + std::filesystem::path{given[i]}.filename().string()] =
            std::make_shared<const std::string>(std::move(text).str());
    }
    const system_clock clock;
    http::server_options options;
    options.port = static_cast<std::uint16_t>(std::stoi(given[1]));
    options.name = "uvicorn";
    http::server server{clock, options, [&](http::request&& request, http::responder responder) {
                            const auto found = bodies.find(request.path());
                            if (found == bodies.end()) return responder.answer(http::response{404});
                            http::response answer{200, "application/json", found->second};
                            answer.add_header("vary", "Origin");
                            responder.answer(std::move(answer));
                        }};
    server.start();
    std::cin.ignore(std::numeric_limits<std::streamsize>::max());
    server.stop();
}
