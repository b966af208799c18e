// Pictures of the pages that answer to trouble: incidents, runbooks with their editor, game days. Thread: GUI.
#pragma once

#include <QDir>

namespace flotilla::tests {

// Whether all of them could be written.
bool writeResponses(const QDir& dir);

}  // namespace flotilla::tests
