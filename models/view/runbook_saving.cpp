#include "models/view/runbook_saving.h"

#include "models/view/rollout_actions.h"
#include "models/view/text.h"

namespace flotilla::view {

RunbookSaving::RunbookSaving(OperatorApi& api, RunbookEditor& editor, QObject* parent)
    : QObject(parent), api_(api), editor_(editor) {
  // What was asked about is not what is there any more.
  connect(&editor_, &RunbookEditor::edited, this, [this] {
    if (state_ == QStringLiteral("ready") && editor_.text() != text_) dismiss();
  });
  connect(&editor_, &RunbookEditor::changed, this, [this] {
    if (editor_.runbook() != runbook_) reset();
    emit changed();
  });
}

void RunbookSaving::reset() {
  runbook_ = editor_.runbook();
  checked_ = false;
  checkText_.clear();
  checkProblem_.clear();
  missing_.clear();
  dismiss();
}

QString RunbookSaving::line() const {
  return editor_.runbook().isEmpty() ? QStringLiteral("flotillactl runbooks apply FILE")
                                     : QStringLiteral("flotillactl runbooks show ") + shellQuoted(editor_.runbook());
}

void RunbookSaving::dismiss() {
  if (state_ == QStringLiteral("saving")) return;
  ++asked_;
  if (state_ == QStringLiteral("asking")) --busy_;
  state_ = QStringLiteral("idle");
  about_.clear();
  notes_.clear();
  refusal_.clear();
  emit changed();
}

void RunbookSaving::prepare() {
  if (!editor_.whyNotSave().isEmpty() || busy()) return;
  text_ = editor_.text();
  savedOf_ = editor_.runbook();
  ask(true);
}

void RunbookSaving::confirm() {
  if (state_ != QStringLiteral("ready") || busy() || editor_.text() != text_) return;
  ask(false);
}

// Under another name than it was opened by it becomes a new runbook, and no version of one that is there.
void RunbookSaving::ask(bool dryRun) {
  state_ = dryRun ? QStringLiteral("asking") : QStringLiteral("saving");
  refusal_.clear();
  ++busy_;
  emit changed();
  RunbookChange change{text_.toStdString(), dryRun};
  change.expectedVersion = editor_.name() == editor_.runbook() ? editor_.writtenFor() : 0;
  api_.applyRunbook(change,
                    guard_.onGui<RunbookApplied>([this, dryRun, number = ++asked_](Result<RunbookApplied> told) {
                      if (number != asked_) return;
                      --busy_;
                      if (!told) return refused(told.error());
                      if (dryRun)
                        prepared(*told);
                      else
                        applied(*told);
                    }));
}

void RunbookSaving::prepared(const RunbookApplied& would) {
  const QString name = view::text(would.summary.name.value);
  becomes_ = would.summary.version;
  notes_.clear();
  for (const std::string& note : would.notes) notes_ << view::text(note);
  state_ = QStringLiteral("ready");
  about_ = becomes_ > 1 ? QStringLiteral("Becomes version %1 of %2").arg(count(becomes_), name)
                        : QStringLiteral("Becomes a new runbook, %1, version 1").arg(name);
  if (editor_.retired() && name == editor_.runbook()) about_ += QStringLiteral(", and brings it back");
  about_ += QStringLiteral(".");
  emit changed();
}

void RunbookSaving::applied(const RunbookApplied& done) {
  const QString name = view::text(done.summary.name.value);
  state_ = QStringLiteral("idle");
  about_.clear();
  notes_.clear();
  checked_ = false;  // that was another version
  missing_.clear();
  if (savedOf_ == runbook_) runbook_ = name;
  editor_.saved(savedOf_, done.summary, text_);
  emit changed();
  emit runbooksChanged();
  emit finished(QStringLiteral("healthy"),
                done.applied ? QStringLiteral("%1 is at version %2").arg(name, count(done.summary.version))
                             : QStringLiteral("%1 was the same already").arg(name),
                view::text(done.summary.title), QStringLiteral("runbooks"), name + QStringLiteral("/edit"));
}

void RunbookSaving::refused(const Error& error) {
  state_ = QStringLiteral("refused");
  about_.clear();
  notes_.clear();
  refusal_ = problemOf(error);
  emit changed();
  // The editor then says whose version came first.
  if (error.code == ErrorCode::Conflict && editor_.name() == editor_.runbook()) editor_.reload();
}

void RunbookSaving::retire() {
  const QString name = editor_.runbook();
  if (name.isEmpty() || busy()) return;
  ++busy_;
  refusal_.clear();
  emit changed();
  api_.retireRunbook(RunbookName(name.toStdString()),
                     guard_.onGui<RunbookSummary>([this, name](Result<RunbookSummary> told) {
                       --busy_;
                       if (!told) return refused(told.error());
                       editor_.summaryTold(*told);
                       emit changed();
                       emit runbooksChanged();
                       emit finished(QStringLiteral("healthy"), name + QStringLiteral(" is retired"),
                                     QStringLiteral("saving it again brings it back"), QStringLiteral("runbooks"),
                                     name + QStringLiteral("/edit"));
                     }));
}

void RunbookSaving::check() {
  const QString name = editor_.runbook();
  if (name.isEmpty() || busy()) return;
  ++busy_;
  checkProblem_.clear();
  emit changed();
  api_.checkRunbooks(
      RunbookName(name.toStdString()),
      guard_.onGui<std::vector<RunbookSummary>>([this, name](Result<std::vector<RunbookSummary>> told) {
        --busy_;
        if (name != editor_.runbook()) return emit changed();
        checked_ = told && !told->empty();
        missing_.clear();
        if (!told) checkProblem_ = problemOf(told.error());
        if (told && told->empty()) checkProblem_ = QStringLiteral("It is retired: nothing was looked at.");
        if (checked_) {
          const RunbookSummary& summary = told->front();
          for (const std::string& problem : summary.health.problems) missing_ << view::text(problem);
          checkText_ =
              QStringLiteral("version %1 at %2").arg(count(summary.version), clockTime(summary.health.checkedAt));
          editor_.summaryTold(summary);
        }
        emit changed();
        emit runbooksChanged();
      }));
}

}  // namespace flotilla::view
