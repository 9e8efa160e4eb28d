// The program `tremolo-client`.
#include "client_program/run.hpp"
#include <iostream>

int main(int count, char** words) {
    return tremolo::client_program::run({words + (count > 0 ? 1 : 0), words + count}, std::cout, std::cerr);
}
