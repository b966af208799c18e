#include "services/controlplane/rpc/agent_tls.h"

#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_certificate_verifier.h>
#include <grpcpp/security/tls_credentials_options.h>

#include "services/runtime/log.h"

namespace flotilla::controlplane {
namespace {

using grpc::experimental::ExternalCertificateVerifier;
using grpc::experimental::IdentityKeyCertPair;
using grpc::experimental::StaticDataCertificateProvider;
using grpc::experimental::TlsCustomVerificationCheckRequest;
using grpc::experimental::TlsServerCredentialsOptions;

class AdmitVerifier final : public ExternalCertificateVerifier {
 public:
  explicit AdmitVerifier(std::function<Status(const std::string&)> admit) : admit_(std::move(admit)) {}

  bool Verify(TlsCustomVerificationCheckRequest* request, std::function<void(grpc::Status)>,
              grpc::Status* result) override {
    const grpc::string_ref pem = request->peer_cert();
    const Status admitted = admit_(std::string(pem.data(), pem.size()));
    if (!admitted) {
      log::info("node refused at handshake", {{"reason", admitted.error().reason}, {"why", admitted.error().message}});
      *result = grpc::Status(grpc::StatusCode::UNAUTHENTICATED, admitted.error().reason);
    }
    return true;  // answered at once
  }
  void Cancel(TlsCustomVerificationCheckRequest*) override {}

 private:
  std::function<Status(const std::string&)> admit_;
};

std::shared_ptr<StaticDataCertificateProvider> provider(const ServerTls& tls) {
  return std::make_shared<StaticDataCertificateProvider>(
      tls.caPem, std::vector<IdentityKeyCertPair>{{tls.keyPem, tls.certificatePem}});
}

}  // namespace

std::shared_ptr<grpc::ServerCredentials> serverCredentials(const ServerTls& tls) {
  TlsServerCredentialsOptions options(provider(tls));
  options.watch_identity_key_cert_pairs();
  options.set_cert_request_type(GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE);
  return grpc::experimental::TlsServerCredentials(options);
}

std::shared_ptr<grpc::ServerCredentials> agentCredentials(const ServerTls& tls,
                                                          std::function<Status(const std::string&)> admit) {
  TlsServerCredentialsOptions options(provider(tls));
  options.watch_identity_key_cert_pairs();
  options.watch_root_certs();
  options.set_cert_request_type(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  options.set_certificate_verifier(ExternalCertificateVerifier::Create<AdmitVerifier>(std::move(admit)));
  return grpc::experimental::TlsServerCredentials(options);
}

}  // namespace flotilla::controlplane
