#include "services/controlplane/http/web_session.h"

#include <algorithm>

#include "services/controlplane/core/identity/csrf.h"
#include "services/controlplane/http/connect_reply.h"
#include "services/controlplane/http/web_gate.h"
#include "services/controlplane/rpc/method_form.h"
#include "services/runtime/clock.h"

namespace flotilla::controlplane {
namespace {

constexpr const char* kLogIn = "/flotilla.v1.SessionService/LogIn";
constexpr const char* kAccept = "/flotilla.v1.SessionService/AcceptInvitation";
constexpr const char* kLogOut = "/flotilla.v1.SessionService/LogOut";
constexpr const char* kAccount = "/flotilla.v1.AccountService/GetAccount";
constexpr std::size_t kMaxBody = 16 * 1024;

// Max-Age 0 takes it away.
std::pair<std::string, std::string> cookieLine(const std::string& session, std::chrono::seconds life) {
  return {"Set-Cookie", std::string(kSessionCookie) + "=" + session +
                            "; Path=/; Max-Age=" + std::to_string(std::max<std::int64_t>(life.count(), 0)) +
                            "; Secure; HttpOnly; SameSite=Strict"};
}

Reply sessionReply(std::string_view session, const std::string& account) {
  Reply reply;
  reply.headers.emplace_back("Content-Type", "application/json");
  reply.body = "{\"csrf\":\"" + csrfToken(session) + "\",\"account\":" + account + "}";
  return reply;
}

Credentials credentialsOf(const RequestHead& head, std::string authorization) {
  return {false, std::move(authorization), std::string(head.peer), programText(head.userAgent)};
}

Reply openedReply(const Result<std::string>& answer) {
  if (!answer) return connectError(answer.error());
  const auto opened = readOpenedSession(*answer);
  if (!opened) return connectError(opened.error());
  Reply reply = sessionReply(opened->text, opened->account);
  const auto life = std::chrono::duration_cast<std::chrono::seconds>(opened->expires - SystemClock().now());
  reply.headers.push_back(cookieLine(opened->text, life));
  return reply;
}

bool saysJson(std::string_view type) {
  type = type.substr(0, type.find(';'));
  while (type.ends_with(' ')) type.remove_suffix(1);
  return type == "application/json";
}

}  // namespace

class LogInSink final : public BodySink {
 public:
  LogInSink(WebSession& sessions, const char* method, Credentials credentials, std::string before)
      : sessions_(sessions), method_(method), credentials_(std::move(credentials)), before_(std::move(before)) {}

  Status write(std::string_view piece) override {
    if (piece.size() > kMaxBody - body_.size())
      return Error{ErrorCode::Exhausted, "request_too_large", "the request has more than 16 KiB"};
    body_ += piece;
    return okStatus();
  }
  Answer finish() override { return sessions_.open(method_, body_, std::move(credentials_), std::move(before_)); }
  Reply refuse(const Error& error) override { return connectError({"resource_exhausted", 413}, error); }

 private:
  WebSession& sessions_;
  const char* method_;
  Credentials credentials_;
  std::string before_;
  std::string body_;
};

Outcome WebSession::begin(const RequestHead& head, WebCall call) {
  if (call == WebCall::GetSession) return tell(head);
  if (call == WebCall::LogOut) return logOut(head);
  if (!saysJson(head.contentType))
    return connectError({"invalid_argument", 415},
                        invalid("bad_content_type", "a login is JSON", "Content-Type", "send application/json"));
  if (head.contentLength.value_or(0) > kMaxBody)
    return connectError({"resource_exhausted", 413},
                        {ErrorCode::Exhausted, "request_too_large", "the request has more than 16 KiB"});
  return std::make_unique<LogInSink>(*this, call == WebCall::LogIn ? kLogIn : kAccept, credentialsOf(head, {}),
                                     std::string(sessionOf(head.cookie)));
}

Outcome WebSession::tell(const RequestHead& head) {
  const std::string session(sessionOf(head.cookie));
  if (session.empty())
    return connectError(Error{ErrorCode::Unauthenticated, "no_session", "nobody is logged in here", {}, "log in"});
  return Later{[this, session, who = credentialsOf(head, "Bearer " + session)](Respond respond) {
    dispatcher_.call(kAccount, {}, who, [session, respond = std::move(respond)](Result<std::string> answer) {
      respond([session, answer = std::move(answer)] {
        if (!answer) return connectError(answer.error());
        const auto account = MethodForm::find(kAccount)->responseToJson(*answer);
        return account ? sessionReply(session, *account) : connectError(account.error());
      });
    });
  }};
}

// The cookie goes, whatever became of the session.
Outcome WebSession::logOut(const RequestHead& head) {
  const auto gone = [](const Result<std::string>& answer) {
    const bool ended = answer || answer.error().code == ErrorCode::Unauthenticated;
    Reply reply = ended ? Reply{} : connectError(answer.error());
    if (ended) reply.status = 204;
    reply.headers.push_back(cookieLine({}, std::chrono::seconds(0)));
    return reply;
  };
  const std::string session(sessionOf(head.cookie));
  if (session.empty()) return gone(std::string());
  return Later{[this, gone, who = credentialsOf(head, "Bearer " + session)](Respond respond) {
    dispatcher_.call(kLogOut, {}, who, [gone, respond = std::move(respond)](Result<std::string> answer) {
      respond([gone, answer = std::move(answer)] { return gone(answer); });
    });
  }};
}

// A session that this browser had before ends: nobody would see it again.
Answer WebSession::open(const char* method, const std::string& json, Credentials credentials, std::string before) {
  auto request = MethodForm::find(method)->requestFromJson(json);
  if (!request) return connectError(request.error());
  return Later{[this, method, request = std::move(*request), credentials = std::move(credentials),
                before = std::move(before)](Respond respond) {
    dispatcher_.call(method, request, credentials,
                     [this, credentials, before, respond = std::move(respond)](Result<std::string> answer) {
                       Credentials old = credentials;
                       old.authorization = "Bearer " + before;
                       if (answer && !before.empty())
                         dispatcher_.call(kLogOut, {}, std::move(old), [](const Result<std::string>&) {});
                       respond([answer = std::move(answer)] { return openedReply(answer); });
                     });
  }};
}

}  // namespace flotilla::controlplane
