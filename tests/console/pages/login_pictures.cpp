#include "tests/console/pages/login_pictures.h"

#include "tests/console/pages/camera.h"
#include "tests/view/fake_accounts.h"

namespace flotilla::tests {
namespace {

using view::test::accountOf;
using view::test::FakeAccounts;

view::IdentitySettings elsewhere(FakeAccounts& accounts, bool loggedIn) {
  view::IdentitySettings out;
  out.accounts = &accounts;
  out.loggedIn = loggedIn;
  out.name = "operator-1";
  out.webAddress = "https://fleet.example:7445/me";
  out.become = [](const std::string&, bool) { return okStatus(); };
  out.forget = [] {};
  return out;
}

void type(Preview& preview, const char* field, const QString& text) {
  for (QObject* item : preview.window()->findChildren<QObject*>(field)) item->setProperty("typed", text);
}

void writeIn(Camera& camera, const QString& theme) {
  FakeAccounts accounts;
  Preview preview(Preview::Scene::Loading, 14, elsewhere(accounts, false));
  preview.setTheme(theme);
  view::Identity& identity = *preview.console().session()->identity();
  camera.take(preview, "login-" + theme);
  const auto attempt = [&](Result<LoggedIn> answer, const char* name) {
    accounts.logIns.push_back(std::move(answer));
    type(preview, "loginPassword", "correct horse battery");
    identity.logIn("operator-1", "correct horse battery", "123456", false);
    camera.take(preview, QString("login-%1-%2").arg(name, theme));
  };
  attempt(Error{ErrorCode::Unauthenticated, "wrong_credentials", "the name or the password is not right", "password",
                "try again, or ask a security administrator for an invitation"},
          "wrong");
  attempt(Error{ErrorCode::Exhausted, "too_many_attempts", "too many attempts", {}, "try again in 40 s"}, "throttled");
  attempt(Error{ErrorCode::Unauthenticated, "code_needed", "this account has a second factor", "code"}, "code");
  attempt(Error{ErrorCode::Unauthenticated, "wrong_code", "this code is not right, or was used before", "code",
                "wait for the next code of the app; its clock must be right"},
          "wrong-code");
  attempt(LoggedIn{"fls1.a.b", {}, accountOf(true)}, "no-factor");
}

void writeAfter(Camera& camera, const QString& theme) {
  FakeAccounts accounts;
  Preview preview(Preview::Scene::Fleet, 14, elsewhere(accounts, true));
  preview.setTheme(theme);
  camera.take(preview, "logged-in-" + theme);
  view::Identity& identity = *preview.console().session()->identity();
  identity.confirmation()->asker()([](bool) {});
  camera.take(preview, "confirm-" + theme);
  accounts.confirmed =
      Error{ErrorCode::Unauthenticated, "wrong_credentials", "the password is not right", "password", "try again"};
  identity.confirmation()->confirm("something else");
  camera.take(preview, "confirm-wrong-" + theme);
  identity.confirmation()->cancel();
  accounts.known = Error{ErrorCode::Unauthenticated, "session_ended", "the session has ended"};
  identity.doubted();
  camera.take(preview, "login-ended-" + theme);
}

}  // namespace

bool writeLogins(const QDir& dir) {
  Camera camera(dir);
  for (const char* theme : {"dark", "light"}) {
    writeIn(camera, theme);
    writeAfter(camera, theme);
  }
  return !camera.failed();
}

}  // namespace flotilla::tests
