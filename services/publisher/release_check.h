// What can be known before a release is signed, so that no node is the first to find out. Thread: any; no state.
#pragma once

#include <string>
#include <vector>

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

// A model that lacks one of the files that every node reads is refused on every node. Error
// Precondition/"incomplete_bundle", about "bundle".
Status checkModelBundle(Files& files, const Path& folder);

// Every key is a release key of the root document, and there are enough. `name` is what people call the document.
// Errors: Precondition/"not_a_release_key" and "too_few_keys", about "--key".
Status checkSigners(const RootDocument& root, const Path& name, const std::vector<KeyFile>& keys);

}  // namespace flotilla::publisher
