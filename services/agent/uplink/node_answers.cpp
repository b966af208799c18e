#include "services/agent/uplink/node_answers.h"

#include "services/wire/agent_wire.h"
#include "services/wire/operator_wire.h"

namespace flotilla::agent {

void NodeAnswers::onSearch(const v1::SearchLogs& asked) {
  const auto query = wire::fromProto(asked.query());
  if (!query) return sendFound(asked.id(), query.error());
  if (!searchLogs_) return sendFound(asked.id(), Error{ErrorCode::Unavailable, "no_logs", "this node keeps no logs"});
  const auto send = guard_.wrap([this, id = asked.id()](const Result<LogExcerpt>& found) { sendFound(id, found); });
  searchLogs_(*query, [&executor = loop_, send](Result<LogExcerpt> found) {
    executor.post([send, found = std::move(found)] { send(found); });
  });
}

void NodeAnswers::onCapture(const v1::CaptureInputs& asked) {
  const auto query = wire::fromProto(asked.query());
  if (!query) return sendCaptured(asked.id(), query.error());
  agent_.captureInputs(*query, guard_.wrap([this, id = asked.id()](const Result<InputSamples>& captured) {
    sendCaptured(id, captured);
  }));
}

void NodeAnswers::sendFound(std::uint64_t id, const Result<LogExcerpt>& found) {
  v1::AgentMessage message;
  message.mutable_found_logs()->set_id(id);
  if (found) {
    *message.mutable_found_logs()->mutable_excerpt() = wire::toProto(*found);
  } else {
    message.mutable_found_logs()->set_reason(found.error().reason);
    message.mutable_found_logs()->set_message(found.error().message);
  }
  say_(std::move(message));
}

void NodeAnswers::sendCaptured(std::uint64_t id, const Result<InputSamples>& captured) {
  v1::AgentMessage message;
  message.mutable_captured_inputs()->set_id(id);
  if (captured) {
    *message.mutable_captured_inputs()->mutable_captured() = wire::toProto(*captured);
  } else {
    message.mutable_captured_inputs()->set_reason(captured.error().reason);
    message.mutable_captured_inputs()->set_message(captured.error().message);
  }
  say_(std::move(message));
}

}  // namespace flotilla::agent
