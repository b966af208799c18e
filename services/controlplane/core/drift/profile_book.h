// Profiles by the digest of their file, read from the artifacts when a window names one. Thread: one. Lifetime: a
// profile stays where it is until the next find().
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "models/domain/digest.h"
#include "models/domain/reference_profile.h"
#include "models/domain/result.h"

namespace flotilla::controlplane::drift {

class ProfileBook {
 public:
  using Read = std::function<Result<std::string>(const Digest&)>;
  explicit ProfileBook(Read read) : read_(std::move(read)) {}

  // nullptr for the zero digest, and for what cannot be read or is no profile. What could not be found or read right is
  // not asked for again.
  const ReferenceProfile* find(const Digest& digest);

 private:
  Read read_;
  std::map<Digest, std::optional<ReferenceProfile>> known_;
};

}  // namespace flotilla::controlplane::drift
