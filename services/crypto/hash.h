// SHA-256. Thread: a Sha256 belongs to one thread at a time.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "models/domain/digest.h"
#include "models/domain/result.h"
#include "services/runtime/files.h"

namespace flotilla {

Digest sha256(std::string_view bytes);
// HMAC-free constant-time comparison of two secrets of equal length.
bool equalSecrets(std::string_view a, std::string_view b);

class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  void update(std::string_view bytes);
  Digest finish();  // once

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Digest of the first `length` bytes of an open file, read in pieces of 256 KiB; Invalid/"file_too_short" if it has
// fewer.
Result<Digest> sha256(File& file, std::uint64_t length);

}  // namespace flotilla
