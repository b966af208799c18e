#include "services/controlplane/core/fleet/answers.h"

#include "services/crypto/hash.h"

namespace flotilla::controlplane {
namespace {

constexpr Duration kAnswerLife = std::chrono::hours(24);

Error conflict(const char* reason, const char* message, const char* fix) {
  return {ErrorCode::Conflict, reason, message, "request_id", fix};
}

}  // namespace

AnswerRecord newAnswer(std::string requestId, std::string actor, std::string_view request, std::string method,
                       bool secret, TimePoint now) {
  return {std::move(requestId), std::move(actor), sha256(request), std::move(method), secret, {}, now + kAnswerLife};
}

std::optional<Result<std::string>> earlierAnswer(const FleetState& state, const AnswerRecord& request) {
  if (request.requestId.size() < 16 || request.requestId.size() > 64)
    return invalid("bad_request_id", "a change needs a request id of 16 to 64 characters", "request_id",
                   "send a new UUID with every intent, and the same one when you retry");
  const auto known = state.answers.find(request.requestId);
  if (known == state.answers.end()) return std::nullopt;
  const AnswerRecord& before = known->second;
  if (before.actor != request.actor || before.request != request.request || before.method != request.method)
    return conflict("request_id_reused", "this request id was used for something else", "send a new one");
  if (before.secret)
    return conflict("already_answered", "this was done, and its answer is shown only once",
                    "repeat it under a new request id");
  return before.answer;
}

}  // namespace flotilla::controlplane
