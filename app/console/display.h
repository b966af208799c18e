// Whether there is anything to draw on, asked before Qt is: it would end the program in its own words. Thread: main.
#pragma once

#include <string>

#include "models/domain/result.h"

namespace flotilla::console {

// What the environment says; empty if it says nothing.
struct DisplayEnvironment {
  std::string platform;  // QT_QPA_PLATFORM
  std::string x11;       // DISPLAY
  std::string wayland;   // WAYLAND_DISPLAY
};

DisplayEnvironment displayEnvironment();
// Pure. Precondition/"no_display".
Status checkDisplay(const DisplayEnvironment& environment);

// Qt's note that XDG_RUNTIME_DIR is not set is nothing that people could act on; every other message stays.
void silenceRuntimeFolderNote();

}  // namespace flotilla::console
