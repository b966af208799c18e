#include "services/controlplane/rpc/grpc_server.h"

#include <grpcpp/resource_quota.h>
#include <grpcpp/server_builder.h>

namespace flotilla::controlplane {
namespace {

constexpr std::size_t kMaxBufferBytes = 512 << 20;  // of all connections of one port

// control-plane-reliability: bounded streams, messages, metadata and handshakes; pings that find dead peers.
void limit(grpc::ServerBuilder& builder, int streams, int receiveBytes, int idleMs = 10 * 60'000) {
  builder.SetMaxReceiveMessageSize(receiveBytes);
  builder.SetMaxSendMessageSize(4 << 20);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, streams);
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, 8 << 10);
  builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, 10'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 60'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 20'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 30'000);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_IDLE_MS, idleMs);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS, 6 * 3600'000);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS, 30'000);
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  // Whoever has not shown who they are must not make the server unpack anything.
  builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_DEFLATE, false);
  builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_GZIP, false);
  grpc::ResourceQuota quota("flotillad");
  quota.Resize(kMaxBufferBytes);
  builder.SetResourceQuota(quota);
}

Result<Listening> start(grpc::ServerBuilder& builder, const int& port, const std::string& address) {
  Listening out;
  out.server = builder.BuildAndStart();
  out.port = port;
  if (out.server != nullptr && port != 0) return out;
  return Error{ErrorCode::Unavailable, "cannot_listen", "cannot listen on " + address, "listen",
               "choose a free port, or 0 for any"};
}

}  // namespace

Result<Listening> listenForAgents(AgentService& service, const std::string& address, const ServerTls& tls,
                                  std::function<Status(const std::string&)> admit) {
  grpc::ServerBuilder builder;
  int port = 0;
  limit(builder, 16, 4 << 20);
  builder.AddListeningPort(address, agentCredentials(tls, std::move(admit)), &port);
  builder.RegisterService(&service);
  return start(builder, port, address);
}

Result<Listening> listenForEnrolment(EnrolmentService& service, const std::string& address, const ServerTls& tls) {
  grpc::ServerBuilder builder;
  int port = 0;
  limit(builder, 16, 256 << 10, 60'000);  // nobody stays here
  builder.AddListeningPort(address, serverCredentials(tls), &port);
  builder.RegisterService(&service);
  return start(builder, port, address);
}

Result<Listening> listenForOperators(OperatorService& service, const std::string& address, const std::string& socket,
                                     const ServerTls& tls) {
  grpc::ServerBuilder builder;
  int port = 0;
  limit(builder, 64, 4 << 20);
  auto acceptor = builder.experimental().AddExternalConnectionAcceptor(
      grpc::ServerBuilder::experimental_type::ExternalConnectionType::FROM_FD, grpc::InsecureServerCredentials());
  builder.AddListeningPort(address, serverCredentials(tls), &port);
  builder.RegisterCallbackGenericService(&service);
  FLOTILLA_TRY(Listening out, start(builder, port, address));
  FLOTILLA_TRY(out.socket, LocalSocket::open(socket, std::move(acceptor)));
  return out;
}

}  // namespace flotilla::controlplane
