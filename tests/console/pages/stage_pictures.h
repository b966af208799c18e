// Pictures of shadow and traffic weights of rollouts. Thread: GUI.
#pragma once

#include <QDir>

namespace flotilla::tests {

// Whether all of them could be written.
bool writeStages(const QDir& dir);

}  // namespace flotilla::tests
