// Who is logged in at a control plane elsewhere, and the page where people log in. Thread: GUI. Lifetime: the api
// outlives it.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>
#include <functional>

#include "models/domain/account_api.h"
#include "models/view/async.h"
#include "models/view/confirm_prompt.h"

namespace flotilla::view {

struct IdentitySettings {
  AccountApi* accounts = nullptr;  // nobody logs in where there is none: on this computer, or with a token
  bool loggedIn = false;           // with a session that was kept
  QString name;                    // to begin with
  QString webAddress;              // where a second factor is set up
  // From now on calls are made with `session`; `keep` it for the next time too.
  std::function<Status(const std::string& session, bool keep)> become = {};
  std::function<void()> forget = {};
};

class Identity : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  Q_PROPERTY(bool possible READ possible CONSTANT)    // people log in here
  Q_PROPERTY(bool needed READ needed NOTIFY changed)  // the page shows: nobody is logged in
  Q_PROPERTY(bool busy READ busy NOTIFY changed)
  Q_PROPERTY(bool asksCode READ asksCode NOTIFY changed)        // the password was right, and there is a second factor
  Q_PROPERTY(bool lacksFactor READ lacksFactor NOTIFY changed)  // logged in, but a second factor has to be set up first
  Q_PROPERTY(QString name READ name NOTIFY changed)             // who logged in the last time, or begins to
  Q_PROPERTY(QString note READ note NOTIFY changed)             // why the page is here again, a sentence
  Q_PROPERTY(QString passwordError READ passwordError NOTIFY changed)  // sentences, beside their fields
  Q_PROPERTY(QString codeError READ codeError NOTIFY changed)
  Q_PROPERTY(QString problem READ problem NOTIFY changed)  // of no field: unreachable, throttled
  Q_PROPERTY(QString fix READ fix NOTIFY changed)          // what to do about it
  Q_PROPERTY(QString webAddress READ webAddress CONSTANT)
  Q_PROPERTY(flotilla::view::ConfirmPrompt* confirmation READ confirmation CONSTANT)

 public:
  explicit Identity(IdentitySettings settings, QObject* parent = nullptr);

  bool possible() const { return settings_.accounts != nullptr; }
  bool needed() const { return possible() && (!loggedIn_ || lacksFactor_); }
  bool busy() const { return busy_; }
  bool asksCode() const { return asksCode_; }
  bool lacksFactor() const { return lacksFactor_; }
  QString name() const { return name_; }
  QString note() const { return note_; }
  QString passwordError() const { return passwordError_; }
  QString codeError() const { return codeError_; }
  QString problem() const { return problem_; }
  QString fix() const { return fix_; }
  QString webAddress() const { return settings_.webAddress; }
  ConfirmPrompt* confirmation() { return &confirmation_; }

  // `stay`: the log-in is kept for the next time. The code counts only when it was asked for.
  Q_INVOKABLE void logIn(const QString& name, const QString& password, const QString& code, bool stay);
  Q_INVOKABLE void logOut();
  // Asks anew whether the second factor is there by now.
  Q_INVOKABLE void lookAgain();
  // As somebody else, from the beginning.
  Q_INVOKABLE void startOver();

  // The control plane does not know us: if it says so of the log-in itself, that is over.
  void doubted();

 signals:
  void changed();
  void becameAnother();  // calls are made as somebody else from now on, or as nobody

 private:
  void forgetErrors();
  void loggedIn(const Result<LoggedIn>& answer, bool stay);
  void refused(const Error& error);
  void looked(const Result<Account>& account);
  void end(const QString& note);

  const IdentitySettings settings_;
  ConfirmPrompt confirmation_;
  bool loggedIn_;
  bool lacksFactor_ = false;
  bool asksCode_ = false;
  bool busy_ = false;
  bool looking_ = false;
  int logIns_ = 0;
  QString name_, note_, passwordError_, codeError_, problem_, fix_;
  Guard guard_;
};

}  // namespace flotilla::view
