#include "models/view/run_watch.h"

#include <algorithm>

#include "models/view/response_text.h"
#include "models/view/rollout_text.h"
#include "models/view/text.h"

namespace flotilla::view {
namespace {

constexpr qsizetype kHashShown = 8;

// What is said about a step in the list: how it stands, who did it, what came of it.
QVariantMap stepRow(const RunDetail& told, std::size_t place, TimePoint now) {
  const RunStep& step = told.steps[place];
  const StepAttempt* attempt = told.run.last(step.key);
  const bool over = attempt != nullptr && !isUnderWay(attempt->state);
  return {{"key", text(step.key)},
          {"number", static_cast<int>(place) + 1},
          {"title", text(step.title)},
          {"status", statusOf(attempt)},
          {"word", attempt == nullptr ? wordOf(attempt) : attemptText(*attempt, now)},
          {"actor", attempt == nullptr ? QString() : text(attempt->actor)},
          {"outcome", over ? text(attempt->outcome) : QString()},
          {"kind", kindText(step)},
          {"tries", attempt == nullptr ? 0 : static_cast<int>(attempt->attempt)},
          {"current", step.key == told.run.step}};
}

QString firstLine(const std::string& lines) {
  return text(std::string_view(lines).substr(0, lines.find('\n')));
}

QVariantMap evidenceRow(const RunEvidence& entry, TimePoint now) {
  QString detail = firstLine(entry.text);
  if (entry.text.find('\n') != std::string::npos) detail += QStringLiteral(" …");
  return {{"key", QString::number(entry.seq)},
          {"kind", text(toText(entry.kind))},
          {"iconName", QString::fromLatin1(iconOf(entry.kind))},
          {"title", text(entry.title)},
          {"detail", detail},
          {"full", text(entry.text)},
          {"step", text(entry.step)},
          {"actor", entry.actor.empty() ? QStringLiteral("flotilla") : text(entry.actor)},
          {"at", shortTime(entry.at, now)},
          {"when", dateTime(entry.at)},
          {"hash", text(entry.hash.hex()).left(kHashShown)},
          {"redactions", static_cast<int>(entry.redactions)}};
}

}  // namespace

RunWatch::RunWatch(OperatorApi& api, FleetMirror& mirror, QObject* parent)
    : QObject(parent),
      api_(api),
      mirror_(mirror),
      steps_({"key", "number", "title", "status", "word", "actor", "outcome", "kind", "tries", "current"}),
      evidence_(
          {"key", "kind", "iconName", "title", "detail", "full", "step", "actor", "at", "when", "hash", "redactions"}),
      poll_(kEvery, [this] { ask(); }) {
  connect(&mirror_, &FleetMirror::ticked, this, [this] {
    if (!active()) return;
    tellSteps();
    emit ticked();
  });
}

void RunWatch::setRun(const QString& id) {
  if (id.toStdString() == id_.value) return;
  id_ = RunId(id.toStdString());
  told_.reset();
  poll_.forget();
  tellSteps();
  tellEvidence();
  poll_.anew();
  emit changed();
  emit ticked();
}

void RunWatch::setActive(bool active) {
  if (active == poll_.active()) return;
  poll_.setActive(active);
  emit changed();
}

void RunWatch::setCaller(const QString& caller) {
  if (caller == caller_) return;
  caller_ = caller;
  emit changed();
}

void RunWatch::reload() {
  poll_.anew();
  emit changed();
}

void RunWatch::ask() {
  if (id_.empty()) return;
  api_.getRun(id_, guard_.onGui<RunDetail>([this, number = poll_.begin()](Result<RunDetail> told) {
    if (!poll_.took(number, told ? nullptr : &told.error(), mirror_.now())) return;
    if (told) take(std::move(*told));
    emit changed();
    emit ticked();
  }));
}

void RunWatch::take(RunDetail told) {
  told_ = std::move(told);
  tellSteps();
  tellEvidence();
}

void RunWatch::tellSteps() {
  std::vector<QVariantMap> rows;
  for (std::size_t i = 0; told_ && i < told_->steps.size(); ++i) rows.push_back(stepRow(*told_, i, mirror_.now()));
  steps_.setRows(std::move(rows));
}

void RunWatch::tellEvidence() {
  std::vector<QVariantMap> rows;
  if (told_)
    for (auto entry = told_->evidence.rbegin(); entry != told_->evidence.rend(); ++entry)
      rows.push_back(evidenceRow(*entry, mirror_.now()));
  evidence_.setRows(std::move(rows));
}

const RunStep* RunWatch::step(const std::string& key) const {
  if (!told_) return nullptr;
  const auto found =
      std::find_if(told_->steps.begin(), told_->steps.end(), [&](const RunStep& step) { return step.key == key; });
  return found == told_->steps.end() ? nullptr : &*found;
}

QString RunWatch::title() const {
  return told_ ? text(told_->run.title) : QString();
}

QString RunWatch::status() const {
  return told_ ? statusOf(told_->run.state) : QStringLiteral("unknown");
}

QString RunWatch::word() const {
  return told_ ? text(toText(told_->run.state)) : QString();
}

QString RunWatch::about() const {
  if (!told_) return {};
  const Run& run = told_->run;
  QString out = text(run.id.value);
  if (!run.incident.empty()) out += QStringLiteral(" for ") + text(run.incident.value);
  out += run.region.empty() ? QString() : QStringLiteral(" in ") + text(run.region.value);
  return out + QStringLiteral(", started %1 by %2").arg(shortTime(run.startedAt, mirror_.now()), text(run.startedBy));
}

QString RunWatch::end() const {
  if (!told_ || open()) return {};
  const Run& run = told_->run;
  QString out = text(toText(run.state));
  if (run.endedAt != TimePoint{}) out += QLatin1Char(' ') + shortTime(run.endedAt, mirror_.now());
  return run.reason.empty() ? out : out + QStringLiteral(": ") + text(run.reason);
}

QString RunWatch::incident() const {
  return told_ ? text(told_->run.incident.value) : QString();
}

QString RunWatch::owner() const {
  return told_ ? text(told_->run.owner) : QString();
}

bool RunWatch::mine() const {
  return told_ && !caller_.isEmpty() && owner() == caller_;
}

bool RunWatch::open() const {
  return told_ && isOpen(told_->run.state);
}

QString RunWatch::progress() const {
  if (!told_) return {};
  const auto at = std::find_if(told_->steps.begin(), told_->steps.end(),
                               [this](const RunStep& step) { return step.key == told_->run.step; });
  if (at == told_->steps.end()) return plural(told_->steps.size(), "step", "steps");
  return QStringLiteral("%1 of %2").arg(at - told_->steps.begin() + 1).arg(told_->steps.size());
}

QString RunWatch::kept() const {
  if (!told_) return {};
  const auto shown = static_cast<std::uint64_t>(told_->evidence.size());
  const QString count = shown < told_->run.evidence
                            ? QStringLiteral("the last %1 of %2").arg(shown).arg(told_->run.evidence)
                            : plural(shown, "entry", "entries");
  return count + (told_->intact ? QStringLiteral(", hash-chained") : QString());
}

QVariantList RunWatch::facts() const {
  if (!told_) return {};
  const Run& run = told_->run;
  QVariantList out{fact("Runbook", QStringLiteral("%1, version %2").arg(text(run.runbook.value)).arg(run.version))};
  for (const auto& [name, value] : run.inputs)
    out << QVariantMap{{"name", text(name)}, {"value", text(value)}, {"mono", false}};
  return out;
}

QVariantMap RunWatch::stop() const {
  if (!told_ || !open() || told_->stopAfter == Duration{}) return {};
  const Run& run = told_->run;
  const QString whom = run.escalateTo.empty() ? QStringLiteral("somebody") : text(run.escalateTo);
  if (run.escalatedAt != TimePoint{})
    return {{"text", QStringLiteral("%1 was called %2").arg(whom, shortTime(run.escalatedAt, mirror_.now()))},
            {"left", QString()},
            {"share", 0.0},
            {"called", true}};
  const TimePoint until = run.improvedAt + told_->stopAfter;
  return {{"text", QStringLiteral("%1 without improvement: %2 is called").arg(plain(told_->stopAfter), whom)},
          {"left", clockLeft(until, mirror_.now())},
          {"share", shareLeft(run.improvedAt, until, mirror_.now())},
          {"called", false}};
}

}  // namespace flotilla::view
