// Documents of runbooks for the editor's pages. Thread: the test's.
#pragma once

#include <string>

#include "models/domain/runbook_api.h"

namespace flotilla::tests {

std::string sampleRunbookText();
std::string brokenRunbookText();  // it has mistakes of many kinds
std::string largeRunbookText();   // ten thousand lines, as large as one may be
// By name: site-unreachable is the broken one, uplink-by-hand the large one.
RunbookDocument sampleRunbook(const RunbookName& name, TimePoint now);

}  // namespace flotilla::tests
