#include "app/console/remote_login.h"

#include "services/client/session_file.h"

namespace flotilla::console {
namespace {

constexpr const char* kUsualWeb = ":7445";

Path sessionFileOf(const Settings& settings) {
  if (!settings.sessionFile.isEmpty()) return settings.sessionFile.toStdString();
  return usualSessionFile(settings.server.toStdString());
}

Error aboutFile(Error error) {
  error.field = "--session-file";
  return error;
}

}  // namespace

RemoteLogin::RemoteLogin(const Settings& settings) : server_(settings.server), file_(sessionFileOf(settings)) {}

Status RemoteLogin::prepare(ClientOptions& options) {
  if (!file_.empty()) {
    auto session = readSession(file_);
    if (!session) return aboutFile(session.error());
    options.token = std::move(*session);
  }
  kept_ = !options.token.empty();
  options.onConfirmationNeeded = [relay = relay_](view::ConfirmPrompt::GoOn goOn) {
    std::function<void(view::ConfirmPrompt::GoOn)> ask;
    {
      const std::lock_guard lock(relay->mutex);
      ask = relay->ask;
    }
    if (ask) return ask(std::move(goOn));
    goOn(false);
  };
  return okStatus();
}

void RemoteLogin::askWith(std::function<void(view::ConfirmPrompt::GoOn)> asker) {
  const std::lock_guard lock(relay_->mutex);
  relay_->ask = std::move(asker);
}

view::IdentitySettings RemoteLogin::identity(OperatorClient& client) {
  view::IdentitySettings out;
  out.accounts = &client;
  out.loggedIn = kept_;
  out.webAddress = QStringLiteral("https://") + server_.left(server_.lastIndexOf(QLatin1Char(':'))) +
                   QLatin1String(kUsualWeb) + QStringLiteral("/me");
  out.become = [this, &client](const std::string& session, bool keep) -> Status {
    FLOTILLA_CHECK(client.useToken(session));
    kept_ = keep && !file_.empty();
    if (!kept_) return okStatus();
    const Status written = writeSession(file_, session);
    return written ? okStatus() : Status(aboutFile(written.error()));
  };
  // What somebody else keeps there, as the command line does, stays.
  out.forget = [this, &client] {
    (void)client.useToken({});
    if (std::exchange(kept_, false)) (void)removeSession(file_);
  };
  return out;
}

}  // namespace flotilla::console
