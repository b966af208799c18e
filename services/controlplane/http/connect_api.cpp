#include "services/controlplane/http/connect_api.h"

#include <algorithm>
#include <limits>

#include "services/controlplane/http/connect_reply.h"
#include "services/controlplane/http/connect_stream.h"

namespace flotilla::controlplane {
namespace {

Error tooLarge(std::size_t limit) {
  return {ErrorCode::Exhausted, "request_too_large", "the request has more than " + std::to_string(limit) + " bytes"};
}

Reply tooLargeReply(std::size_t limit) {
  return connectError({"resource_exhausted", 413}, tooLarge(limit));
}

Error busy() {
  return {ErrorCode::Exhausted, "too_many_bodies", "too many requests are being received", {}, "try again"};
}

Result<std::string> requestOf(const ConnectCall& call, const std::string& message) {
  return call.isJson ? call.method.requestFromJson(message) : Result<std::string>(message);
}

Reply answerReply(const ConnectCall& call, const Result<std::string>& answer) {
  const auto body = answer && call.isJson ? call.method.responseToJson(*answer) : answer;
  if (!body) return connectError(body.error());
  Reply reply;
  reply.headers.emplace_back("Content-Type", call.isJson ? "application/json" : "application/proto");
  reply.body = *body;
  return reply;
}

// An error of a streaming call is told at the end of the stream, which so is all there is of it.
Reply streamError(const ConnectCall& call, const Error& error) {
  Reply reply;
  reply.headers.emplace_back("Content-Type", call.isJson ? "application/connect+json" : "application/connect+proto");
  reply.body = endOfStream(connectErrorJson(connectCode(error), error));
  return reply;
}

}  // namespace

class ConnectSink final : public BodySink {
 public:
  ConnectSink(ConnectApi& api, ConnectCall call) : api_(api), call_(std::move(call)) {}

  // Memory is asked for as it is needed: to say that much will come costs nothing.
  Status write(std::string_view piece) override {
    const std::size_t limit = api_.limits_.maxCallBody;
    if (piece.size() > limit - body_.size()) return tooLarge(limit);
    auto room = api_.bodies_.take({}, piece.size());
    if (!room) return busy();
    rooms_.push_back(std::move(room));
    body_ += piece;
    return okStatus();
  }
  Answer finish() override {
    rooms_.clear();
    return call_.method.streams() ? api_.open(std::move(call_), body_) : api_.call(std::move(call_), body_);
  }
  Reply refuse(const Error& error) override {
    return error.reason == "request_too_large" ? tooLargeReply(api_.limits_.maxCallBody) : connectError(error);
  }

 private:
  ConnectApi& api_;
  ConnectCall call_;
  std::string body_;
  std::vector<std::unique_ptr<Quota::Lease>> rooms_;
};

ConnectApi::ConnectApi(Executor& loop, Dispatcher& dispatcher, const HttpLimits& limits)
    : loop_(loop),
      dispatcher_(dispatcher),
      limits_(limits),
      streams_(limits.maxStreams, limits.maxStreamsPerCaller),
      bodies_(limits.maxBodies, limits.maxBodies) {}

Outcome ConnectApi::begin(const RequestHead& head, std::string authorization) {
  auto parsed = parseConnectCall(head);
  if (auto* const refused = std::get_if<Reply>(&parsed)) return std::move(*refused);
  auto& call = std::get<ConnectCall>(parsed);
  if (head.contentLength.value_or(0) > limits_.maxCallBody) return tooLargeReply(limits_.maxCallBody);
  call.credentials = {false, std::move(authorization), std::string(head.peer), programText(head.userAgent)};
  return std::make_unique<ConnectSink>(*this, std::move(call));
}

Answer ConnectApi::call(ConnectCall call, const std::string& body) {
  auto request = requestOf(call, body);
  if (!request) return connectError(request.error());
  Later later;
  later.patience = call.timeout.count() > 0 ? std::min(call.timeout, limits_.answerTimeout) : limits_.answerTimeout;
  later.outOfTime = [] {
    return connectError(kDeadlineExceeded, {ErrorCode::Unavailable, "deadline_exceeded",
                                            "the answer did not come in the time that the call allowed"});
  };
  later.start = [this, call, request = std::move(*request)](Respond respond) {
    dispatcher_.call(call.method.name(), request, call.credentials,
                     [call, respond = std::move(respond)](Result<std::string> answer) {
                       respond([call, answer = std::move(answer)] { return answerReply(call, answer); });
                     });
  };
  return later;
}

Answer ConnectApi::open(ConnectCall call, const std::string& body) {
  const auto message = openEnvelope(body);
  if (!message) return streamError(call, message.error());
  auto request = requestOf(call, *message);
  if (!request) return streamError(call, request.error());
  const auto& holder =
      call.credentials.authorization.empty() ? call.credentials.source : call.credentials.authorization;
  auto place = streams_.take(holder, 1);
  if (!place)
    return streamError(call, {ErrorCode::Exhausted, "too_many_streams", "too many streams are open", {}, "close one"});
  Streamed out;
  out.head.headers.emplace_back("Content-Type", call.isJson ? "application/connect+json" : "application/connect+proto");
  out.life = call.timeout;
  out.source =
      std::make_shared<ConnectStream>(loop_, dispatcher_, std::move(call), std::move(*request), std::move(place));
  return out;
}

}  // namespace flotilla::controlplane
