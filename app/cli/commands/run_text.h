// How the command line shows a run. Thread: the main thread.
#pragma once

#include "models/domain/run.h"

namespace flotilla::cli {

void printRun(const RunDetail& detail);
void printEvidence(const RunDetail& detail);
void printActionPreview(const ActionPreview& preview);

// "sha256:" and the first 12 digits, or less: as people copy it.
std::string shortDigest(const Digest& digest);

// What people copy is the beginning of a digest: 8 digits at least. Conflict/"other_preview" if it is not that of
// `whole`.
Result<Digest> wholeDigest(const std::string& text, const Digest& whole);

}  // namespace flotilla::cli
