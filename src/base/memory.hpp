// How the program's memory behaves where large columns come and go by the thousand.
#pragma once
#include <cstddef>
#include <thread>

namespace tremolo {

// From now on memory that is freed is kept for what comes next instead of being given back to the system: taking and
// touching new pages costs more than the arithmetic on them. For processes that work and end, not for servers.
void keep_freed_memory();

// Lets another core take pages for so many bytes from the system, which will be asked for soon: until the object goes,
// at the latest. For processes that keep freed memory.
class pages_ahead {
  public:
    explicit pages_ahead(std::size_t bytes);

  private:
    std::jthread taking_;
};

} // namespace tremolo
