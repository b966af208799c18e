#include "models/view/runbook_editor.h"

#include <QThreadPool>
#include <algorithm>

#include "models/view/rollout_actions.h"
#include "models/view/runbook_text.h"
#include "models/view/text.h"

namespace flotilla::view {
namespace {

constexpr double kKibi = 1024;

qsizetype utf8Size(const QString& text) {
  return text.toUtf8().size();
}

QString kibi(double bytes) {
  return QString::number(bytes / kKibi, 'f', bytes < 10 * kKibi ? 1 : 0) + QStringLiteral(" KiB");
}

int countOf(const std::vector<DiffLine>& lines, DiffLine::Kind kind) {
  return static_cast<int>(
      std::count_if(lines.begin(), lines.end(), [kind](const DiffLine& line) { return line.kind == kind; }));
}

}  // namespace

RunbookEditor::RunbookEditor(OperatorApi& api, RunbookExaminer examiner, const QString& draftsFolder, QObject* parent)
    : QObject(parent),
      api_(api),
      examine_(std::move(examiner)),
      drafts_(draftsFolder),
      findings_({"ref", "line", "step", "message", "fix", "isError", "status"}),
      steps_({"ref", "number", "key", "title", "why", "kind", "marks", "line", "wrong", "parts", "next"}),
      diff_({"ref", "mark", "text", "before", "after", "kind"}) {
  later_.setSingleShot(true);
  later_.setInterval(kDebounceMs);
  connect(&later_, &QTimer::timeout, this, [this] {
    keepDraft();
    examine();
  });
  connect(this, &RunbookEditor::examined, this, &RunbookEditor::edited);
}

RunbookEditor::~RunbookEditor() {
  keepDraft();
}

QString RunbookEditor::about() const {
  const RunbookSummary& summary = newest_.summary;
  if (summary.version == 0) return QStringLiteral("not saved yet");
  return QStringLiteral("version %1 by %2, %3")
      .arg(count(summary.version), view::text(summary.author), dateTime(summary.at));
}

QString RunbookEditor::overtakenBy() const {
  if (!overtaken()) return {};
  if (newest_.summary.version == 0) return QStringLiteral("There is no version of it any more.");
  return QStringLiteral("%1 saved version %2 at %3; this was begun from %4.")
      .arg(view::text(newest_.summary.author), count(newest_.summary.version), dateTime(newest_.summary.at),
           writtenFor_ == 0 ? QStringLiteral("nothing") : QStringLiteral("version ") + count(writtenFor_));
}

QString RunbookEditor::size() const {
  return plural(static_cast<std::uint64_t>(lines_), "line", "lines") +
         QStringLiteral(", %1 of %2")
             .arg(kibi(static_cast<double>(bytes_)), kibi(static_cast<double>(kMaxRunbookBytes)));
}

QString RunbookEditor::whyNotSave() const {
  if (state_ != QStringLiteral("ready")) return QStringLiteral("It is not read yet");
  if (!dirty() && !retired()) return QStringLiteral("Nothing was changed");
  if (tooLong()) return QStringLiteral("It is longer than 256 KiB");
  if (checking()) return QStringLiteral("It is being checked");
  if (errors_ > 0)
    return plural(static_cast<std::uint64_t>(errors_), "problem", "problems") + QStringLiteral(" to mend first");
  if (overtaken()) return QStringLiteral("Somebody else saved a version: decide about that first");
  return {};
}

void RunbookEditor::open(const QString& runbook) {
  const bool shown = state_ != QStringLiteral("closed") && runbook == runbook_;
  if (shown && state_ == QStringLiteral("ready")) return reload();
  if (shown && state_ == QStringLiteral("loading")) return;
  keepDraft();
  runbook_ = runbook;
  newest_ = {};
  writtenFor_ = 0;
  restored_.clear();
  saved_.clear();
  steps_.setRows({});
  if (runbook.isEmpty()) return show({}, false);
  replaceText({});
  load(false);
}

void RunbookEditor::reload() {
  if (!runbook_.isEmpty()) load(state_ == QStringLiteral("ready"));
}

void RunbookEditor::load(bool textStays) {
  if (!textStays) state_ = QStringLiteral("loading");
  problem_.clear();
  emit changed();
  emit edited();
  api_.getRunbook(RunbookName(runbook_.toStdString()), 0,
                  guard_.onGui<RunbookDocument>([this, textStays, number = ++asked_](Result<RunbookDocument> document) {
                    if (number != asked_) return;
                    if (document) return show(std::move(document).value(), textStays);
                    problem_ = problemOf(document.error());
                    if (!textStays)
                      state_ = document.error().code == ErrorCode::Denied ? QStringLiteral("denied")
                                                                          : QStringLiteral("failed");
                    emit changed();
                    emit edited();
                  }));
}

void RunbookEditor::show(RunbookDocument document, bool textStays) {
  ++asked_;
  state_ = QStringLiteral("ready");
  const bool untouched = textStays && text_ == saved_;
  newest_ = std::move(document);
  renewSaved();
  if (!textStays || untouched) {
    writtenFor_ = newest_.summary.version;
    const auto draft = drafts_.find(runbook_);
    const bool differs = draft && draft->text != saved_;
    restored_ = differs ? draft->at.toString(QStringLiteral("yyyy-MM-dd HH:mm")) : QString();
    if (differs) writtenFor_ = draft->version;
    const QString now = differs ? draft->text : saved_;
    if (!textStays || now != text_) replaceText(now);
  } else {
    later_.start();  // it is compared with another one now
    examinedText_ = QString();
  }
  emit changed();
  emit edited();
}

void RunbookEditor::renewSaved() {
  saved_ = newest_.summary.version == 0 ? QString::fromLatin1(newRunbookText()) : view::text(newest_.text);
}

void RunbookEditor::replaceText(const QString& text) {
  text_ = text;
  bytes_ = utf8Size(text_);
  lines_ = text_.count(QLatin1Char('\n')) + (text_.isEmpty() || text_.endsWith(QLatin1Char('\n')) ? 0 : 1);
  examinedText_ = QString();
  emit replaced();
  emit edited();
  if (state_ == QStringLiteral("ready")) examine();
}

void RunbookEditor::write(const QString& text) {
  if (state_ != QStringLiteral("ready") || text == text_) return;
  text_ = text;
  bytes_ = utf8Size(text_);
  lines_ = text_.count(QLatin1Char('\n')) + (text_.isEmpty() || text_.endsWith(QLatin1Char('\n')) ? 0 : 1);
  later_.start();
  emit edited();
}

void RunbookEditor::keepDraft() {
  if (state_ != QStringLiteral("ready")) return;
  if (text_ == saved_) return drafts_.forget(runbook_);
  draftLost_ = !drafts_.keep(runbook_, text_, writtenFor_);
}

void RunbookEditor::takeNewest() {
  if (state_ != QStringLiteral("ready")) return;
  writtenFor_ = newest_.summary.version;
  restored_.clear();
  replaceText(saved_);
  keepDraft();
  emit changed();
}

void RunbookEditor::keepOverNewest() {
  writtenFor_ = newest_.summary.version;
  keepDraft();
  emit changed();
  emit edited();
}

// One at a time; if the text has changed meanwhile, once more.
void RunbookEditor::examine() {
  if (examining_ || !examine_) return;
  examining_ = true;
  const auto deliver = guard_.onGui<Findings>([this, text = text_](Result<Findings> found) {
    examining_ = false;
    if (found && text == text_) return take(text, *found);
    if (!later_.isActive()) examine();
  });
  QThreadPool::globalInstance()->start(
      [examine = examine_, now = text_.toStdString(), before = saved_.toStdString(), deliver] {
        deliver(Findings{examine(now), lineDiff(before, now)});
      });
}

void RunbookEditor::take(const QString& text, const Findings& found) {
  const RunbookExam& exam = found.exam;
  examinedText_ = text;
  stale_ = !exam.runbook;
  if (exam.runbook) {
    steps_.setRows(stepRows(*exam.runbook, exam.findings));
    title_ = view::text(exam.runbook->title);
    name_ = view::text(exam.runbook->name.value);
  }
  errors_ = static_cast<int>(
      std::count_if(exam.findings.begin(), exam.findings.end(), [](const RunbookFinding& one) { return one.isError; }));
  notes_ = static_cast<int>(exam.findings.size()) - errors_;
  findings_.setRows(findingRows(exam.findings));
  marks_ = lineMarks(exam.findings);
  diff_.setRows(diffRows(found.diff));
  added_ = countOf(found.diff, DiffLine::Kind::Added);
  removed_ = countOf(found.diff, DiffLine::Kind::Removed);
  emit examined();
}

void RunbookEditor::saved(const QString& runbook, const RunbookSummary& summary, const QString& text) {
  const auto draft = drafts_.find(runbook);
  if (draft && draft->text == text) drafts_.forget(runbook);
  if (runbook != runbook_) return;  // another one is shown by now
  const QString name = view::text(summary.name.value);
  drafts_.forget(runbook);
  runbook_ = name;
  newest_.summary = summary;
  newest_.text = text.toStdString();
  writtenFor_ = summary.version;
  restored_.clear();
  renewSaved();
  keepDraft();  // what was written since
  examinedText_ = QString();
  later_.start();
  emit changed();
  emit edited();
  if (name != runbook) emit savedAs(name);
}

void RunbookEditor::summaryTold(const RunbookSummary& summary) {
  if (summary.name.value != runbook_.toStdString() || summary.version != newest_.summary.version) return;
  newest_.summary = summary;
  emit changed();
  emit edited();
}

}  // namespace flotilla::view
