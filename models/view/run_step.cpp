#include "models/view/run_step.h"

#include <algorithm>

#include "models/view/response_text.h"
#include "models/view/rollout_text.h"
#include "models/view/text.h"

namespace flotilla::view {
namespace {

constexpr qsizetype kDigestShown = 12;

QVariantMap readingRow(const RunReading& reading) {
  return {{"title", text(reading.title)},
          {"text", text(reading.text)},
          {"status", !reading.known  ? QStringLiteral("unknown")
                     : reading.holds ? QStringLiteral("passed")
                                     : QStringLiteral("failed")},
          {"word", !reading.known  ? QStringLiteral("unknown")
                   : reading.holds ? QStringLiteral("holds")
                                   : QStringLiteral("does not hold")}};
}

QVariantMap approvalRow(const RunApproval& approval, TimePoint now) {
  QString said = approval.brokeGlass ? QStringLiteral("went on without approval ")
                 : approval.approves ? QStringLiteral("agreed ")
                                     : QStringLiteral("did not agree ");
  said += shortTime(approval.at, now);
  if (!approval.comment.empty()) said += QStringLiteral(": ") + text(approval.comment);
  return {{"name", text(approval.actor)},
          {"text", said},
          {"status", approval.approves ? QStringLiteral("passed") : QStringLiteral("failed")}};
}

}  // namespace

RunStepView::RunStepView(RunWatch& run, QObject* parent) : QObject(parent), run_(run) {
  connect(&run_, &RunWatch::changed, this, &RunStepView::refresh);
  connect(&run_, &RunWatch::ticked, this, &RunStepView::ticked);
}

void RunStepView::setChosen(const QString& key) {
  if (key == chosen_) return;
  chosen_ = key;
  refresh();
}

void RunStepView::refresh() {
  const auto renew = [](auto& kept, auto now) {
    if (kept == now) return false;
    kept = std::move(now);
    return true;
  };
  const bool marks = renew(marks_, marksNow()), before = renew(before_, beforeNow());
  if (marks || before) emit partsChanged();
  if (renew(preview_, previewNow())) emit previewChanged();
  if (renew(choices_, choicesNow())) emit choicesChanged();
  emit changed();
  emit ticked();
}

const RunStep* RunStepView::step() const {
  const RunStep* chosen = chosen_.isEmpty() ? nullptr : run_.step(chosen_.toStdString());
  if (chosen != nullptr || run_.detail() == nullptr) return chosen;
  if (const RunStep* at = run_.step(run_.detail()->run.step)) return at;
  return run_.detail()->steps.empty() ? nullptr : &run_.detail()->steps.back();
}

const StepAttempt* RunStepView::attempt() const {
  const RunStep* shown = step();
  return shown == nullptr ? nullptr : run_.detail()->run.last(shown->key);
}

const StepAttempt* RunStepView::undoableAttempt() const {
  const RunStep* shown = step();
  if (shown == nullptr || shown->undo.empty()) return nullptr;
  const auto& attempts = run_.detail()->run.attempts;
  const auto found = std::find_if(attempts.rbegin(), attempts.rend(), [shown](const StepAttempt& one) {
    return one.step == shown->key && one.acted != TimePoint{} && one.undone == TimePoint{};
  });
  return found == attempts.rend() ? nullptr : &*found;
}

bool RunStepView::isAt(StepState state) const {
  const StepAttempt* shown = attempt();
  return current() && shown != nullptr && shown->state == state;
}

QString RunStepView::key() const {
  return found() ? text(step()->key) : QString();
}

bool RunStepView::current() const {
  return found() && run_.open() && step()->key == run_.detail()->run.step;
}

QString RunStepView::place() const {
  if (!found()) return {};
  const auto& steps = run_.detail()->steps;
  return QStringLiteral("Step %1 of %2").arg(step() - steps.data() + 1).arg(steps.size());
}

QString RunStepView::title() const {
  return found() ? text(step()->title) : QString();
}

QString RunStepView::why() const {
  return found() ? text(step()->why) : QString();
}

QString RunStepView::kind() const {
  return found() ? text(toText(step()->kind)) : QString();
}

QStringList RunStepView::marksNow() const {
  if (!found()) return {};
  QStringList out{text(step()->kind == StepKind::Act ? toText(step()->risk) : toText(step()->kind))};
  if (const QString limits = limitsText(step()->limits); !limits.isEmpty()) out << limits;
  return out;
}

QString RunStepView::status() const {
  return statusOf(attempt());
}

QString RunStepView::word() const {
  const StepAttempt* shown = attempt();
  return shown == nullptr ? wordOf(shown) : attemptText(*shown, run_.now());
}

QString RunStepView::outcome() const {
  const StepAttempt* shown = attempt();
  return shown == nullptr ? QString() : text(shown->outcome);
}

QString RunStepView::action() const {
  return found() ? text(step()->action) : QString();
}

// Readings are of the step that the run is at: what has to hold before comes first. Of another step only the titles are
// known.
QVariantList RunStepView::beforeNow() const {
  QVariantList out;
  if (!found()) return out;
  const auto& readings = run_.detail()->readings;
  for (std::size_t i = 0; i < step()->checks.size(); ++i) {
    if (current() && i < readings.size())
      out << readingRow(readings[i]);
    else
      out << QVariantMap{{"title", text(step()->checks[i])},
                         {"text", QString()},
                         {"status", QStringLiteral("pending")},
                         {"word", QStringLiteral("not looked at")}};
  }
  return out;
}

QString RunStepView::beforeStatus() const {
  QString worst = QStringLiteral("passed");
  for (const QVariant& reading : before_) {
    const QString status = reading.toMap()["status"].toString();
    if (status == QLatin1String("failed")) return status;
    if (status != QLatin1String("passed")) worst = status;
  }
  return worst;
}

QVariantMap RunStepView::previewNow() const {
  const RunDetail* told = run_.detail();
  if (told == nullptr || !current() || !told->hasPreview) return {};
  QVariantMap out = previewMap(told->preview);
  out["changed"] = told->previewChanged;
  out["short"] = out["digest"].toString().left(kDigestShown);
  return out;
}

bool RunStepView::previewExpired() const {
  const StepAttempt* shown = attempt();
  return shown != nullptr && shown->due != TimePoint{} && run_.now() >= shown->due;
}

QString RunStepView::previewLeft() const {
  if (preview_.isEmpty()) return {};
  const StepAttempt* shown = attempt();
  if (shown == nullptr || shown->due == TimePoint{}) return {};
  return previewExpired() ? QStringLiteral("expired") : QStringLiteral("valid ") + clockLeft(shown->due, run_.now());
}

QString RunStepView::next() const {
  if (!current()) return {};
  const StepAttempt* shown = attempt();
  const bool underWay = shown != nullptr && isUnderWay(shown->state);
  if (underWay && shown->state == StepState::Previewed) {
    const RunDetail& told = *run_.detail();
    const bool stale = told.previewChanged || previewExpired() || !told.preview.problem.empty();
    return stale ? QStringLiteral("begin") : QStringLiteral("act");
  }
  if (underWay) return QStringLiteral("wait");
  if (step()->kind == StepKind::Decide) return QStringLiteral("choose");
  if (step()->kind == StepKind::Note) return QStringLiteral("note");
  return QStringLiteral("begin");
}

QString RunStepView::nextText() const {
  const QString what = next();
  if (what == QLatin1String("act"))
    return QStringLiteral("Hold to run on ") + plural(run_.detail()->preview.blast.nodes, "node", "nodes");
  if (what != QLatin1String("begin")) return {};
  const StepAttempt* shown = attempt();
  if (shown != nullptr && isUnderWay(shown->state)) return QStringLiteral("Preview again");
  const bool again = shown != nullptr;
  switch (step()->kind) {
    case StepKind::Act:
      return again ? QStringLiteral("Preview again") : QStringLiteral("Preview");
    case StepKind::Read:
      return again ? QStringLiteral("Look again") : QStringLiteral("Look");
    case StepKind::Check:
    case StepKind::Verify:
      return again ? QStringLiteral("Check again") : QStringLiteral("Check");
    case StepKind::Approve:
      return again ? QStringLiteral("Ask again") : QStringLiteral("Ask for approval");
    case StepKind::Wait:
      return again ? QStringLiteral("Wait again") : QStringLiteral("Wait %1").arg(plain(step()->wait));
    default:
      return QStringLiteral("Begin");
  }
}

QString RunStepView::waiting() const {
  const StepAttempt* shown = attempt();
  if (!current() || shown == nullptr) return {};
  const QString left = shown->due == TimePoint{} ? QString() : clockLeft(shown->due, run_.now());
  const QString tail = left.isEmpty() ? QString() : QStringLiteral(", %1 left").arg(left);
  switch (shown->state) {
    case StepState::Checking:
      return QStringLiteral("What has to hold before is being watched") + tail;
    case StepState::Reading:
      return QStringLiteral("Nodes were asked and have not all answered") + tail;
    case StepState::Awaiting:
      return QStringLiteral("Waits for somebody else to agree") + tail;
    case StepState::Waiting:
      return QStringLiteral("Waits for the time to pass") + tail;
    case StepState::Verifying:
      return shown->acted == TimePoint{} ? QStringLiteral("It is being verified")
                                         : QStringLiteral("Done %1; whether it helped is being verified")
                                               .arg(shortTime(shown->acted, run_.now()));
    default:
      return {};
  }
}

double RunStepView::waitingShare() const {
  const StepAttempt* shown = attempt();
  // What verifies counts down in its own part.
  if (!current() || shown == nullptr || !isUnderWay(shown->state) || shown->state == StepState::Verifying) return 0;
  return shareLeft(shown->begun, shown->due, run_.now());
}

QStringList RunStepView::choicesNow() const {
  QStringList out;
  if (!found()) return out;
  for (const StepChoice& choice : step()->choices) out << text(choice.label);
  return out;
}

QString RunStepView::confirmWord() const {
  const RunDetail* told = run_.detail();
  return QString::number(told == nullptr || !told->hasPreview ? 0 : told->preview.blast.nodes);
}

QString RunStepView::digest() const {
  const StepAttempt* shown = attempt();
  return shown == nullptr || shown->subject.isZero() ? QString() : text(shown->subject.hex());
}

QVariantMap RunStepView::review() const {
  if (!found() || step()->approvals == 0) return {};
  const StepAttempt* shown = attempt();
  QVariantList said;
  int agreed = 0;
  bool spoke = false;
  for (const RunApproval& approval : run_.detail()->run.approvals) {
    if (shown == nullptr || approval.attempt != shown->seq) continue;
    said << approvalRow(approval, run_.now());
    agreed += approval.approves ? 1 : 0;
    spoke = spoke || text(approval.actor) == run_.caller();
  }
  const bool asks = isAt(StepState::Awaiting);
  const bool other = !run_.mine() && shown != nullptr && text(shown->actor) != run_.caller();
  return {{"agreed", agreed},
          {"needed", static_cast<int>(step()->approvals)},
          {"text", QStringLiteral("%1 of %2 agreed, role %3")
                       .arg(agreed)
                       .arg(step()->approvals)
                       .arg(words(toText(step()->approver)))},
          {"said", said},
          {"asks", asks},
          {"mayBreak", asks && run_.detail()->mayBreakGlass},
          {"mine", asks && other && !spoke}};
}

QVariantMap RunStepView::verify() const {
  if (!found() || step()->verify.empty()) return {};
  const StepAttempt* shown = attempt();
  const auto& readings = run_.detail()->readings;
  const std::size_t place = step()->checks.size();
  const bool acted = shown != nullptr && shown->acted != TimePoint{};
  const bool underWay = isAt(StepState::Verifying);
  QVariantMap out{{"title", text(step()->verify)},
                  {"text", QString()},
                  {"word", QStringLiteral("not looked at")},
                  {"status", QStringLiteral("pending")},
                  {"left", QString()},
                  {"share", 0.0},
                  {"runs", underWay}};
  if (current() && place < readings.size()) out.insert(readingRow(readings[place]));
  // Before it is done there is nothing to verify, whatever the reading says.
  if (!underWay) {
    const bool over = (acted || step()->kind == StepKind::Verify) && shown != nullptr && !isUnderWay(shown->state);
    out["status"] = over ? statusOf(shown) : QStringLiteral("pending");
    if (!over) out["word"] = QStringLiteral("not done yet");
  } else if (out["status"] == QLatin1String("failed")) {
    out["status"] = QStringLiteral("running");
    out["word"] = QStringLiteral("not yet");
  }
  if (!underWay || shown->due == TimePoint{}) return out;
  const TimePoint from = acted ? shown->acted : shown->begun;
  out["left"] = QStringLiteral("%1 left of %2").arg(clockLeft(shown->due, run_.now()), clockLeft(shown->due, from));
  out["share"] = 1 - shareLeft(from, shown->due, run_.now());
  return out;
}

QString RunStepView::undo() const {
  return found() ? text(step()->undo) : QString();
}

QString RunStepView::undone() const {
  const StepAttempt* shown = attempt();
  if (shown == nullptr || shown->undone == TimePoint{}) return {};
  return QStringLiteral("undone %1 by %2").arg(shortTime(shown->undone, run_.now()), text(shown->undoneBy));
}

}  // namespace flotilla::view
