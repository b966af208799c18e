#include "services/crypto/pem.h"
#include "services/crypto/x509_object.h"

namespace flotilla {
namespace {

// The server's certificate and the authority that issued it. The authority has path length 0, so nothing stands
// between.
struct Chain {
  X509Ptr leaf;
  X509Ptr authority;
};

std::optional<Chain> readChain(std::string_view pem) {
  const auto blocks = readPem(pem, 2 * kMaxPemBytes);
  if (!blocks || blocks->size() != 2) return std::nullopt;
  for (const PemBlock& block : *blocks) {
    if (block.name != kCertificatePem) return std::nullopt;
  }
  Chain chain{fromDer<X509Ptr>(blocks->front().der, d2i_X509), fromDer<X509Ptr>(blocks->back().der, d2i_X509)};
  if (!chain.leaf || !chain.authority) return std::nullopt;
  return chain;
}

// OpenSSL takes a certificate without extended key usage for any purpose; here the purpose must be written down.
bool namesServerPurpose(X509* leaf) {
  const std::uint32_t usage = X509_get_extended_key_usage(leaf);
  return usage != UINT32_MAX && (usage & XKU_SSL_SERVER) != 0;
}

// Empty if the authority issued the leaf for a server and both are valid at `now`, otherwise why not.
std::string whyInvalid(const Chain& chain, TimePoint now) {
  if (!namesServerPurpose(chain.leaf.get())) return "the certificate is not one of a server";
  const StorePtr store(X509_STORE_new());
  const StoreCtxPtr context(X509_STORE_CTX_new());
  must(store && context && X509_STORE_add_cert(store.get(), chain.authority.get()) == 1 &&
           X509_STORE_CTX_init(context.get(), store.get(), chain.leaf.get(), nullptr) == 1,
       "prepare verification");
  X509_VERIFY_PARAM* rules = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_time(rules, std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count());
  X509_VERIFY_PARAM_set_auth_level(rules, 2);
  // The pin covers only the key: the rest of the authority's certificate counts because the key signed it.
  must(X509_VERIFY_PARAM_set_flags(rules, X509_V_FLAG_X509_STRICT | X509_V_FLAG_CHECK_SS_SIGNATURE) == 1 &&
           X509_VERIFY_PARAM_set_purpose(rules, X509_PURPOSE_SSL_SERVER) == 1,
       "set verification rules");
  if (X509_verify_cert(context.get()) == 1) return {};
  return X509_verify_cert_error_string(X509_STORE_CTX_get_error(context.get()));
}

}  // namespace

Result<std::string> verifyPinnedChain(std::string_view chainPem, const Digest& pinnedCa, TimePoint now) {
  const ErrorScope errors;
  const auto chain = readChain(chainPem);
  if (!chain) return invalid("chain_malformed", "the server did not send its certificate and that of its authority");
  if (fingerprintOf(chain->authority.get()) != pinnedCa)
    return Error{ErrorCode::Unauthenticated,
                 "ca_mismatch",
                 "the server belongs to another authority than the token",
                 {},
                 "check the address of the server; if its authority was replaced, create a new token"};
  if (const std::string why = whyInvalid(*chain, now); !why.empty())
    return Error{ErrorCode::Unauthenticated, "chain_invalid", "the server's certificate is refused: " + why};
  return certificateToPem(chain->authority.get());
}

}  // namespace flotilla
