#include "models/view/node_detail.h"

#include <algorithm>

#include "models/view/node_text.h"
#include "models/view/stage_text.h"
#include "models/view/text.h"

namespace flotilla::view {
namespace {

constexpr std::size_t kNodeSamples = 600;
constexpr std::uint32_t kEvents = 200;

QString installStatus(InstallState state) {
  switch (state) {
    case InstallState::Committed:
      return QStringLiteral("healthy");
    case InstallState::Idle:
      return QStringLiteral("unknown");
    case InstallState::Refused:
    case InstallState::Halted:
      return QStringLiteral("failed");
    case InstallState::RolledBack:
    case InstallState::RollingBack:
      return QStringLiteral("degraded");
    default:
      return QStringLiteral("updating");
  }
}

// The same of a workload or an event: what was committed may end again and again.
QString statusOf(InstallState state, const std::string& reason) {
  const bool looping = state == InstallState::Committed && reason == kCrashLoopReason;
  return looping ? QStringLiteral("degraded") : installStatus(state);
}

QString ratio(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? text(kNothing) : percent(static_cast<double>(part) / static_cast<double>(whole));
}

QVariantMap workloadMap(const NodeWorkload& workload) {
  const VersionTotals* totals = provenTotals(workload);
  return {{"name", text(workload.workload.value)},
          {"state", words(toText(workload.state))},
          {"status", statusOf(workload.state, workload.reason)},
          {"version", workload.proven ? version(workload.version) : text(kNothing)},
          {"reason", text(workload.reason)},
          {"message", text(workload.message)},
          {"restarts", static_cast<int>(workload.restarts)},
          {"requests", totals == nullptr ? text(kNothing) : count(totals->requests)},
          {"errors", totals == nullptr ? text(kNothing) : count(totals->errors)},
          {"p95", totals == nullptr ? text(kNothing) : milliseconds(totals->p95Ms)},
          {"accuracy", totals == nullptr ? text(kNothing) : ratio(totals->correct, totals->labelled)},
          {"stages", nodeStages(workload)}};
}

QVariantMap eventMap(const NodeEvent& event) {
  QString title = text(event.workload.value) + QLatin1Char(' ') + version(event.version) + QLatin1Char(' ') +
                  words(toText(event.state));
  if (event.workload.empty()) title = words(toText(event.state));
  QString detail = text(event.message);
  if (!event.reason.empty())
    detail = text(event.reason) + (detail.isEmpty() ? QString() : QStringLiteral(": ") + detail);
  return {{"time", dateTime(event.at)},
          {"status", statusOf(event.state, event.reason)},
          {"title", title.trimmed()},
          {"detail", detail}};
}

// Changes when an installation moves on: then there are new events.
std::string installState(const Node& node) {
  std::string out;
  for (const NodeWorkload& workload : node.workloads)
    out += std::to_string(static_cast<int>(workload.state)) + "/" + std::to_string(workload.generation) + ";";
  return out;
}

}  // namespace

NodeDetail::NodeDetail(OperatorApi& api, FleetMirror& mirror, QObject* parent)
    : QObject(parent), api_(api), mirror_(mirror) {
  connect(&mirror_, &FleetMirror::nodesChanged, this, &NodeDetail::onChanged);
  connect(&mirror_, &FleetMirror::completed, this, [this] {
    emit changed();
    if (!id_.empty()) reloadEvents();
  });
  connect(&mirror_, &FleetMirror::restarted, this, [this] {
    samples_.clear();
    emit changed();
    emit sampled();
  });
  connect(&mirror_, &FleetMirror::ticked, this, [this] {
    if (found()) emit changed();
  });
}

const Node* NodeDetail::current() const {
  const int row = mirror_.rowOf(id_);
  return row < 0 ? nullptr : &mirror_.nodes()[static_cast<std::size_t>(row)];
}

void NodeDetail::setNode(const QString& id) {
  if (id.toStdString() == id_) return;
  id_ = id.toStdString();
  samples_.clear();
  events_.clear();
  if (const Node* node = current()) sample(*node);
  emit nodeChanged();
  emit changed();
  emit sampled();
  reloadEvents();
}

void NodeDetail::onChanged(const std::vector<int>& rows) {
  const int row = mirror_.rowOf(id_);
  if (row < 0 || !std::binary_search(rows.begin(), rows.end(), row)) return;
  const Node& node = *current();
  sample(node);
  emit changed();
  if (installState(node) != lastState_) reloadEvents();
}

void NodeDetail::sample(const Node& node) {
  Sample next;
  next.at = node.lastSeen;
  if (!samples_.empty() && next.at <= samples_.back().at) return;
  for (const NodeWorkload& workload : node.workloads)
    for (const VersionTotals& totals : workload.totals) next.requests += totals.requests;
  const NodeWorkload* workload = leadingWorkload(node);
  const VersionTotals* totals = workload == nullptr ? nullptr : provenTotals(*workload);
  if (totals != nullptr) next.p95Ms = totals->p95Ms;
  samples_.push_back(next);
  if (samples_.size() > kNodeSamples) samples_.pop_front();
  emit sampled();
}

QString NodeDetail::name() const {
  return current() == nullptr ? QString() : text(current()->name);
}
QString NodeDetail::status() const {
  return current() == nullptr ? QStringLiteral("unknown") : text(toText(current()->health));
}
QString NodeDetail::identity() const {
  return current() == nullptr ? QString() : text(toText(current()->identity));
}
QString NodeDetail::place() const {
  return current() == nullptr ? QString()
                              : text(current()->site.value) + QStringLiteral(", ") + text(current()->region.value);
}
QString NodeDetail::seen() const {
  const Node* node = current();
  if (node == nullptr) return {};
  const QString since = age(node->lastSeen, mirror_.now());
  if (since == QStringLiteral("never")) return QStringLiteral("never seen");
  return since == QStringLiteral("now") ? QStringLiteral("seen now") : QStringLiteral("seen %1 ago").arg(since);
}
bool NodeDetail::fresh() const {
  return current() != nullptr && current()->liveness == Liveness::Live;
}

QVariantList NodeDetail::diff() const {
  const Node* node = current();
  if (node == nullptr) return {};
  QVariantList out;
  for (const NodeWorkload& workload : node->workloads) {
    const bool wanted = workload.desired != Version{};
    const bool differs = wanted && (!workload.proven || workload.version != workload.desired);
    out << QVariantMap{{"name", text(workload.workload.value)},
                       {"desired", version(workload.desired)},
                       {"actual", workload.proven ? version(workload.version) : text(kNothing)},
                       {"differs", differs}};
  }
  out << QVariantMap{{"name", QStringLiteral("generation")},
                     {"desired", count(node->generation)},
                     {"actual", count(node->generationSeen)},
                     {"differs", node->generation != node->generationSeen}};
  return out;
}

int NodeDetail::differences() const {
  int n = 0;
  for (const QVariant& row : diff()) n += row.toMap()["differs"].toBool() ? 1 : 0;
  return n;
}

QVariantList NodeDetail::workloads() const {
  QVariantList out;
  if (current() != nullptr)
    for (const NodeWorkload& workload : current()->workloads) out << workloadMap(workload);
  return out;
}

QVariantList NodeDetail::identityFacts() const {
  const Node* node = current();
  if (node == nullptr) return {};
  return {fact("Identity", text(toText(node->identity))),
          fact("Node id", text(node->id.value), true),
          fact("Key", text(node->fingerprint).left(24), true),
          fact("Certificate", QStringLiteral("expires %1").arg(dateTime(node->certificateExpires))),
          fact("Enrolled", dateTime(node->enrolledAt)),
          fact("Hardware", text(node->hardware), true),
          fact("Agent", version(node->agentVersion), true)};
}

QVariantList NodeDetail::resourceFacts() const {
  const Node* node = current();
  if (node == nullptr) return {};
  QVariantList out = machineOf(node->saturation);
  out << QVariantList{fact("Agent memory", bytes(std::uint64_t{1024} * node->agentRssKb)),
                      fact("Worker memory", bytes(std::uint64_t{1024} * node->workerRssKb)),
                      fact("Raw data", bytes(node->rawBytes)), fact("Sent upstream", bytes(node->upstreamBytes)),
                      fact("Epoch seen", count(node->epochSeen))};
  return out;
}

QVariantList NodeDetail::deliveryFacts() const {
  return current() == nullptr ? QVariantList() : deliveryOf(current()->telemetry);
}

QVariantList NodeDetail::labels() const {
  QVariantList out;
  if (current() != nullptr)
    for (const auto& [name, value] : current()->labels)
      out << QVariantMap{{"name", text(name)}, {"value", text(value)}};
  return out;
}

QVariantList NodeDetail::rateSeries() const {
  QVariantList out;
  for (std::size_t i = 1; i < samples_.size(); ++i) {
    const double seconds = std::chrono::duration<double>(samples_[i].at - samples_[i - 1].at).count();
    if (samples_[i].requests < samples_[i - 1].requests || seconds <= 0) continue;
    out << QVariantMap{{"x", static_cast<double>(toMicros(samples_[i].at)) / 1000},
                       {"y", static_cast<double>(samples_[i].requests - samples_[i - 1].requests) / seconds}};
  }
  return out;
}

QVariantList NodeDetail::p95Series() const {
  QVariantList out;
  for (const Sample& sample : samples_)
    if (sample.p95Ms >= 0)
      out << QVariantMap{{"x", static_cast<double>(toMicros(sample.at)) / 1000}, {"y", sample.p95Ms}};
  return out;
}

void NodeDetail::reloadEvents() {
  const Node* node = current();
  const std::uint64_t number = ++asked_;
  if (node == nullptr) {
    events_.clear();
    eventsState_.clear();
    return emit eventsChanged();
  }
  lastState_ = installState(*node);
  eventsState_ = QStringLiteral("loading");
  emit eventsChanged();
  ListQuery query;
  query.pageSize = kEvents;
  api_.listNodeEvents(id_, query, guard_.onGui<Page<NodeEvent>>([this, number](Result<Page<NodeEvent>> page) {
    if (number != asked_) return;
    eventsState_ = page ? QStringLiteral("ready") : text(page.error().message);
    if (page) {
      events_.clear();
      for (const NodeEvent& event : page->items) events_ << eventMap(event);
    }
    emit eventsChanged();
  }));
}

}  // namespace flotilla::view
