// V32 over staged bytes, and the closed world of a bundle. Thread: the agent's loop. Files are hashed through the
// descriptor they are used with, never by path again.
#pragma once

#include <string>

#include "models/domain/assignment.h"
#include "models/domain/digest.h"
#include "models/domain/release.h"
#include "services/runtime/files.h"

namespace flotilla::agent {

inline constexpr std::uint64_t kMaxManifest = 1 << 20;  // bytes; the parser refuses longer ones as well

// V32_length or V32_digest when the file is not exactly these bytes.
Status checkContent(File& file, const Digest& digest, std::uint64_t length);

// The manifest of a target: parses it (V34_manifest), and refuses one that is about another artifact, version or
// hardware.
Result<BundleManifest> checkManifest(const std::string& bytes, const AssignmentTarget& target);

// Every file of the manifest is in the folder with its bytes, and nothing else is there (V34_unexpected_file,
// V34_missing_file, V32_*). The folder's own manifest copy (`manifest.json`) must be the one with this digest.
Status checkSlot(Files& files, const Path& folder, const Digest& manifestDigest);

}  // namespace flotilla::agent
