// What time does to a run: previews expire, waits end, conditions hold long enough or fail, and who does not get on is
// told of. Pure. Thread: the fleet loop.
#pragma once

#include "services/controlplane/core/runbooks/run_turn.h"

namespace flotilla::controlplane {

// `watched`: somebody looked at it all the time since the last tick. If not, what has to hold for a while holds from
// now on: nobody saw what was between. Empty if nothing has happened. Precondition: the run is open.
Mutation tickRun(const RunRoom& room, const Run& run, bool watched);

}  // namespace flotilla::controlplane
