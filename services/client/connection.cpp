#include "services/client/connection.h"

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/channel_arguments.h>

#include <string_view>

#include "models/domain/address.h"
#include "models/domain/digest.h"
#include "services/client/credentials.h"

namespace flotilla {
namespace {

constexpr std::size_t kLongestSocketPath = 107;   // sockaddr_un takes 108 bytes with the end mark
constexpr int kLargestAnswer = 64 * 1024 * 1024;  // bytes; a page of 1000 nodes with their totals is far below
constexpr int kFirstReconnectMs = 100;
constexpr int kConnectMs = 20'000;  // for TCP, TLS and the first frame; calls have deadlines of their own
constexpr int kLongestReconnectMs = 5'000;
constexpr int kKeepaliveMs = 40'000;
constexpr int kKeepaliveAnswerMs = 10'000;

Status checkOptions(const ClientOptions& options) {
  if (!options.socketPath.empty()) {
    if (options.socketPath.size() <= kLongestSocketPath) return okStatus();
    return invalid("socket_path_too_long", "the path of the socket is longer than 107 bytes: " + options.socketPath,
                   "data", "use a data directory with a shorter path");
  }
  FLOTILLA_CHECK(checkAddress("server", options.address));
  if (!Credentials::canBeSent(options.token))
    return invalid("bad_token", "the token has characters that no token has", "token");
  if (options.caPem.empty()) return invalid("no_ca", "the certificate authority of the control plane is missing", "ca");
  return okStatus();
}

// gRPC reads the target as a URI.
std::string uriPath(const std::string& path) {
  constexpr std::string_view kPlain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/._-";
  std::string out;
  for (const char c : path) out += kPlain.find(c) == std::string_view::npos ? "%" + toHex({&c, 1}) : std::string(1, c);
  return out;
}

grpc::ChannelArguments channelArguments(const std::string& program = {}) {
  grpc::ChannelArguments arguments;
  if (!program.empty()) arguments.SetUserAgentPrefix(program);
  arguments.SetMaxReceiveMessageSize(kLargestAnswer);
  // A retry after a second must find a channel that has tried again.
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, kFirstReconnectMs);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, kConnectMs);  // despite its name, the limit of one attempt
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kLongestReconnectMs);
  // A link that died without a word is noticed within a minute; the server bears a ping every half minute.
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMs);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveAnswerMs);
  // The environment does not decide whom we talk to, and two clients never share one connection state.
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetInt(GRPC_ARG_SERVICE_CONFIG_DISABLE_RESOLUTION, 1);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return arguments;
}

// gRPC 1.51 ends the threads that run callbacks together with the last channel that used them, and about one such end
// in a thousand aborts the program (an assertion in grpc_cq_internal_unref). One channel that is never closed keeps
// them.
void keepCallbackThreads() {
  static const auto* const kept = [] {
    auto* channel = new std::shared_ptr<grpc::Channel>(
        grpc::CreateCustomChannel("unix:/", grpc::InsecureChannelCredentials(), channelArguments()));
    // Threads are made for the first callback; this one comes at once, from a call that was never wanted.
    struct Nothing {
      grpc::ClientContext context;
      grpc::Slice empty;
      grpc::ByteBuffer request{&empty, 1};  // without a slice it would be no message at all
      grpc::ByteBuffer response;
    };
    auto* nothing = new Nothing;
    nothing->context.TryCancel();
    grpc::GenericStub(*channel).UnaryCall(&nothing->context, "/nothing", {}, &nothing->request, &nothing->response,
                                          [nothing](const grpc::Status&) { delete nothing; });
    return channel;
  }();
  (void)kept;
}

}  // namespace

Result<std::shared_ptr<grpc::Channel>> makeChannel(const ClientOptions& options) {
  FLOTILLA_CHECK(checkOptions(options));
  keepCallbackThreads();
  if (!options.socketPath.empty()) {
    return grpc::CreateCustomChannel("unix:" + uriPath(options.socketPath), grpc::InsecureChannelCredentials(),
                                     channelArguments(options.program));
  }
  grpc::SslCredentialsOptions tls;
  tls.pem_root_certs = options.caPem;
  return grpc::CreateCustomChannel(options.address, grpc::SslCredentials(tls), channelArguments(options.program));
}

Target targetOf(const ClientOptions& options) {
  return {options.socketPath, options.address};
}

}  // namespace flotilla
