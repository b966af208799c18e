// An error as programs print it for people. Thread: pure function.
#pragma once

#include <string>

#include "models/domain/result.h"

namespace flotilla {

// "error: <message>", then lines for the field and the fix where there are any; each line ends with a line break.
std::string describe(const Error& error);

}  // namespace flotilla
