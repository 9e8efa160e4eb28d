// A file that does not compile: lists and loading must survive it.
#include "a_header_that_does_not_exist.hpp"
#include "strategy/prelude.hpp"

class OracleBroken final : public strategy {};
TREMOLO_STRATEGY(OracleBroken)
