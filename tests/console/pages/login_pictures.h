// Pictures of the page where people log in and of what asks them to confirm. Thread: GUI.
#pragma once

#include <QDir>

namespace flotilla::tests {

// False if a picture cannot be written.
bool writeLogins(const QDir& dir);

}  // namespace flotilla::tests
