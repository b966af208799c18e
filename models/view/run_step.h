// A step of the run that is shown: the one that it is at, or another one that somebody looks at. Its parts in the order
// in which they are done: what has to hold before, what it would change, doing it, whether it helped, taking it back.
// Follows the run. Thread: GUI. Lifetime: the run outlives it.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>
#include <QStringList>
#include <QVariantMap>

#include "models/view/run_watch.h"

namespace flotilla::view {

class RunStepView : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  // Empty: the one that the run is at.
  Q_PROPERTY(QString chosen READ chosen WRITE setChosen NOTIFY changed)
  Q_PROPERTY(QString key READ key NOTIFY changed)  // of the one that is shown; empty if there is none
  Q_PROPERTY(bool found READ found NOTIFY changed)
  Q_PROPERTY(bool current READ current NOTIFY changed)  // the run is at it
  Q_PROPERTY(QString place READ place NOTIFY changed)   // "Step 4 of 7"
  Q_PROPERTY(QString title READ title NOTIFY changed)
  Q_PROPERTY(QString why READ why NOTIFY changed)
  Q_PROPERTY(QString kind READ kind NOTIFY changed)             // read, check, decide, act, wait, approve, verify, note
  Q_PROPERTY(QStringList marks READ marks NOTIFY partsChanged)  // "reversible", "at most 3 nodes"
  Q_PROPERTY(QString status READ status NOTIFY changed)
  Q_PROPERTY(QString word READ word NOTIFY ticked)  // "verifying, 3:12 left"
  Q_PROPERTY(QString outcome READ outcome NOTIFY changed)
  Q_PROPERTY(QString action READ action NOTIFY changed)  // in words; empty = none
  // [{title, text, status, word: holds, does not hold, unknown}]
  Q_PROPERTY(QVariantList before READ before NOTIFY partsChanged)
  Q_PROPERTY(QString beforeStatus READ beforeStatus NOTIFY changed)
  // As previewMap(), with {changed: bool, short: its first digits}; empty without one.
  Q_PROPERTY(QVariantMap preview READ preview NOTIFY previewChanged)
  Q_PROPERTY(QString previewLeft READ previewLeft NOTIFY ticked)  // "valid 4:12", "expired"; empty without one
  // What the owner does next: begin, act, choose, note, wait, or nothing.
  Q_PROPERTY(QString next READ next NOTIFY changed)
  Q_PROPERTY(QString nextText READ nextText NOTIFY changed)        // "Begin", "Preview again", "Hold to run on 3 nodes"
  Q_PROPERTY(QString waiting READ waiting NOTIFY ticked)           // what it waits for, a sentence
  Q_PROPERTY(double waitingShare READ waitingShare NOTIFY ticked)  // of the time that is left; 0 without
  Q_PROPERTY(QStringList choices READ choices NOTIFY choicesChanged)
  Q_PROPERTY(QString confirmWord READ confirmWord NOTIFY changed)  // the number of nodes
  Q_PROPERTY(QString digest READ digest NOTIFY changed)            // that was previewed; hex, empty without
  // Whether others are asked: {agreed, needed, text, said: [{name, text, status}], mine: the caller may say, mayBreak:
  // or go on alone}
  Q_PROPERTY(QVariantMap review READ review NOTIFY changed)
  // {title, text, status, word, left, share, done: bool}; empty without
  Q_PROPERTY(QVariantMap verify READ verify NOTIFY ticked)
  Q_PROPERTY(bool acted READ acted NOTIFY changed)        // its last attempt did something
  Q_PROPERTY(QString undo READ undo NOTIFY changed)       // how, in words; empty = it has none
  Q_PROPERTY(QString undone READ undone NOTIFY changed)   // "undone 14:05 by m.keller"; empty while it was not
  Q_PROPERTY(bool undoable READ undoable NOTIFY changed)  // it was done and not taken back

 public:
  explicit RunStepView(RunWatch& run, QObject* parent = nullptr);

  QString chosen() const { return chosen_; }
  void setChosen(const QString& key);
  QString key() const;
  bool found() const { return step() != nullptr; }
  bool current() const;
  QString place() const;
  QString title() const;
  QString why() const;
  QString kind() const;
  QStringList marks() const { return marks_; }
  QString status() const;
  QString word() const;
  QString outcome() const;
  QString action() const;
  QVariantList before() const { return before_; }
  QString beforeStatus() const;
  QVariantMap preview() const { return preview_; }
  QString previewLeft() const;
  QString next() const;
  QString nextText() const;
  QString waiting() const;
  double waitingShare() const;
  QStringList choices() const { return choices_; }
  QString confirmWord() const;
  QString digest() const;
  QVariantMap review() const;
  QVariantMap verify() const;
  bool acted() const { return attempt() != nullptr && attempt()->acted != TimePoint{}; }
  QString undo() const;
  QString undone() const;
  bool undoable() const { return undoableAttempt() != nullptr; }

 signals:
  void changed();
  // What is made of many things is told only if it is another one, so that lists of it neither jump nor lose the focus.
  void partsChanged();
  void previewChanged();
  void choicesChanged();
  void ticked();

 private:
  const RunStep* step() const;
  const StepAttempt* attempt() const;
  const StepAttempt* undoableAttempt() const;
  bool isAt(StepState state) const;
  bool previewExpired() const;
  void refresh();
  QStringList marksNow() const;
  QVariantList beforeNow() const;
  QVariantMap previewNow() const;
  QStringList choicesNow() const;

  RunWatch& run_;
  QString chosen_;
  QStringList marks_, choices_;
  QVariantList before_;
  QVariantMap preview_;
};

}  // namespace flotilla::view
