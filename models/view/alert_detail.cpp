#include "models/view/alert_detail.h"

#include <algorithm>

#include "models/domain/alert_fields.h"
#include "models/view/alert_text.h"
#include "models/view/drift_text.h"
#include "models/view/rollout_text.h"
#include "models/view/text.h"

namespace flotilla::view {
namespace {

constexpr const char* kSummary = "summary";
constexpr const char* kRollouts = "rollouts";  // annotation: those under way that may be the cause

QString annotationOf(const AlertStatus& status, const char* name) {
  const auto at = status.alert.annotations.find(name);
  return at == status.alert.annotations.end() ? QString() : text(at->second);
}

QVariantMap linkTo(const QString& words, const char* icon, const char* page, const QString& filter,
                   const QString& selection) {
  return {{"text", words},
          {"icon", QLatin1String(icon)},
          {"page", QLatin1String(page)},
          {"filter", filter},
          {"selection", selection}};
}

QVariantMap row(const std::string& name, const std::string& value) {
  return {{"name", text(name)}, {"value", text(value)}, {"mono", true}};
}

// "; " stands between the reasons of a control plane.
QStringList sentencesOf(const QString& why) {
  QStringList out;
  for (QString part : why.split(QStringLiteral("; "), Qt::SkipEmptyParts)) {
    part[0] = part[0].toUpper();
    out << part;
  }
  return out;
}

// What drifts, as an address names it; empty if it is about something else.
QString driftOf(const Labels& labels) {
  const QString alert = labelText(labels, label::kAlert);
  const bool region = alert == QLatin1String("RegionDrift");
  if (!region && alert != QLatin1String("SensorDrift")) return {};
  const QString place = labelText(labels, region ? label::kRegion : label::kNode);
  return DriftKey{region ? QStringLiteral("region") : QStringLiteral("node"),
                  place,
                  labelText(labels, label::kWorkload),
                  labelText(labels, label::kVersion),
                  {}}
      .toText();
}

}  // namespace

AlertDetail::AlertDetail(OperatorApi& api, FleetMirror& mirror, AlertBoard& board, QObject* parent)
    : QObject(parent), api_(api), mirror_(mirror), board_(board) {
  connect(&board_, &AlertBoard::answered, this, [this] {
    ask();
    emit changed();
    emit ticked();
  });
  connect(&mirror_, &FleetMirror::ticked, this, &AlertDetail::ticked);
}

void AlertDetail::setKey(const QString& key) {
  if (key == key_) return;
  key_ = key;
  reasons_.clear();
  ask();
  emit changed();
  emit ticked();
}

// Of an alert about an objective, the sentence in which it says what it counted.
void AlertDetail::ask() {
  const std::uint64_t number = ++asked_;
  const AlertStatus* shown = alert();
  const std::string objective = shown == nullptr ? std::string() : labelOf(shown->alert.labels, label::kObjective);
  if (objective.empty()) return;
  const std::string region = labelOf(shown->alert.labels, label::kRegion);
  ListQuery query;
  query.filter = "objective:" + objective;
  query.pageSize = 1000;
  api_.listAlerts(query, guard_.onGui<Page<ObjectiveAlert>>([this, number, region](Result<Page<ObjectiveAlert>> page) {
    // That of the board stays if this one cannot be told.
    if (number != asked_ || !page) return;
    reasons_.clear();
    for (const ObjectiveAlert& one : page->items)
      if (one.key.region.value == region && one.state == AlertState::Firing)
        reasons_ << QStringLiteral("%1: %2").arg(text(toText(one.key.severity)), text(one.why));
    emit changed();
  }));
}

const AlertStatus* AlertDetail::leading() const {
  if (const AlertStatus* shown = alert()) return shown;
  const AlertBoard::Group* all = group();
  return all == nullptr || all->told.alerts.empty() ? nullptr : &all->told.alerts.front();
}

const Labels& AlertDetail::shownLabels() const {
  static const Labels kNone;
  if (const AlertBoard::Group* all = group()) return all->told.labels;
  const AlertStatus* shown = alert();
  return shown == nullptr ? kNone : shown->alert.labels;
}

bool AlertDetail::fires() const {
  const AlertStatus* shown = alert();
  return group() != nullptr || (shown != nullptr && shown->fires);
}

QString AlertDetail::title() const {
  if (const AlertBoard::Group* all = group()) return groupTitle(all->told);
  const AlertStatus* shown = alert();
  return shown == nullptr ? QString() : alertTitle(shown->alert.labels);
}

QString AlertDetail::status() const {
  if (const AlertBoard::Group* all = group()) return all->pages ? QStringLiteral("failed") : QStringLiteral("warning");
  const AlertStatus* shown = alert();
  return shown == nullptr ? QStringLiteral("unknown") : statusOf(*shown);
}

QString AlertDetail::word() const {
  if (const AlertBoard::Group* all = group()) return all->pages ? QStringLiteral("page") : QStringLiteral("ticket");
  const AlertStatus* shown = alert();
  return shown == nullptr ? QString() : severityWord(*shown);
}

QString AlertDetail::place() const {
  if (const AlertBoard::Group* all = group()) return plural(all->told.alerts.size(), "alert", "alerts");
  const AlertStatus* shown = alert();
  return shown == nullptr ? QString() : alertPlace(shown->alert.labels);
}

QString AlertDetail::since() const {
  const TimePoint now = mirror_.now();
  if (const AlertBoard::Group* all = group())
    return QStringLiteral("newest %1 ago, at %2").arg(age(all->since, now), shortTime(all->since, now));
  const AlertStatus* shown = alert();
  if (shown == nullptr) return {};
  if (!shown->fires) return QStringLiteral("resolved at %1").arg(shortTime(shown->alert.endsAt, now));
  return QStringLiteral("for %1, since %2").arg(age(shown->alert.startsAt, now), shortTime(shown->alert.startsAt, now));
}

QString AlertDetail::summary() const {
  const AlertStatus* shown = alert();
  return shown == nullptr ? QString() : annotationOf(*shown, kSummary);
}

QStringList AlertDetail::why() const {
  const AlertStatus* shown = leading();
  if (shown == nullptr) return {};
  QStringList out = sentencesOf(text(shown->why));
  for (const QString& reason : reasons_)
    if (!reason.endsWith(summary()) || summary().isEmpty()) out << reason;
  return out;
}

QVariantList AlertDetail::told() const {
  QVariantList out;
  const std::string id = key_.toStdString();
  for (const AlertBoard::Group& one : board_.all()) {
    const bool has = std::any_of(one.ids.begin(), one.ids.end(), [&](const AlertId& each) { return each.value == id; });
    if (!has && one.told.key != id) continue;
    QString words = one.told.notifiedAt == TimePoint{}
                        ? QStringLiteral("not yet")
                        : QStringLiteral("at %1").arg(shortTime(one.told.notifiedAt, mirror_.now()));
    if (one.told.escalations > 0)
      words += QStringLiteral(", escalated %1")
                   .arg(one.told.escalations == 1 ? QStringLiteral("once")
                                                  : QStringLiteral("%1 times").arg(one.told.escalations));
    out << QVariantMap{{"name", text(one.told.receiver)}, {"value", words}};
  }
  return out;
}

QString AlertDetail::owner() const {
  const AlertStatus* shown = alert();
  if (shown != nullptr)
    return shown->acknowledgedBy.empty()
               ? QString()
               : QStringLiteral("%1 since %2")
                     .arg(text(shown->acknowledgedBy), shortTime(shown->acknowledgedAt, mirror_.now()));
  const AlertBoard::Group* all = group();
  if (all == nullptr) return {};
  const auto owned = std::count_if(all->told.alerts.begin(), all->told.alerts.end(),
                                   [](const AlertStatus& one) { return !one.acknowledgedBy.empty(); });
  return owned == 0 ? QString()
                    : QStringLiteral("%1 of %2").arg(owned).arg(static_cast<qint64>(all->told.alerts.size()));
}

QVariantList AlertDetail::holders() const {
  QVariantList out;
  const AlertStatus* shown = alert();
  if (shown == nullptr || !shown->fires) return out;
  for (const std::string& window : shown->mutedBy)
    out << QVariantMap{{"text", QStringLiteral("maintenance ") + text(window)}, {"silence", ""}, {"alert", ""}};
  for (const SilenceId& id : shown->silencedBy)
    out << QVariantMap{{"text", QStringLiteral("a silence")}, {"silence", text(id.value)}, {"alert", ""}};
  for (const AlertId& id : shown->inhibitedBy) {
    const AlertStatus* cause = board_.alert(text(id.value));
    out << QVariantMap{{"text", cause == nullptr ? text(id.value) : alertTitle(cause->alert.labels)},
                       {"silence", ""},
                       {"alert", text(id.value)}};
  }
  return out;
}

QVariantList AlertDetail::labels() const {
  QVariantList out;
  for (const auto& [name, value] : shownLabels()) out << row(name, value);
  return out;
}

QVariantList AlertDetail::annotations() const {
  QVariantList out;
  const AlertStatus* shown = alert();
  if (shown == nullptr) return out;
  for (const auto& [name, value] : shown->alert.annotations)
    if (name != kSummary) out << row(name, value);
  if (!shown->alert.generatorUrl.empty()) out << row("source", shown->alert.generatorUrl);
  return out;
}

QVariantList AlertDetail::links() const {
  QVariantList out;
  const Labels& labels = shownLabels();
  const QString region = labelText(labels, label::kRegion), site = labelText(labels, label::kSite);
  const QString node = labelText(labels, label::kNode);
  if (!cell().isEmpty()) out << linkTo(QStringLiteral("SLO ") + cell(), "target", "slos", {}, cell());
  if (const QString drift = driftOf(labels); !drift.isEmpty())
    out << linkTo(QStringLiteral("inputs of ") + labelText(labels, label::kWorkload), "chart-line", "drift", {}, drift);
  if (!node.isEmpty()) out << linkTo(node, "server", "nodes", {}, node);
  if (!site.isEmpty())
    out << linkTo(QStringLiteral("nodes of ") + site, "server", "nodes", QStringLiteral("site:") + site, {});
  else if (!region.isEmpty())
    out << linkTo(QStringLiteral("nodes of ") + region, "server", "nodes", QStringLiteral("region:") + region, {});
  QStringList rollouts{labelText(labels, label::kRollout)};
  if (const AlertStatus* shown = leading())
    rollouts << annotationOf(*shown, kRollouts).split(QStringLiteral(", "), Qt::SkipEmptyParts);
  for (const QString& rollout : rollouts)
    if (!rollout.isEmpty()) out << linkTo(rollout, "rocket", "rollouts", {}, rollout);
  return out;
}

QString AlertDetail::cell() const {
  return cellOf(shownLabels());
}

}  // namespace flotilla::view
