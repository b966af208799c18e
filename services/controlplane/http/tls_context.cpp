#include "services/controlplane/http/tls_context.h"

#include <boost/asio/buffer.hpp>

namespace flotilla::controlplane {
namespace {

namespace ssl = boost::asio::ssl;
using boost::system::error_code;

constexpr int kMaxChainDepth = 3;

Status checked(const error_code& error, const char* part) {
  if (!error) return okStatus();
  return invalid("bad_tls", std::string("the ") + part + " cannot be used: " + error.message(), part);
}

Status useIdentity(ssl::context& context, const HttpTls& tls) {
  error_code error;
  context.use_certificate_chain(boost::asio::buffer(tls.certificatePem), error);
  FLOTILLA_CHECK(checked(error, "certificate"));
  context.use_private_key(boost::asio::buffer(tls.keyPem), ssl::context::pem, error);
  FLOTILLA_CHECK(checked(error, "key"));
  if (SSL_CTX_check_private_key(context.native_handle()) != 1)
    return invalid("bad_tls", "the key does not belong to the certificate", "key");
  return okStatus();
}

Status requireNodes(ssl::context& context, const HttpTls& tls) {
  error_code error;
  context.add_certificate_authority(boost::asio::buffer(tls.caPem), error);
  FLOTILLA_CHECK(checked(error, "CA"));
  context.set_verify_mode(ssl::verify_peer | ssl::verify_fail_if_no_peer_cert, error);
  FLOTILLA_CHECK(checked(error, "verification"));
  context.set_verify_depth(kMaxChainDepth, error);
  return checked(error, "verification");
}

struct FreeBio {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
struct FreeCertificate {
  void operator()(X509* certificate) const { X509_free(certificate); }
};

}  // namespace

Result<std::shared_ptr<ssl::context>> makeTlsContext(const HttpTls& tls, bool nodes) {
  auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
  SSL_CTX* handle = context->native_handle();
  SSL_CTX_set_min_proto_version(handle, TLS1_3_VERSION);
  SSL_CTX_set_session_cache_mode(handle, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_options(handle, SSL_OP_NO_TICKET);
  SSL_CTX_set_num_tickets(handle, 0);
  FLOTILLA_CHECK(useIdentity(*context, tls));
  if (nodes) FLOTILLA_CHECK(requireNodes(*context, tls));
  return context;
}

std::string peerCertificatePem(SSL* connection) {
  const std::unique_ptr<X509, FreeCertificate> certificate(SSL_get1_peer_certificate(connection));
  const std::unique_ptr<BIO, FreeBio> bio(BIO_new(BIO_s_mem()));
  if (!certificate || !bio || PEM_write_bio_X509(bio.get(), certificate.get()) != 1) return {};
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return std::string(data, static_cast<std::size_t>(size));
}

}  // namespace flotilla::controlplane
