// The root document on the node: installed beside the token, by whoever owns the node, never taken from the server.
// Thread: any.
#pragma once

#include "models/domain/trust.h"
#include "services/runtime/files.h"

namespace flotilla::agent {

struct RootFile {
  std::string bytes;
  RootDocument document;
};

// Checked against itself, and not expired.
Result<RootFile> readRoot(Files& files, const Path& path, TimePoint now);
// To <data>/trust/root.json.
Status installRoot(Files& files, const RootFile& root, const Path& data);
// An expired root still decides what may go on running; it is the reader's to say what may be new.
Result<RootDocument> loadRoot(Files& files, const Path& data);

}  // namespace flotilla::agent
