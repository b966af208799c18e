#include "models/view/actions.h"

#include <QRegularExpression>
#include <algorithm>

#include "models/domain/node_lifecycle.h"
#include "models/view/rollout_actions.h"
#include "models/view/text.h"

namespace flotilla::view {
namespace {

std::optional<NodeVerb> verbOf(const QString& name) {
  const auto at = std::find(kNodeVerbNames.begin(), kNodeVerbNames.end(), name.toStdString());
  if (at == kNodeVerbNames.end()) return std::nullopt;
  return static_cast<NodeVerb>(at - kNodeVerbNames.begin());
}

QString pastOf(NodeVerb verb) {
  static constexpr std::array<const char*, 6> kPast{"approved",   "rejected", "quarantined",
                                                    "readmitted", "revoked",  "retired"};
  return QString::fromLatin1(kPast[static_cast<std::size_t>(verb)]);
}

// "key=value key=value"; Error names what is not one.
Result<Labels> labelsOf(const QString& typed) {
  Labels out;
  for (const QString& word : typed.split(QRegularExpression(QStringLiteral("[\\s,]+")), Qt::SkipEmptyParts)) {
    const qsizetype equals = word.indexOf(QLatin1Char('='));
    if (equals <= 0)
      return invalid("bad_label", "\"" + word.toStdString() + "\" is no label", "labels", "write key=value");
    out[word.left(equals).toStdString()] = word.mid(equals + 1).toStdString();
  }
  if (const Status checked = checkLabels(out); !checked) return checked.error();
  return out;
}

QVariantMap asking() {
  return {{"state", QStringLiteral("asking")}};
}
QVariantMap failedWith(const QString& problem) {
  return {{"state", QStringLiteral("failed")}, {"problem", problem}};
}

QVariantMap nodeMap(const PreviewNode& node) {
  QStringList warnings;
  for (const PreviewNote& note : node.warnings) warnings << text(note.message);
  return {{"id", text(node.node.value)},
          {"name", text(node.name)},
          {"region", text(node.region.value)},
          {"site", text(node.site.value)},
          {"from", node.hasVersion ? version(node.from) : text(kNothing)},
          {"to", version(node.to)},
          {"wayBack", node.wayBack},
          {"live", node.liveness == Liveness::Live},
          {"warnings", warnings.join(QStringLiteral("; "))}};
}

QVariantMap previewMap(const RolloutPreview& preview) {
  QVariantList nodes;
  QVariantList excluded;
  QVariantList regions;
  std::uint64_t withoutWayBack = 0;
  std::uint64_t warned = 0;
  for (const PreviewNode& node : preview.nodes) nodes << nodeMap(node);
  for (const ExcludedNode& node : preview.excluded)
    excluded << QVariantMap{
        {"name", text(node.name)}, {"reason", text(node.why.reason)}, {"message", text(node.why.message)}};
  for (const RegionPreview& region : preview.regions) {
    withoutWayBack += region.withoutWayBack;
    warned += region.warned;
    regions << QVariantMap{{"name", text(region.region.value)},
                           {"count", static_cast<int>(region.nodes)},
                           {"excluded", static_cast<int>(region.excluded)},
                           {"warned", static_cast<int>(region.warned)}};
  }
  return {{"state", QStringLiteral("ready")},
          {"total", static_cast<int>(preview.nodeCount)},
          {"withWayBack", static_cast<int>(preview.nodeCount - std::min(withoutWayBack, preview.nodeCount))},
          {"warned", static_cast<int>(warned)},
          {"excludedTotal", static_cast<int>(preview.excludedCount)},
          {"nodes", nodes},
          {"excluded", excluded},
          {"regions", regions},
          {"blocked", preview.problem ? problemOf(*preview.problem) : QString()}};
}

}  // namespace

Actions::Actions(OperatorApi& api, FleetMirror& mirror, QString enrolAddress, QObject* parent)
    : QObject(parent), api_(api), mirror_(mirror), enrolAddress_(std::move(enrolAddress)) {
  enrolment_ = preview_ = {{"state", QStringLiteral("idle")}};
  connect(&mirror_, &FleetMirror::placesChanged, this, &Actions::sitesChanged);
}

QStringList Actions::siteNames() const {
  QStringList out;
  for (const auto& [name, site] : mirror_.sites()) out << text(name.value);
  return out;
}

QStringList Actions::regionNames() const {
  QStringList out;
  for (const auto& [name, region] : mirror_.regions()) out << text(name.value);
  return out;
}

void Actions::begin(int calls) {
  running_ += calls;
  emit runningChanged();
}
void Actions::end() {
  --running_;
  emit runningChanged();
}

void Actions::createToken(const QString& site, const QString& labels, int minutes, bool needsApproval) {
  const auto parsed = labelsOf(labels);
  enrolment_ = parsed ? asking() : failedWith(problemOf(parsed.error()));
  emit enrolmentChanged();
  if (!parsed) return;
  NewEnrolToken wanted;
  wanted.site = SiteName(site.toStdString());
  wanted.labels = *parsed;
  wanted.lifetime = std::chrono::minutes(minutes);
  wanted.needsApproval = needsApproval;
  begin();
  api_.createToken(wanted, guard_.onGui<CreatedToken>([this, site](Result<CreatedToken> token) {
    end();
    if (!token)
      enrolment_ = failedWith(problemOf(token.error()));
    else
      enrolment_ = {
          {"state", QStringLiteral("ready")},
          {"token", text(token->text)},
          {"site", site},
          {"expires", dateTime(token->expires)},
          {"command", QStringLiteral("flotilla-agent enrol --data /var/lib/flotilla-agent --server %1 --token-file - "
                                     "--root root.json")
                          .arg(shellQuoted(enrolAddress_))}};
    emit enrolmentChanged();
  }));
}

void Actions::forgetToken() {
  enrolment_ = {{"state", QStringLiteral("idle")}};
  emit enrolmentChanged();
}

bool Actions::canChange(const QString& verb, const QString& identity) const {
  const auto wanted = verbOf(verb);
  const auto at = std::find(kNodeIdentityNames.begin(), kNodeIdentityNames.end(), identity.toStdString());
  if (!wanted || at == kNodeIdentityNames.end()) return false;
  const auto from = static_cast<NodeIdentity>(at - kNodeIdentityNames.begin());
  const auto after = identityAfter(from, *wanted);
  return after && *after != from;
}

void Actions::changeNodes(const QString& verb, const QStringList& ids, const QString& reason) {
  const auto wanted = verbOf(verb);
  if (!wanted || ids.isEmpty()) return;
  struct Outcome {
    int left = 0;
    int failed = 0;
    QString firstProblem;
    QString firstName;
  };
  const auto outcome = std::make_shared<Outcome>();
  outcome->left = static_cast<int>(ids.size());
  begin(outcome->left);
  const int total = outcome->left;
  const QString only = total == 1 ? ids.front() : QString();
  for (const QString& id : ids)
    api_.changeNode(*wanted, id.toStdString(), reason.toStdString(),
                    guard_.onGui<Node>([this, outcome, total, only, past = pastOf(*wanted)](Result<Node> node) {
                      end();
                      if (node)
                        outcome->firstName = text(node->name);
                      else if (++outcome->failed == 1)
                        outcome->firstProblem = problemOf(node.error());
                      if (--outcome->left > 0) return;
                      const int done = total - outcome->failed;
                      const QString what = total == 1 && done == 1
                                               ? outcome->firstName
                                               : plural(static_cast<std::uint64_t>(done), "node", "nodes");
                      emit finished(outcome->failed == 0 ? QStringLiteral("healthy") : QStringLiteral("failed"),
                                    outcome->failed == 0
                                        ? what + QLatin1Char(' ') + past
                                        : QStringLiteral("%1 of %2 not %3").arg(outcome->failed).arg(total).arg(past),
                                    outcome->firstProblem, QStringLiteral("nodes"), only);
                    }));
}

void Actions::previewDeploy(const QString& workload, const QString& wantedVersion, const QString& selector) {
  const std::uint64_t number = ++previewAsked_;
  const auto parsed = parseVersion(wantedVersion.toStdString());
  preview_ = parsed ? asking() : failedWith(problemOf(parsed.error()));
  emit previewChanged();
  if (!parsed) return;
  NewRollout wanted;
  wanted.workload = WorkloadName(workload.toStdString());
  wanted.version = *parsed;
  wanted.selector = selector.toStdString();
  api_.prepareRollout(wanted, guard_.onGui<RolloutPreview>([this, number](Result<RolloutPreview> preview) {
    if (number != previewAsked_) return;
    preview_ = preview ? previewMap(*preview) : failedWith(problemOf(preview.error()));
    emit previewChanged();
  }));
}

void Actions::previewRollBack(const QString& rollout) {
  const std::uint64_t number = ++previewAsked_;
  preview_ = asking();
  emit previewChanged();
  api_.prepareRollBack(RolloutId(rollout.toStdString()),
                       guard_.onGui<RolloutPreview>([this, number](Result<RolloutPreview> preview) {
                         if (number != previewAsked_) return;
                         preview_ = preview ? previewMap(*preview) : failedWith(problemOf(preview.error()));
                         emit previewChanged();
                       }));
}

void Actions::forgetPreview() {
  ++previewAsked_;
  preview_ = {{"state", QStringLiteral("idle")}};
  emit previewChanged();
}

void Actions::deploy(const QString& workload, const QString& wantedVersion, const QString& selector,
                     int deadlineMinutes) {
  const auto parsed = parseVersion(wantedVersion.toStdString());
  if (!parsed)
    return emit finished(QStringLiteral("failed"), QStringLiteral("Not deployed"), problemOf(parsed.error()), {}, {});
  NewRollout wanted;
  wanted.workload = WorkloadName(workload.toStdString());
  wanted.version = *parsed;
  wanted.selector = selector.toStdString();
  wanted.deadline = std::chrono::minutes(deadlineMinutes);
  begin();
  api_.createRollout(wanted,
                     guard_.onGui<Rollout>([this](Result<Rollout> rollout) { tellRollout(rollout, "started"); }));
}

void Actions::rollBack(const QString& rollout) {
  begin();
  api_.rollBack(RolloutId(rollout.toStdString()),
                guard_.onGui<Rollout>([this](Result<Rollout> back) { tellRollout(back, "goes back"); }));
}

void Actions::tellRollout(const Result<Rollout>& rollout, const char* what) {
  end();
  if (!rollout)
    return emit finished(QStringLiteral("failed"), QStringLiteral("The rollout was not changed"),
                         problemOf(rollout.error()), {}, {});
  emit finished(QStringLiteral("healthy"), text(rollout->id.value) + QLatin1Char(' ') + QLatin1String(what),
                plural(rollout->size(), "node", "nodes"), QStringLiteral("rollouts"), text(rollout->id.value));
}

QString Actions::deployLine(const QString& workload, const QString& wantedVersion, const QString& selector,
                            int deadlineMinutes) const {
  QString line = QStringLiteral("flotillactl deploy %1 %2").arg(shellQuoted(workload), shellQuoted(wantedVersion));
  if (!selector.isEmpty()) line += QStringLiteral(" --selector ") + shellQuoted(selector);
  return line + QStringLiteral(" --deadline %1m").arg(deadlineMinutes);
}

QString Actions::rollBackLine(const QString& rollout) const {
  return QStringLiteral("flotillactl rollback ") + shellQuoted(rollout);
}

QString Actions::nodesLine(const QString& verb, const QStringList& names, const QString& reason) const {
  constexpr int kNamed = 3;
  QStringList lines;
  for (qsizetype i = 0; i < names.size() && i < kNamed; ++i) {
    QString line = QStringLiteral("flotillactl nodes %1 %2").arg(verb, shellQuoted(names[i]));
    if (verb == QLatin1String("revoke") || verb == QLatin1String("reject") || verb == QLatin1String("retire"))
      line += QStringLiteral(" --yes");
    if (!reason.isEmpty()) line += QStringLiteral(" --reason ") + shellQuoted(reason);
    lines << line;
  }
  if (names.size() > kNamed) lines << QStringLiteral("# and %1 more").arg(names.size() - kNamed);
  return lines.join(QLatin1Char('\n'));
}

QString Actions::tokenLine(const QString& site, const QString& labels, int minutes, bool needsApproval) const {
  QString line = QStringLiteral("flotillactl token create --site ") + shellQuoted(site);
  for (const QString& label : labels.split(QRegularExpression(QStringLiteral("[\\s,]+")), Qt::SkipEmptyParts))
    line += QStringLiteral(" --label ") + shellQuoted(label);
  line += QStringLiteral(" --ttl %1m").arg(minutes);
  return needsApproval ? line + QStringLiteral(" --approval") : line;
}

}  // namespace flotilla::view
