#include "models/view/identity.h"

#include "models/view/text.h"

namespace flotilla::view {

Identity::Identity(IdentitySettings settings, QObject* parent)
    : QObject(parent),
      settings_(std::move(settings)),
      confirmation_(settings_.accounts),
      loggedIn_(settings_.loggedIn),
      name_(settings_.name) {
  if (possible() && loggedIn_) doubted();
}

void Identity::logIn(const QString& name, const QString& password, const QString& code, bool stay) {
  if (busy_ || !possible()) return;
  forgetErrors();
  note_.clear();
  name_ = name.trimmed();
  busy_ = true;
  emit changed();
  const LogIn who{name_.toStdString(), password.toStdString(), asksCode_ ? code.trimmed().toStdString() : ""};
  settings_.accounts->logIn(
      who, guard_.onGui<LoggedIn>([this, stay](const Result<LoggedIn>& answer) { loggedIn(answer, stay); }));
}

void Identity::loggedIn(const Result<LoggedIn>& answer, bool stay) {
  busy_ = false;
  if (!answer) return refused(answer.error());
  if (const Status known = settings_.become(answer->session, stay); !known) return refused(known.error());
  ++logIns_;
  asksCode_ = false;
  loggedIn_ = true;
  lacksFactor_ = answer->account.needsSecondFactor;
  emit changed();
  emit becameAnother();
}

void Identity::refused(const Error& error) {
  const QString told = asSentence(text(error.message.empty() ? error.reason : error.message));
  const QString fix = asSentence(text(error.fix));
  const QString both = fix.isEmpty() ? told : told + QLatin1Char(' ') + fix;
  const bool aboutWho = error.code == ErrorCode::Unauthenticated || error.code == ErrorCode::Invalid;
  if (error.reason == "code_needed") {
    asksCode_ = true;
  } else if (aboutWho && asksCode_ && error.field == "code") {
    codeError_ = both;
  } else if (aboutWho) {
    asksCode_ = false;
    passwordError_ = both;
  } else {
    problem_ = told;
    fix_ = fix;
  }
  emit changed();
}

void Identity::logOut() {
  if (!possible() || !loggedIn_) return;
  // Whether or not the control plane hears of it, this console knows nothing any more.
  settings_.accounts->logOut([](const Result<bool>&) {});
  end({});
}

void Identity::startOver() {
  if (busy_) return;
  if (loggedIn_) return logOut();
  forgetErrors();
  asksCode_ = false;
  emit changed();
}

void Identity::lookAgain() {
  if (loggedIn_ && !busy_) doubted();
}

void Identity::doubted() {
  if (!possible() || !loggedIn_ || looking_) return;
  looking_ = true;
  forgetErrors();
  // An answer about the log-in of before says nothing about this one.
  settings_.accounts->account(guard_.onGui<Account>([this, about = logIns_](const Result<Account>& account) {
    looking_ = false;
    if (about == logIns_ && loggedIn_) looked(account);
  }));
}

void Identity::looked(const Result<Account>& account) {
  if (!account) {
    if (account.error().code == ErrorCode::Unauthenticated)
      end(QStringLiteral("Your session has ended. Log in again; what you had open is still there."));
    return;
  }
  name_ = text(account->name);
  const bool lacked = std::exchange(lacksFactor_, account->needsSecondFactor);
  if (lacked && lacksFactor_) problem_ = QStringLiteral("There is no second factor yet.");
  emit changed();
  if (lacked && !lacksFactor_) emit becameAnother();
}

void Identity::end(const QString& note) {
  settings_.forget();
  confirmation_.cancel();
  ++logIns_;
  forgetErrors();
  loggedIn_ = false;
  lacksFactor_ = false;
  asksCode_ = false;
  note_ = note;
  emit changed();
  emit becameAnother();
}

void Identity::forgetErrors() {
  passwordError_.clear();
  codeError_.clear();
  problem_.clear();
  fix_.clear();
}

}  // namespace flotilla::view
