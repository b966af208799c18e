// What can be known before a release is signed, so that no node is the first to find out. Thread: any; no state.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "models/domain/release.h"
#include "models/domain/trust.h"
#include "services/crypto/ed25519.h"
#include "services/runtime/files.h"

namespace flotilla::publisher {

struct KeyFile {
  Path path;
  SigningKey key;
};

// "any", or a machine architecture as uname says it. Error Invalid/"unknown_hardware", about "bundle".
Status checkHardware(const std::string& word);

// A bundle that lacks one of the files that every node reads is refused on every node, and so is a service whose
// service.json says what cannot be. Errors: Precondition/"incomplete_bundle", Invalid/"bad_service", "bad_profile"
// and "unknown_kind", about "bundle" or "--kind".
Status checkBundle(Files& files, const Path& folder, ArtifactKind kind);

// "model" or "service": what can be signed now. Error Invalid/"unknown_kind".
Result<ArtifactKind> parseArtifactKind(std::string_view word);

// Every key is a release key of the root document, and there are enough. `name` is what people call the document.
// Errors: Precondition/"not_a_release_key" and "too_few_keys", about "--key".
Status checkSigners(const RootDocument& root, const Path& name, const std::vector<KeyFile>& keys);

}  // namespace flotilla::publisher
