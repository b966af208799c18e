#include "services/crypto/pem.h"

#include <openssl/pem.h>

namespace flotilla {
namespace {

constexpr const char* kPrivateKeyPem = "PRIVATE KEY";

enum class Next { Block, End, Broken };

Next readNext(BIO* in, PemBlock& block) {
  char* name = nullptr;
  char* header = nullptr;
  unsigned char* data = nullptr;
  long size = 0;
  if (PEM_read_bio(in, &name, &header, &data, &size) != 1)
    return ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE ? Next::End : Next::Broken;
  block.name = name;
  block.der = asText(data, static_cast<std::size_t>(size));
  const bool plain = *header == '\0';
  OPENSSL_free(name);
  OPENSSL_free(header);
  OPENSSL_clear_free(data, static_cast<std::size_t>(size));
  return plain ? Next::Block : Next::Broken;
}

}  // namespace

std::optional<std::vector<PemBlock>> readPem(std::string_view text, std::size_t limit) {
  if (text.empty() || text.size() > limit) return std::nullopt;
  const ErrorScope errors;
  const BioPtr in(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  must(in != nullptr, "BIO_new_mem_buf");
  std::vector<PemBlock> blocks;
  while (true) {
    PemBlock block;
    const Next next = readNext(in.get(), block);
    if (next == Next::Broken) return std::nullopt;
    if (next == Next::End) return blocks;
    blocks.push_back(std::move(block));
  }
}

std::optional<std::string> readPemBlock(std::string_view text, std::string_view name) {
  auto blocks = readPem(text, kMaxPemBytes);
  if (!blocks || blocks->size() != 1 || blocks->front().name != name) return std::nullopt;
  return std::move(blocks->front().der);
}

std::string writePem(const char* name, std::string_view der) {
  const BioPtr out(BIO_new(BIO_s_mem()));
  must(out != nullptr, "BIO_new");
  must(PEM_write_bio(out.get(), name, "", asBytes(der), static_cast<long>(der.size())) > 0, "PEM_write_bio");
  char* text = nullptr;
  const long size = BIO_get_mem_data(out.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

PkeyPtr privateKeyFromPem(std::string_view pem) {
  const ErrorScope errors;
  const auto der = readPemBlock(pem, kPrivateKeyPem);
  if (!der) return nullptr;
  const auto info = fromDer<Pkcs8Ptr>(*der, d2i_PKCS8_PRIV_KEY_INFO);
  return PkeyPtr(info ? EVP_PKCS82PKEY(info.get()) : nullptr);
}

std::string privateKeyToPem(const EVP_PKEY* key) {
  const Pkcs8Ptr info(EVP_PKEY2PKCS8(key));
  must(info != nullptr, "EVP_PKEY2PKCS8");
  return writePem(kPrivateKeyPem, toDer(info.get(), i2d_PKCS8_PRIV_KEY_INFO));
}

}  // namespace flotilla
