#include "services/controlplane/http/alert_post.h"

#include <algorithm>

#include "services/runtime/log.h"

namespace flotilla::controlplane {
namespace {

// Collects a small body.
class SmallBody : public BodySink {
 public:
  explicit SmallBody(std::size_t limit) : limit_(limit) {}
  Status write(std::string_view piece) override {
    if (piece.size() > limit_ - body_.size())
      return invalid("body_too_large", "a request has at most " + std::to_string(limit_) + " bytes");
    body_ += piece;
    return okStatus();
  }
  Reply refuse(const Error& error) override { return alertFault(ApiFault{413, 413, error.message}); }

 protected:
  const std::string& body() const { return body_; }

 private:
  std::size_t limit_;
  std::string body_;
};

class AlertsSink final : public SmallBody {
 public:
  AlertsSink(AlertFront& front, std::string token, std::size_t limit)
      : SmallBody(limit), front_(front), token_(std::move(token)) {}

  // The good ones are taken, also when others are refused.
  HttpAnswer finish() override {
    auto decoded = decodePostedAlerts(body());
    if (const auto* const fault = std::get_if<ApiFault>(&decoded)) return alertFault(*fault);
    auto& posted = std::get<PostedAlerts>(decoded);
    std::string refused;
    for (const std::string& why : posted.refused) refused += (refused.empty() ? "" : "; ") + why;
    return Later([&front = front_, token = token_, alerts = std::move(posted.good), refused](Respond respond) {
      front.take({token, Role::Enroller}, alerts, [respond = std::move(respond), refused](const Result<Unit>& taken) {
        respond([taken, refused] {
          if (!taken) return alertFault(taken.error());
          return refused.empty() ? alertReply({}) : alertFault(ApiFault{400, 0, refused});
        });
      });
    });
  }

 private:
  AlertFront& front_;
  std::string token_;
};

class SilenceSink final : public SmallBody {
 public:
  SilenceSink(AlertFront& front, std::string token, std::size_t limit)
      : SmallBody(limit), front_(front), token_(std::move(token)) {}

  HttpAnswer finish() override {
    auto decoded = decodePostedSilence(body());
    if (const auto* const fault = std::get_if<ApiFault>(&decoded)) return alertFault(*fault);
    auto& silence = std::get<Silence>(decoded);
    if (const std::string why = refusalOf(silence); !why.empty()) return alertFault(ApiFault{400, 0, why});
    return Later([&front = front_, token = token_, silence = std::move(silence)](Respond respond) {
      front.setSilence({token, Role::Operator}, silence, [respond = std::move(respond)](const Result<SilenceId>& id) {
        respond([id] {
          if (!id && id.error().code == ErrorCode::NotFound) return alertFault(ApiFault{404, 0, "silence not found"});
          return id ? alertReply(encodeSilenceId(*id)) : alertFault(id.error());
        });
      });
    });
  }

 private:
  std::string refusalOf(const Silence& silence) const {
    const std::string failed = "Failed to create silence: ";
    if (silence.endsAt <= silence.startsAt) return failed + "start time must be before end time";
    if (silence.endsAt < front_.now()) return failed + "end time can't be in the past";
    bool anySelects = false;
    for (const Matcher& matcher : silence.matchers) {
      const auto test = front_.compile({matcher});
      if (!test) return "silence invalid: invalid label matcher: " + test.error().message;
      anySelects = anySelects || !(*test)({});
    }
    return anySelects ? std::string() : "silence invalid: at least one matcher must not match the empty string";
  }

  AlertFront& front_;
  std::string token_;
};

ApiFault faultOf(const Error& error) {
  switch (error.code) {
    case ErrorCode::Unauthenticated:
      return {401, 401, error.message};
    case ErrorCode::Denied:
      return {403, 403, error.message};
    case ErrorCode::Invalid:
      return {400, 0, error.message};
    case ErrorCode::NotFound:
      return {404, 0, error.message};
    case ErrorCode::Conflict:
      return {409, 409, error.message};
    case ErrorCode::Precondition:
      return {412, 412, error.message};
    case ErrorCode::Exhausted:
      return {429, 429, error.message};
    case ErrorCode::Unavailable:
      return {503, 503, error.message};
    case ErrorCode::Internal:
      break;
  }
  log::error("a request to the alert API failed", {{"reason", error.reason}, {"error", error.message}});
  return {500, 0, "the server could not do this; its log says why"};
}

}  // namespace

std::unique_ptr<BodySink> makeAlertsSink(AlertFront& front, std::string token, std::size_t limit) {
  return std::make_unique<AlertsSink>(front, std::move(token), limit);
}

std::unique_ptr<BodySink> makeSilenceSink(AlertFront& front, std::string token, std::size_t limit) {
  return std::make_unique<SilenceSink>(front, std::move(token), limit);
}

Reply alertReply(std::string body) {
  Reply reply;
  if (!body.empty()) reply.headers.emplace_back("Content-Type", "application/json");
  reply.headers.emplace_back("Cache-Control", "no-store");
  reply.body = std::move(body);
  return reply;
}

Reply alertFault(const ApiFault& fault) {
  Reply reply = alertReply(encodeFault(fault));
  reply.status = fault.status;
  if (fault.status == 401) reply.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"flotilla\"");
  if (fault.status == 429 || fault.status == 503) reply.headers.emplace_back("Retry-After", "5");
  return reply;
}

Reply alertFault(const Error& error) {
  return alertFault(faultOf(error));
}

}  // namespace flotilla::controlplane
