// What people say to the run that is shown, and the same as lines for flotillactl. A word is for the run as it was
// seen: if more happened since, nothing is done, `refusal` says so, and the run is asked for anew. Thread: GUI.
// Lifetime: api and run outlive it.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>
#include <QVariantMap>

#include "models/view/run_watch.h"

namespace flotilla::view {

class RunActions : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  Q_PROPERTY(int running READ running NOTIFY runningChanged)  // that wait for their answer
  // Why the last word was not followed, a sentence; empty once one was, or another run is shown.
  Q_PROPERTY(QString refusal READ refusal NOTIFY refusalChanged)
  // What undoing would change: idle, loading, ready, failed.
  Q_PROPERTY(QString undoState READ undoState NOTIFY undoChanged)
  Q_PROPERTY(QString undoStep READ undoStep NOTIFY undoChanged)
  Q_PROPERTY(QVariantMap undoPreview READ undoPreview NOTIFY undoChanged)  // as previewMap()
  Q_PROPERTY(QString undoProblem READ undoProblem NOTIFY undoChanged)

 public:
  RunActions(OperatorApi& api, RunWatch& run, QObject* parent = nullptr);

  int running() const { return running_; }
  QString refusal() const { return refusal_; }
  QString undoState() const { return undoState_; }
  QString undoStep() const { return undoStep_; }
  QVariantMap undoPreview() const { return undoPreview_; }
  QString undoProblem() const { return undoProblem_; }

  // Of the step that the run is at.
  Q_INVOKABLE void begin();
  Q_INVOKABLE void act(const QString& digest);  // hex, of the preview that was read
  Q_INVOKABLE void choose(const QString& label);
  Q_INVOKABLE void note(const QString& text);     // passes the step
  Q_INVOKABLE void addNote(const QString& text);  // beside the steps
  // skip, jump (to `step`), hand-over (to `text`), take, escalate, cancel, break-glass (on the preview that is shown).
  Q_INVOKABLE void say(const QString& verb, const QString& step, const QString& text, const QString& reason);
  Q_INVOKABLE void review(bool approves, const QString& step, const QString& digest, const QString& comment);
  Q_INVOKABLE void prepareUndo(const QString& step);
  Q_INVOKABLE void undo();  // what was prepared
  Q_INVOKABLE void forgetUndo();
  Q_INVOKABLE void dismiss();  // the refusal was read
  Q_INVOKABLE QString line(const QString& verb, const QString& step, const QString& text, const QString& reason) const;

 signals:
  void runningChanged();
  void refusalChanged();
  void undoChanged();
  void runsChanged();  // what is shown of them is old
  // As Actions::finished.
  void finished(const QString& status, const QString& text, const QString& detail, const QString& page,
                const QString& id);

 private:
  void send(RunSignal signal, const QString& told);
  Done<Run> done(const QString& told);
  void refuse(const Error& error);

  OperatorApi& api_;
  RunWatch& run_;
  int running_ = 0;
  QString refusal_;
  QString refusedRun_;
  QString undoState_ = QStringLiteral("idle");
  QString undoStep_;
  QString undoProblem_;
  QVariantMap undoPreview_;
  std::uint64_t undoAsked_ = 0;
  std::uint64_t undoMoves_ = 0;
  Guard guard_;
};

}  // namespace flotilla::view
