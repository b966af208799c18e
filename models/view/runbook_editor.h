// The document of a runbook as somebody writes it: read from the control plane, examined 300 ms after each change
// beside the GUI, compared with the newest version, and kept as a draft until it is saved or taken back. Thread: GUI;
// the examiner runs on another. Lifetime: the api outlives it.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>
#include <QTimer>
#include <QVariantList>
#include <functional>

#include "models/domain/runbook_finding.h"
#include "models/view/async.h"
#include "models/view/keyed_rows.h"
#include "models/view/line_diff.h"
#include "models/view/runbook_drafts.h"

namespace flotilla::view {

// Pure; called from any thread.
using RunbookExaminer = std::function<RunbookExam(std::string_view yaml)>;

class RunbookEditor : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  Q_PROPERTY(QString runbook READ runbook NOTIFY changed)  // the name; empty = a new one
  Q_PROPERTY(QString state READ state NOTIFY changed)      // closed, loading, ready, failed, denied
  Q_PROPERTY(QString problem READ problem NOTIFY changed)  // why it could not be read
  Q_PROPERTY(QString text READ text NOTIFY replaced)       // what the editor shows anew; write() says what it has now
  Q_PROPERTY(QString title READ title NOTIFY examined)     // as the text has it
  Q_PROPERTY(QString about READ about NOTIFY changed)      // "version 3 by m.keller, 2026-01-31 14:05:12 CET"
  Q_PROPERTY(int version READ version NOTIFY changed)      // the newest; 0 = there is none
  Q_PROPERTY(bool retired READ retired NOTIFY changed)
  Q_PROPERTY(bool dirty READ dirty NOTIFY edited)  // something is not saved
  // Whether a newer version than the text was written for is there, and what that is.
  Q_PROPERTY(bool overtaken READ overtaken NOTIFY changed)
  Q_PROPERTY(QString overtakenBy READ overtakenBy NOTIFY changed)
  Q_PROPERTY(QString restored READ restored NOTIFY changed)  // when the draft was written that was put back; else empty
  Q_PROPERTY(bool draftLost READ draftLost NOTIFY edited)    // it cannot be kept in a file
  Q_PROPERTY(bool checking READ checking NOTIFY edited)      // what is below is of an older text
  Q_PROPERTY(int errors READ errors NOTIFY examined)
  Q_PROPERTY(int notes READ notes NOTIFY examined)
  Q_PROPERTY(flotilla::view::KeyedRows* findings READ findings CONSTANT)  // see findingRows()
  Q_PROPERTY(QVariantList marks READ marks NOTIFY examined)               // see lineMarks()
  Q_PROPERTY(flotilla::view::KeyedRows* steps READ steps CONSTANT)  // see stepRows(); of the last that could be read
  Q_PROPERTY(bool stale READ stale NOTIFY examined)                 // they are not of the text as it is
  Q_PROPERTY(flotilla::view::KeyedRows* diff READ diff CONSTANT)    // see diffRows(); against the newest version
  Q_PROPERTY(int added READ added NOTIFY examined)                  // lines
  Q_PROPERTY(int removed READ removed NOTIFY examined)
  Q_PROPERTY(QString size READ size NOTIFY edited)  // "76 lines, 3.1 KiB of 256 KiB"
  Q_PROPERTY(bool tooLong READ tooLong NOTIFY edited)
  Q_PROPERTY(QString whyNotSave READ whyNotSave NOTIFY edited)  // empty if it can be

 public:
  static constexpr int kDebounceMs = 300;

  RunbookEditor(OperatorApi& api, RunbookExaminer examiner, const QString& draftsFolder, QObject* parent = nullptr);
  ~RunbookEditor() override;

  QString runbook() const { return runbook_; }
  QString state() const { return state_; }
  QString problem() const { return problem_; }
  QString text() const { return text_; }
  QString title() const { return title_; }
  QString name() const { return name_; }  // as the text has it
  QString about() const;
  int version() const { return static_cast<int>(newest_.summary.version); }
  std::uint32_t writtenFor() const { return writtenFor_; }
  bool retired() const { return newest_.summary.retired; }
  bool dirty() const { return state_ == QStringLiteral("ready") && text_ != saved_; }
  bool overtaken() const { return state_ == QStringLiteral("ready") && writtenFor_ != newest_.summary.version; }
  QString overtakenBy() const;
  QString restored() const { return restored_; }
  bool draftLost() const { return draftLost_; }
  bool checking() const { return examinedText_ != text_; }
  int errors() const { return errors_; }
  int notes() const { return notes_; }
  KeyedRows* findings() { return &findings_; }
  QVariantList marks() const { return marks_; }
  KeyedRows* steps() { return &steps_; }
  bool stale() const { return stale_; }
  KeyedRows* diff() { return &diff_; }
  int added() const { return added_; }
  int removed() const { return removed_; }
  QString size() const;
  bool tooLong() const { return bytes_ > static_cast<qsizetype>(kMaxRunbookBytes); }
  QString whyNotSave() const;

  // Shows that one, with what was not saved of it; an empty name is a new one. What is shown now is kept as a draft.
  Q_INVOKABLE void open(const QString& runbook);
  Q_INVOKABLE void write(const QString& text);
  // Asks what the newest version is; the text stays.
  Q_INVOKABLE void reload();
  // The newest version in the place of the text, which is lost but for what the editor can undo.
  Q_INVOKABLE void takeNewest();
  // The text stays, and is now a change of the newest version.
  Q_INVOKABLE void keepOverNewest();

  // What RunbookSaving was told; `runbook` is what was shown when it asked.
  void saved(const QString& runbook, const RunbookSummary& summary, const QString& text);
  void summaryTold(const RunbookSummary& summary);

 signals:
  void changed();
  void replaced();
  void edited();
  void examined();
  void savedAs(const QString& runbook);  // under a name that it was not opened by

 private:
  struct Findings {
    RunbookExam exam;
    std::vector<DiffLine> diff;
  };
  void load(bool textStays);
  void show(RunbookDocument document, bool textStays);
  void replaceText(const QString& text);
  void renewSaved();
  void keepDraft();
  void examine();
  void take(const QString& text, const Findings& found);

  OperatorApi& api_;
  const RunbookExaminer examine_;
  RunbookDrafts drafts_;
  QString runbook_, state_ = QStringLiteral("closed"), problem_;
  QString text_, saved_;  // saved_: the newest version, or what a new one begins as
  RunbookDocument newest_;
  std::uint32_t writtenFor_ = 0;
  QString restored_;
  bool draftLost_ = false;
  QString examinedText_, title_, name_;
  bool examining_ = false, stale_ = false;
  int errors_ = 0, notes_ = 0, added_ = 0, removed_ = 0;
  qsizetype bytes_ = 0, lines_ = 0;
  QVariantList marks_;
  KeyedRows findings_, steps_, diff_;
  std::uint64_t asked_ = 0;
  QTimer later_;
  Guard guard_;
};

}  // namespace flotilla::view
