#include "services/crypto/hash.h"

#include <algorithm>

#include "services/crypto/openssl_ptr.h"

namespace flotilla {

Digest sha256(std::string_view bytes) {
  Sha256 hash;
  hash.update(bytes);
  return hash.finish();
}

bool equalSecrets(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

struct Sha256::State {
  MdCtxPtr context{EVP_MD_CTX_new()};
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  must(state_->context && EVP_DigestInit_ex(state_->context.get(), EVP_sha256(), nullptr) == 1, "start SHA-256");
}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::update(std::string_view bytes) {
  must(state_ && EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()) == 1, "update SHA-256");
}

Digest Sha256::finish() {
  Digest digest;
  must(state_ && EVP_DigestFinal_ex(state_->context.get(), digest.bytes.data(), nullptr) == 1, "finish SHA-256");
  state_.reset();
  return digest;
}

Result<Digest> sha256(File& file, std::uint64_t length) {
  constexpr std::uint64_t kPiece = 256 * 1024;
  Sha256 hash;
  for (std::uint64_t done = 0; done < length;) {
    FLOTILLA_TRY(const std::string piece, file.read(done, std::min(kPiece, length - done)));
    if (piece.empty())
      return invalid("file_too_short",
                     "the file has " + std::to_string(done) + " of " + std::to_string(length) + " bytes");
    hash.update(piece);
    done += piece.size();
  }
  return hash.finish();
}

}  // namespace flotilla
