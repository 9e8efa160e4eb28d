// How the program's memory behaves where large columns come and go by the thousand.
#pragma once

namespace tremolo {

// From now on memory that is freed is kept for what comes next instead of being given back to the system: taking and
// touching new pages costs more than the arithmetic on them. For processes that work and end, not for servers.
void keep_freed_memory();

} // namespace tremolo
