// How the command line shows a run. Thread: the main thread.
#pragma once

#include "models/domain/run.h"

namespace flotilla::cli {

void printRun(const RunDetail& detail);
void printEvidence(const RunDetail& detail);
void printActionPreview(const ActionPreview& preview);

// "sha256:" and the first 12 digits, or less: as people copy it.
std::string shortDigest(const Digest& digest);

}  // namespace flotilla::cli
