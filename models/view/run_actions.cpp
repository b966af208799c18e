#include "models/view/run_actions.h"

#include <algorithm>

#include "models/view/response_text.h"
#include "models/view/rollout_actions.h"
#include "models/view/text.h"

namespace flotilla::view {
namespace {

constexpr qsizetype kDigestTyped = 12;

std::optional<RunVerb> verbOf(const QString& word) {
  const auto at = std::find(kRunVerbNames.begin(), kRunVerbNames.end(), word.toStdString());
  if (at == kRunVerbNames.end()) return {};
  return static_cast<RunVerb>(at - kRunVerbNames.begin());
}

QString toldOf(RunVerb verb, const QString& text) {
  switch (verb) {
    case RunVerb::HandOver:
      return QStringLiteral("Handed over to ") + text;
    case RunVerb::Take:
      return QStringLiteral("You take its steps now");
    case RunVerb::Escalate:
      return QStringLiteral("Somebody is called");
    case RunVerb::Cancel:
      return QStringLiteral("Cancelled");
    case RunVerb::BreakGlass:
      return QStringLiteral("On without approval");
    case RunVerb::Undo:
      return QStringLiteral("Undone");
    default:
      return {};
  }
}

// In the words of the page: what happened, and that what is shown now is how it stands.
QString sentenceOf(const Error& error) {
  const QString message = text(error.message.empty() ? error.reason : error.message);
  if (error.reason == "moved_on")
    return QStringLiteral("Nothing was done: %1. What is shown now is how it stands.").arg(message);
  if (error.reason == "not_owner") return QStringLiteral("Nothing was done: %1. Take it over to go on.").arg(message);
  if (error.reason == "targets_changed" || error.reason == "preview_expired")
    return QStringLiteral("Nothing was done: %1. Preview it again.").arg(message);
  return QStringLiteral("Nothing was done: %1.").arg(message);
}

}  // namespace

RunActions::RunActions(OperatorApi& api, RunWatch& run, QObject* parent) : QObject(parent), api_(api), run_(run) {
  connect(&run_, &RunWatch::changed, this, [this] {
    if (run_.run() == refusedRun_) return;
    refusedRun_ = run_.run();
    dismiss();
    forgetUndo();
  });
}

void RunActions::dismiss() {
  if (refusal_.isEmpty()) return;
  refusal_.clear();
  emit refusalChanged();
}

void RunActions::refuse(const Error& error) {
  refusedRun_ = run_.run();
  refusal_ = sentenceOf(error);
  emit refusalChanged();
}

Done<Run> RunActions::done(const QString& told) {
  ++running_;
  emit runningChanged();
  return guard_.onGui<Run>([this, told, asked = run_.run()](Result<Run> run) {
    --running_;
    emit runningChanged();
    // Somebody may look at another one by now.
    if (!run && asked == run_.run()) refuse(run.error());
    if (run) dismiss();
    if (run && !told.isEmpty())
      emit finished(QStringLiteral("healthy"), told, asked, QStringLiteral("runbooks"), asked);
    if (asked == run_.run()) run_.reload();
    emit runsChanged();
  });
}

void RunActions::send(RunSignal signal, const QString& told) {
  const RunDetail* detail = run_.detail();
  if (detail == nullptr) return;
  signal.run = detail->run.id;
  signal.moves = signal.verb == RunVerb::Undo ? undoMoves_ : detail->run.moves;
  if (signal.step.empty()) signal.step = detail->run.step;
  if (signal.verb == RunVerb::BreakGlass && detail->run.current() != nullptr)
    signal.digest = detail->run.current()->subject;
  api_.signalRun(signal, done(told));
}

void RunActions::begin() {
  send({.run = {}, .verb = RunVerb::Begin}, {});
}

void RunActions::act(const QString& digest) {
  send({.run = {}, .verb = RunVerb::Act, .digest = digestOf(digest)}, {});
}

void RunActions::choose(const QString& label) {
  send({.run = {}, .verb = RunVerb::Choose, .text = label.toStdString()}, {});
}

void RunActions::note(const QString& text) {
  send({.run = {}, .verb = RunVerb::Note, .text = text.trimmed().toStdString()}, {});
}

// Without the moves it is a note beside the steps, and cannot be refused because something moved.
void RunActions::addNote(const QString& text) {
  const RunDetail* detail = run_.detail();
  if (detail == nullptr || text.trimmed().isEmpty()) return;
  RunSignal signal;
  signal.run = detail->run.id;
  signal.verb = RunVerb::Note;
  signal.text = text.trimmed().toStdString();
  api_.signalRun(signal, done({}));
}

void RunActions::say(const QString& verb, const QString& step, const QString& text, const QString& reason) {
  const auto meant = verbOf(verb);
  if (!meant) return;
  send({.run = {},
        .verb = *meant,
        .step = step.toStdString(),
        .text = text.trimmed().toStdString(),
        .reason = reason.trimmed().toStdString()},
       toldOf(*meant, text));
}

void RunActions::review(bool approves, const QString& step, const QString& digest, const QString& comment) {
  const RunDetail* detail = run_.detail();
  if (detail == nullptr) return;
  RunReview review;
  review.run = detail->run.id;
  review.step = step.toStdString();
  review.digest = digestOf(digest);
  review.approves = approves;
  review.comment = comment.trimmed().toStdString();
  api_.reviewRun(review, done(approves ? QStringLiteral("Agreed") : QStringLiteral("Not agreed")));
}

void RunActions::prepareUndo(const QString& step) {
  const RunDetail* detail = run_.detail();
  if (detail == nullptr) return;
  undoState_ = QStringLiteral("loading");
  undoStep_ = step;
  undoProblem_.clear();
  undoPreview_.clear();
  undoMoves_ = detail->run.moves;
  emit undoChanged();
  const std::uint64_t number = ++undoAsked_;
  api_.prepareRunUndo(detail->run.id, step.toStdString(),
                      guard_.onGui<ActionPreview>([this, number](Result<ActionPreview> preview) {
                        if (number != undoAsked_) return;
                        undoState_ = preview ? QStringLiteral("ready") : QStringLiteral("failed");
                        if (preview) undoPreview_ = previewMap(*preview);
                        undoProblem_ = preview ? text(preview->problem) : problemOf(preview.error());
                        emit undoChanged();
                      }));
}

void RunActions::undo() {
  if (undoState_ != QLatin1String("ready")) return;
  RunSignal signal;
  signal.verb = RunVerb::Undo;
  signal.step = undoStep_.toStdString();
  signal.digest = digestOf(undoPreview_["digest"].toString());
  send(std::move(signal), toldOf(RunVerb::Undo, {}));
  forgetUndo();
}

void RunActions::forgetUndo() {
  if (undoState_ == QLatin1String("idle")) return;
  ++undoAsked_;
  undoState_ = QStringLiteral("idle");
  undoStep_.clear();
  undoProblem_.clear();
  undoPreview_.clear();
  emit undoChanged();
}

QString RunActions::line(const QString& verb, const QString& step, const QString& text, const QString& reason) const {
  QString out = QStringLiteral("flotillactl runs %1 %2").arg(verb, shellQuoted(run_.run()));
  const QString why = reason.trimmed().isEmpty() ? QStringLiteral("TEXT") : shellQuoted(reason.trimmed());
  if (verb == QLatin1String("act")) return out + QStringLiteral(" --digest ") + text.left(kDigestTyped);
  if (verb == QLatin1String("approve") || verb == QLatin1String("reject")) {
    out += QStringLiteral(" --digest ") + text.left(kDigestTyped);
    const bool says = !reason.trimmed().isEmpty() || verb == QLatin1String("reject");
    return says ? out + QStringLiteral(" --comment ") + why : out;
  }
  if (verb == QLatin1String("undo"))
    return out + QLatin1Char(' ') + shellQuoted(step) + QStringLiteral(" --digest ") + text.left(kDigestTyped);
  if (verb == QLatin1String("break-glass")) out += QStringLiteral(" --digest ") + text.left(kDigestTyped);
  if (verb == QLatin1String("jump")) out += QLatin1Char(' ') + shellQuoted(step);
  if (verb == QLatin1String("hand-over"))
    return out + QLatin1Char(' ') + (text.trimmed().isEmpty() ? QStringLiteral("NAME") : shellQuoted(text.trimmed()));
  const bool mayBeSilent = verb == QLatin1String("take") || verb == QLatin1String("escalate");
  return mayBeSilent && reason.trimmed().isEmpty() ? out : out + QStringLiteral(" --reason ") + why;
}

}  // namespace flotilla::view
