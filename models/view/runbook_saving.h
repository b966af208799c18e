// What is done with the runbook that the editor shows: it is saved as the next version after a look at what that would
// be, retired, or held against the fleet. The text of the editor stays whatever comes of it. Thread: GUI. Lifetime: api
// and editor outlive it.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>
#include <QStringList>

#include "models/view/runbook_editor.h"

namespace flotilla::view {

class RunbookSaving : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  Q_PROPERTY(QString state READ state NOTIFY changed)                // idle, asking, ready, saving, refused
  Q_PROPERTY(QString about READ about NOTIFY changed)                // "Becomes version 4 of failing-deployment."
  Q_PROPERTY(QString confirmWord READ confirmWord NOTIFY changed)    // number of that version
  Q_PROPERTY(QStringList notes READ notes NOTIFY changed)            // what the control plane says about it beside
  Q_PROPERTY(QString refusal READ refusal NOTIFY changed)            // of saving or retiring
  Q_PROPERTY(bool busy READ busy NOTIFY changed)                     // an answer is awaited
  Q_PROPERTY(bool checked READ checked NOTIFY changed)               // the saved version was held against the fleet
  Q_PROPERTY(QString checkText READ checkText NOTIFY changed)        // when, and of which version
  Q_PROPERTY(QString checkProblem READ checkProblem NOTIFY changed)  // why it could not be
  Q_PROPERTY(QStringList missing READ missing NOTIFY changed)        // what it names that is not there
  Q_PROPERTY(QString line READ line NOTIFY changed)                  // the same for flotillactl

 public:
  RunbookSaving(OperatorApi& api, RunbookEditor& editor, QObject* parent = nullptr);

  QString state() const { return state_; }
  QString about() const { return about_; }
  QString confirmWord() const { return QString::number(becomes_); }
  QStringList notes() const { return notes_; }
  QString refusal() const { return refusal_; }
  bool busy() const { return busy_ > 0; }
  bool checked() const { return checked_; }
  QString checkText() const { return checkText_; }
  QString checkProblem() const { return checkProblem_; }
  QStringList missing() const { return missing_; }
  QString line() const;

  // Asks what saving would do. Then confirm() does it, if the text is still that one.
  Q_INVOKABLE void prepare();
  Q_INVOKABLE void confirm();
  Q_INVOKABLE void dismiss();
  Q_INVOKABLE void retire();
  Q_INVOKABLE void check();

 signals:
  void changed();
  void runbooksChanged();
  // As Actions::finished.
  void finished(const QString& status, const QString& text, const QString& detail, const QString& page,
                const QString& id);

 private:
  void ask(bool dryRun);
  void prepared(const RunbookApplied& would);
  void applied(const RunbookApplied& done);
  void refused(const Error& error);
  void reset();

  OperatorApi& api_;
  RunbookEditor& editor_;
  QString state_ = QStringLiteral("idle"), about_, refusal_;
  QString text_, savedOf_;  // what was asked about
  QString runbook_;         // that is shown
  std::uint32_t becomes_ = 0;
  QStringList notes_, missing_;
  QString checkText_, checkProblem_;
  bool checked_ = false;
  int busy_ = 0;
  std::uint64_t asked_ = 0;
  Guard guard_;
};

}  // namespace flotilla::view
