#include "models/view/game_day_draft.h"

#include <QRegularExpression>
#include <algorithm>

#include "models/domain/node_selector.h"
#include "models/view/fault_form.h"
#include "models/view/game_day_text.h"
#include "models/view/response_text.h"
#include "models/view/rollout_actions.h"
#include "models/view/rollout_text.h"
#include "models/view/text.h"

namespace flotilla::view {
namespace {

constexpr Duration kUsualLength = std::chrono::minutes(1);
constexpr qsizetype kDigestTyped = 12;
constexpr const char* kConsenting = "drills:allow";

Fault usualFault() {
  Fault out;
  out.kind = FaultKind::KillWorker;
  out.lasts = kUsualLength;
  return out;
}

QString sentenceOf(const Error& error) {
  const QString message = text(error.message.empty() ? error.reason : error.message);
  if (error.reason == "targets_changed")
    return QStringLiteral("Nothing was started: it would not do now what was previewed. Read what it would do now.");
  if (error.code == ErrorCode::Unavailable)
    return QStringLiteral("No answer came: %1. Look whether it is in the list before you start it again.").arg(message);
  return QStringLiteral("Nothing was started: %1.").arg(problemOf(error));
}

}  // namespace

GameDayDraft::GameDayDraft(GameDayApi& api, FleetMirror& mirror, PatternCompiler compile, QObject* parent)
    : QObject(parent),
      api_(api),
      mirror_(mirror),
      compile_(std::move(compile)),
      targets_({"key", "fault", "name", "region", "status", "word", "liveness"}) {
  faults_.push_back(rowOf(usualFault()));
  later_.setSingleShot(true);
  later_.setInterval(kDebounceMs);
  connect(&later_, &QTimer::timeout, this, &GameDayDraft::ask);
  connect(&mirror_, &FleetMirror::placesChanged, this, &GameDayDraft::placesChanged);
  // The nodes that a selector means may be told after it was typed.
  connect(&mirror_, &FleetMirror::completed, this, [this] {
    for (Row& row : faults_) look(row);
    emit changed();
  });
}

void GameDayDraft::setTitle(const QString& title) {
  if (title == title_) return;
  title_ = title;
  edited();
}

void GameDayDraft::setNote(const QString& note) {
  if (note == note_) return;
  note_ = note;
  edited();
}

void GameDayDraft::setMostNodes(int most) {
  if (most == mostNodes() || most < 1) return;
  limits_.nodes = static_cast<std::uint32_t>(most);
  edited();
}

void GameDayDraft::setMostRegions(int most) {
  if (most == mostRegions() || most < 1) return;
  limits_.regions = static_cast<std::uint32_t>(most);
  edited();
}

int GameDayDraft::mostTraffic() const {
  return static_cast<int>(*limits_.traffic * 100 + 0.5);
}

void GameDayDraft::setMostTraffic(int percent) {
  if (percent == mostTraffic() || percent < 0) return;
  limits_.traffic = percent / 100.0;
  edited();
}

QString GameDayDraft::consenting() const {
  std::uint64_t active = 0, allowing = 0;
  for (const Node& node : mirror_.nodes()) {
    if (node.identity != NodeIdentity::Active) continue;
    ++active;
    allowing += node.drills == DrillConsent::Allow ? 1 : 0;
  }
  return QStringLiteral("%1 of %2 %3 drills")
      .arg(count(allowing), plural(active, "active node", "active nodes"),
           allowing == 1 ? QStringLiteral("allows") : QStringLiteral("allow"));
}

QStringList GameDayDraft::kinds() const {
  return faultKinds();
}
QStringList GameDayDraft::lengths() const {
  return lengthTexts();
}
QStringList GameDayDraft::delays() const {
  return delayTexts();
}

QStringList GameDayDraft::workloads() const {
  QStringList out{QStringLiteral("every workload")};
  for (const auto& [name, workload] : mirror_.workloads()) out << text(name.value);
  return out;
}

QVariantMap GameDayDraft::faultAt(int index) const {
  if (index < 0 || index >= faults()) return {};
  const Row& row = faults_[static_cast<std::size_t>(index)];
  const Fault& fault = row.fault;
  QString matching;
  if (!fault.where.empty())
    matching =
        QStringLiteral("%1, drills are allowed on %2").arg(plural(row.matching, "node", "nodes")).arg(row.allowing);
  return {{"kind", static_cast<int>(fault.kind)},
          {"meaning", meaningOf(fault.kind)},
          {"where", text(fault.where)},
          {"lasts", placeOf(lengthsOffered(), fault.lasts)},
          {"after", placeOf(delaysOffered(), fault.after)},
          {"amountName", amountNameOf(fault.kind)},
          {"amounts", amountTexts(fault.kind)},
          {"amount", placeOf(amountsOffered(fault.kind), fault.amount)},
          {"takesWorkload", fault.kind == FaultKind::KillWorker},
          {"workload", std::max(0, static_cast<int>(workloads().indexOf(text(fault.workload.value))))},
          {"matching", matching},
          {"narrowable", row.allowing > 0 && row.allowing < row.matching},
          {"problem", row.problem}};
}

void GameDayDraft::setChoice(int index, const QString& name, int place) {
  if (index < 0 || index >= faults() || place < 0) return;
  Fault& fault = faults_[static_cast<std::size_t>(index)].fault;
  const auto at = static_cast<std::size_t>(place);
  const auto choose = [at](const std::vector<Duration>& offered, Duration& value) {
    if (at < offered.size()) value = offered[at];
  };
  if (name == QLatin1String("kind") && at < kFaultKindNames.size()) {
    fault.kind = static_cast<FaultKind>(at);
    fault.amount = usualAmount(fault.kind);
    if (fault.kind != FaultKind::KillWorker) fault.workload = {};
  }
  if (name == QLatin1String("lasts")) choose(lengthsOffered(), fault.lasts);
  if (name == QLatin1String("after")) choose(delaysOffered(), fault.after);
  if (name == QLatin1String("amount")) choose(amountsOffered(fault.kind), fault.amount);
  if (name == QLatin1String("workload"))
    fault.workload = WorkloadName(place == 0 ? std::string() : workloads().value(place).toStdString());
  edited();
}

void GameDayDraft::setWhere(int index, const QString& where) {
  if (index < 0 || index >= faults()) return;
  Row& row = faults_[static_cast<std::size_t>(index)];
  if (row.fault.where == where.trimmed().toStdString()) return;
  row.fault.where = where.trimmed().toStdString();
  edited();
}

void GameDayDraft::onlyConsenting(int index) {
  if (index < 0 || index >= faults()) return;
  const QString where = text(faults_[static_cast<std::size_t>(index)].fault.where);
  // A list of alternatives is narrowed as a whole.
  const QString whole =
      where.contains(QStringLiteral(" or "), Qt::CaseInsensitive) ? QStringLiteral("(%1)").arg(where) : where;
  setWhere(index,
           where.isEmpty() ? QString::fromLatin1(kConsenting) : whole + QLatin1Char(' ') + QLatin1String(kConsenting));
}

void GameDayDraft::addFault() {
  if (faults_.size() >= kMaxFaults) return;
  Row row = rowOf(usualFault());
  if (!faults_.empty()) row.fault.where = faults_.back().fault.where;
  faults_.push_back(std::move(row));
  emit shapeChanged();
  edited();
}

void GameDayDraft::removeFault(int index) {
  if (index < 0 || index >= faults() || faults_.size() < 2) return;
  faults_.erase(faults_.begin() + index);
  emit shapeChanged();
  edited();
}

void GameDayDraft::reset() {
  ++starts_;
  busy_ = false;
  title_.clear();
  note_.clear();
  limits_ = kUsualGameDayLimits;
  faults_.clear();
  faults_.push_back(rowOf(usualFault()));
  emit shapeChanged();
  edited();
}

// Which nodes a fault means, as far as this console knows; the control plane has the last word.
void GameDayDraft::look(Row& row) const {
  row.matching = row.allowing = 0;
  row.problem.clear();
  row.readable = true;
  if (row.fault.where.empty()) return;
  const auto selector = parseSelector(row.fault.where, nodeSelectorFields(), compile_);
  if (!selector) {
    row.readable = false;
    row.problem = text(selector.error().message);
    return;
  }
  for (const Node& node : mirror_.nodes()) {
    if (node.identity != NodeIdentity::Active || !matches(*selector, nodeSelectorValues(node, mirror_.now()))) continue;
    ++row.matching;
    row.allowing += node.drills == DrillConsent::Allow ? 1 : 0;
  }
}

// What was previewed is of something else now, and so is what was refused.
void GameDayDraft::edited() {
  ++asked_;
  for (Row& row : faults_) look(row);
  preview_ = {};
  problem_.clear();
  titleProblem_.clear();
  refusal_.clear();
  tellTargets();
  const bool whole = missing().isEmpty();
  state_ = whole ? QStringLiteral("asking") : QStringLiteral("idle");
  if (whole)
    later_.start();
  else
    later_.stop();
  emit changed();
}

QString GameDayDraft::missing() const {
  for (const Row& row : faults_) {
    if (row.fault.where.empty()) return QStringLiteral("Say on which nodes");
    if (!row.readable) return QStringLiteral("Write a selector that can be read");
  }
  return title_.trimmed().isEmpty() ? QStringLiteral("Say in a few words what it is") : QString();
}

NewGameDay GameDayDraft::wanted() const {
  NewGameDay out;
  out.title = title_.trimmed().toStdString();
  out.note = note_.trimmed().toStdString();
  for (const Row& row : faults_) out.faults.push_back(row.fault);
  out.limits = limits_;
  return out;
}

void GameDayDraft::preview() {
  later_.stop();
  for (Row& row : faults_) look(row);
  if (missing().isEmpty())
    ask();
  else
    emit changed();
}

void GameDayDraft::ask() {
  state_ = QStringLiteral("asking");
  emit changed();
  api_.prepareGameDay(wanted(), guard_.onGui<GameDayPreview>([this, number = ++asked_](Result<GameDayPreview> preview) {
    if (number == asked_) take(preview);
  }));
}

void GameDayDraft::take(const Result<GameDayPreview>& preview) {
  state_ = preview ? QStringLiteral("ready") : QStringLiteral("failed");
  problem_.clear();
  preview_ = preview ? *preview : GameDayPreview{};
  previewedAt_ = mirror_.now();
  if (!preview) place(preview.error());
  tellTargets();
  emit changed();
}

// The field of an error says what it is about: "title", or "faults[1].lasts".
void GameDayDraft::place(const Error& error) {
  static const QRegularExpression kFault(QStringLiteral("^faults\\[(\\d+)\\]"));
  const auto match = kFault.match(text(error.field));
  const QString message = text(error.message.empty() ? error.reason : error.message);
  const std::size_t index = match.hasMatch() ? match.captured(1).toUInt() : faults_.size();
  if (index < faults_.size())
    faults_[index].problem = message;
  else if (error.field == "title")
    titleProblem_ = message;
  else
    problem_ = problemOf(error);
}

void GameDayDraft::tellTargets() {
  std::vector<const PlannedFault*> order;
  for (const PlannedFault& one : preview_.nodes) order.push_back(&one);
  std::stable_partition(order.begin(), order.end(),
                        [](const PlannedFault* one) { return one->consent == DrillConsent::Allow; });
  std::vector<QVariantMap> rows;
  for (std::size_t i = 0; i < std::min(kMostShown, order.size()); ++i) {
    const PlannedFault& one = *order[i];
    const QString kind = one.fault < faults_.size() ? text(toText(faults_[one.fault].fault.kind)) : QString();
    rows.push_back({{"key", QStringLiteral("%1/%2").arg(one.fault).arg(text(one.node.value))},
                    {"fault", QStringLiteral("%1 %2").arg(one.fault + 1).arg(kind)},
                    {"name", text(one.name)},
                    {"region", text(one.region.value)},
                    {"status", statusOf(one.consent)},
                    {"word", wordOf(one.consent)},
                    {"liveness", text(toText(one.liveness))}});
  }
  targets_.setRows(std::move(rows));
}

int GameDayDraft::more() const {
  return static_cast<int>(preview_.nodes.size()) - targets_.rowCount();
}

QVariantList GameDayDraft::figures() const {
  if (!ready()) return {};
  const auto figure = [](const char* name, const QString& value) {
    return QVariantMap{{"name", QLatin1String(name)}, {"value", value}};
  };
  return {figure("Nodes", count(preview_.blast.nodes)),
          figure("Allow drills", QStringLiteral("%1 of %2").arg(preview_.allowing).arg(preview_.blast.nodes)),
          figure("Regions", count(preview_.blast.regions)), figure("Traffic", trafficText(preview_.blast.traffic)),
          figure("Lasts", preview_.lasts == kUsualLength ? QStringLiteral("1 min") : plain(preview_.lasts))};
}

QStringList GameDayDraft::refusals() const {
  QStringList out;
  for (const std::string& problem : preview_.problems) out << text(problem);
  return out;
}

QString GameDayDraft::digest() const {
  return ready() ? text(preview_.digest.hex()) : QString();
}

QString GameDayDraft::previewedAt() const {
  return ready() ? clockTime(previewedAt_) : QString();
}

void GameDayDraft::start() {
  if (busy_ || !ready() || !preview_.problems.empty()) return;
  busy_ = true;
  refusal_.clear();
  emit changed();
  api_.startGameDay(wanted(), preview_.digest, guard_.onGui<GameDay>([this, number = starts_](Result<GameDay> gameDay) {
    const bool shown = number == starts_;
    if (shown) busy_ = false;
    if (!gameDay) return shown ? refuse(gameDay.error()) : void();
    const QString id = text(gameDay->id.value);
    emit finished(QStringLiteral("healthy"), id + QStringLiteral(" started"), text(gameDay->title),
                  QStringLiteral("game-days"), id);
    if (shown) reset();
    emit started(id);
  }));
}

// What it would do now is asked at once, so that whoever reads why also sees what.
void GameDayDraft::refuse(const Error& error) {
  const QString sentence = sentenceOf(error);
  if (error.code == ErrorCode::Invalid)
    place(error);
  else
    preview();
  refusal_ = sentence;
  emit changed();
}

QString GameDayDraft::line() const {
  const QString digest = this->digest();
  const bool starts = !digest.isEmpty() && preview_.problems.empty();
  QString out = QStringLiteral("flotillactl game-days %1 %2")
                    .arg(starts ? QStringLiteral("start") : QStringLiteral("preview"),
                         title_.trimmed().isEmpty() ? QStringLiteral("TITLE") : shellQuoted(title_.trimmed()));
  for (const Row& row : faults_)
    out += QStringLiteral(" --fault ") +
           shellQuoted(text(faultText(row.fault)) + (row.fault.where.empty() ? QStringLiteral("SELECTOR") : QString()));
  if (!note_.trimmed().isEmpty()) out += QStringLiteral(" --note ") + shellQuoted(note_.trimmed());
  if (limits_.nodes != kUsualGameDayLimits.nodes) out += QStringLiteral(" --most-nodes %1").arg(mostNodes());
  if (limits_.regions != kUsualGameDayLimits.regions) out += QStringLiteral(" --most-regions %1").arg(mostRegions());
  if (limits_.traffic != kUsualGameDayLimits.traffic) out += QStringLiteral(" --most-traffic %1").arg(mostTraffic());
  return starts ? out + QStringLiteral(" --digest ") + digest.left(kDigestTyped) : out;
}

}  // namespace flotilla::view
