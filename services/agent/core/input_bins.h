// By which bins a worker counts its inputs: those of the profile in its slot. Thread: any; no state.
#pragma once

#include <string>

#include "models/domain/digest.h"
#include "services/runtime/files.h"

namespace flotilla::agent {

struct InputBins {
  std::string bins;  // encodeBins; empty without a profile, or with one that cannot be read
  Digest profile;    // of the file
};

// A profile is no reason not to serve: what is wrong with it is logged.
InputBins inputBins(Files& files, const Path& slot);

}  // namespace flotilla::agent
