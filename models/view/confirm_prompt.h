// Asks a person to show again who they are, because an act that they began needs it; the act waits and then goes on.
// Thread: GUI; asker() may be called from any. Lifetime: the api outlives it; acts that wait when it ends fail.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>
#include <functional>
#include <vector>

#include "models/domain/account_api.h"
#include "models/view/async.h"

namespace flotilla::view {

class ConfirmPrompt : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  Q_PROPERTY(bool open READ isOpen NOTIFY changed)  // an act waits
  Q_PROPERTY(bool busy READ busy NOTIFY changed)
  Q_PROPERTY(QString error READ error NOTIFY changed)  // what was wrong with what was typed, a sentence

 public:
  using GoOn = std::function<void(bool confirmed)>;

  // Without an api nobody is ever asked.
  explicit ConfirmPrompt(AccountApi* accounts, QObject* parent = nullptr);
  ~ConfirmPrompt() override;

  bool isOpen() const { return !waiting_.empty(); }
  bool busy() const { return busy_; }
  QString error() const { return error_; }

  // What an act is handed to; also works, as doing nothing, when this is gone.
  std::function<void(GoOn)> asker() const;

  // Six digits are a code of the second factor, everything else is the password.
  Q_INVOKABLE void confirm(const QString& secret);
  Q_INVOKABLE void cancel();

 signals:
  void changed();

 private:
  void answer(bool confirmed);
  void confirmed(const Result<Account>& account);

  AccountApi* accounts_;
  std::vector<GoOn> waiting_;
  bool busy_ = false;
  QString error_;
  Guard guard_;
};

}  // namespace flotilla::view
