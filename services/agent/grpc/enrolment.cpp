#include "services/agent/grpc/enrolment.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/security/tls_certificate_verifier.h>
#include <grpcpp/security/tls_credentials_options.h>

#include <mutex>

#include "services/agent/grpc/transport_cause.h"
#include "services/crypto/enrol_token.h"
#include "services/proto/flotilla/v1/agent.grpc.pb.h"
#include "services/wire/operator_wire.h"

namespace flotilla::agent {
namespace {

constexpr auto kTimeout = std::chrono::seconds(30);

// Accepts the one server whose chain ends in the pinned CA, and says why not otherwise.
class PinnedVerifier final : public grpc::experimental::ExternalCertificateVerifier {
 public:
  struct Finding {
    std::mutex mutex;
    std::string problem;
  };
  PinnedVerifier(Digest pinned, TimePoint now, std::shared_ptr<Finding> finding)
      : pinned_(pinned), now_(now), finding_(std::move(finding)) {}

  bool Verify(grpc::experimental::TlsCustomVerificationCheckRequest* request, std::function<void(grpc::Status)>,
              grpc::Status* result) override {
    const grpc::string_ref chain = request->peer_cert_full_chain();
    const auto verified = verifyPinnedChain({chain.data(), chain.size()}, pinned_, now_);
    if (verified) return true;
    *result = grpc::Status(grpc::StatusCode::UNAUTHENTICATED, verified.error().reason);
    const std::lock_guard lock(finding_->mutex);
    finding_->problem = verified.error().message;
    return true;
  }
  void Cancel(grpc::experimental::TlsCustomVerificationCheckRequest*) override {}

 private:
  Digest pinned_;
  TimePoint now_;
  std::shared_ptr<Finding> finding_;
};

std::shared_ptr<grpc::ChannelCredentials> pinnedCredentials(const Digest& pinned, TimePoint now,
                                                            std::shared_ptr<PinnedVerifier::Finding> finding) {
  grpc::experimental::TlsChannelCredentialsOptions options;
  options.set_verify_server_certs(false);  // the chain is judged by the pin instead of a root store, in the verifier
  options.set_check_call_host(false);
  options.set_certificate_verifier(
      grpc::experimental::ExternalCertificateVerifier::Create<PinnedVerifier>(pinned, now, std::move(finding)));
  return grpc::experimental::TlsCredentials(options);
}

void prepare(grpc::ClientContext& context) {
  context.set_deadline(std::chrono::system_clock::now() + kTimeout);
}

// Other ports of flotillad ask for a token in the header, or do not know the method.
bool isAnotherPort(const Error& error) {
  return error.reason == "no_token" || error.reason == "unknown_method";
}

Error errorOf(const grpc::Status& status, const std::string& server) {
  const bool unavailable = status.error_code() == grpc::StatusCode::UNAVAILABLE;
  Error error = wire::decodeError(status.error_code(), status.error_message(), status.error_details());
  if (unavailable ? isAnotherService(status.error_message()) : isAnotherPort(error))
    return invalid("not_enrolment", "this is not the enrolment port; enrolment is usually 7447", "server",
                   "look into ports.json of the control plane's data directory, or ask whoever runs it");
  if (!unavailable) return error;
  return {ErrorCode::Unavailable, "server_unreachable",
          "cannot reach " + server + ": " + transportCause(status.error_message()), "server",
          "check address and port (enrolment listens on 7447 unless configured), and that flotillad runs"};
}

}  // namespace

Result<Enrolment> enrol(const EnrolRequest& request, IdentityStore& store, TimePoint now) {
  FLOTILLA_TRY(const EnrolToken token, parseEnrolToken(request.token));
  FLOTILLA_TRY(const IdentityKey key, store.nextKey());
  const auto finding = std::make_shared<PinnedVerifier::Finding>();
  const auto channel = grpc::CreateChannel(request.server, pinnedCredentials(token.ca, now, finding));
  v1::EnrolRequest message;
  message.set_token(request.token);
  message.set_csr_pem(key.makeRequest());
  message.set_hardware(request.hardware);
  message.set_agent_version(request.agentVersion);
  for (const PublicKey& trusted : request.assignmentKeys)
    message.add_assignment_keys(trusted.bytes.data(), trusted.bytes.size());
  v1::EnrolResponse response;
  grpc::ClientContext context;
  prepare(context);
  const grpc::Status status = v1::EnrolmentService::NewStub(channel)->Enrol(&context, message, &response);
  if (!status.ok()) {
    const std::lock_guard lock(finding->mutex);
    if (!finding->problem.empty())
      return Error{ErrorCode::Unauthenticated, "server_not_trusted",
                   "the server at " + request.server + " is not the one the token was made for: " + finding->problem,
                   "server", "check the address, or ask for a token of that server"};
    return errorOf(status, request.server);
  }
  return Enrolment{response.certificate_pem(),   response.ca_pem(), response.name(), response.agents_address(),
                   response.artifacts_address(), response.region(), response.site()};
}

Result<std::string> askForRenewal(const std::string& server, const v1::RenewExpiredRequest& request,
                                  const std::string& caPem) {
  const auto channel = grpc::CreateChannel(server, grpc::SslCredentials({caPem, "", ""}));
  v1::RenewResponse response;
  grpc::ClientContext context;
  prepare(context);
  const grpc::Status status = v1::EnrolmentService::NewStub(channel)->RenewExpired(&context, request, &response);
  if (!status.ok()) return errorOf(status, server);
  return response.certificate_pem();
}

}  // namespace flotilla::agent
