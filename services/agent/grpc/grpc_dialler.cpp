#include "services/agent/grpc/grpc_dialler.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include "services/agent/grpc/enrolment.h"
#include "services/agent/grpc/session_stream.h"

namespace flotilla::agent {
namespace {

class GrpcLine final : public Line {
 public:
  explicit GrpcLine(std::shared_ptr<SessionStream> stream) : stream_(std::move(stream)) {}
  ~GrpcLine() override {
    stream_->detach();
    stream_->abandon();
  }
  void say(v1::AgentMessage message) override { stream_->send(std::move(message)); }

 private:
  std::shared_ptr<SessionStream> stream_;
};

}  // namespace

GrpcDialler::~GrpcDialler() {
  if (helper_.joinable()) helper_.join();
}

std::unique_ptr<Line> GrpcDialler::dial(const Identity& identity, LineEvents events) {
  const auto credentials = grpc::SslCredentials({identity.caPem, identity.key.toPem(), identity.certificatePem});
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 60'000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 20'000);
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);  // a new identity must not reuse an old connection
  const auto channel = grpc::CreateCustomChannel(addresses_.agents, credentials, arguments);
  return std::make_unique<GrpcLine>(SessionStream::open(loop_, channel, std::move(events)));
}

void GrpcDialler::askRenewal(const v1::RenewExpiredRequest& request, const std::string& caPem,
                             std::function<void(Result<std::string>)> answer) {
  if (helper_.joinable()) helper_.join();
  helper_ = std::thread([&loop = loop_, server = addresses_.enrolment, request, caPem, answer = std::move(answer)] {
    auto renewed = askForRenewal(server, request, caPem);
    loop.post([answer, renewed = std::move(renewed)]() mutable { answer(std::move(renewed)); });
  });
}

}  // namespace flotilla::agent
