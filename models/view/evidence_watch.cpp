#include "models/view/evidence_watch.h"

#include <QPointF>
#include <QRegularExpression>
#include <algorithm>
#include <cmath>

#include "models/view/plan_text.h"
#include "models/view/rollout_text.h"
#include "models/view/text.h"

namespace flotilla::view {
namespace {

constexpr double kNormal95 = 1.96;
constexpr double kUsualAlpha = 0.01;

double partOf(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? std::nan("") : static_cast<double>(part) / static_cast<double>(whole);
}

QString twoDecimals(double percentage) {
  return std::isfinite(percentage) ? QString::number(percentage, 'f', 2) : text(kNothing);
}

QVariantMap armOf(const char* name, std::uint64_t nodes, std::uint64_t requests, std::uint64_t bad,
                  std::uint64_t slow) {
  return {{"name", QString::fromLatin1(name)},
          {"nodes", count(nodes)},
          {"answers", count(requests)},
          {"bad", count(bad)},
          {"badShare", percent(partOf(bad, requests), 2)},
          {"slow", count(slow)},
          {"slowShare", percent(partOf(slow, requests), 2)}};
}

}  // namespace

EvidenceWatch::EvidenceWatch(OperatorApi& api, FleetMirror& mirror, QObject* parent)
    : QObject(parent), api_(api), mirror_(mirror) {
  again_.setSingleShot(true);
  again_.setInterval(kRefreshMs);
  connect(&again_, &QTimer::timeout, this, &EvidenceWatch::ask);
  connect(&mirror_, &FleetMirror::rolloutsChanged, this, &EvidenceWatch::follow);
  connect(&mirror_, &FleetMirror::restarted, this, &EvidenceWatch::follow);
}

const Rollout* EvidenceWatch::shown() const {
  const auto at = mirror_.rollouts().find(id_);
  return at == mirror_.rollouts().end() || at->second.waves.empty() ? nullptr : &at->second;
}

void EvidenceWatch::forget() {
  ++asked_;
  again_.stop();
  waiting_ = finished_ = false;
  state_ = QStringLiteral("idle");
  problem_.clear();
  told_ = {};
  tallies_.clear();
  plan_.clear();
  planAsked_ = {};
}

void EvidenceWatch::setRollout(const QString& id) {
  if (id.toStdString() == id_.value) return;
  id_ = RolloutId(id.toStdString());
  forget();
  emit rolloutChanged();
  emit changed();
  emit planChanged();
  follow();
}

void EvidenceWatch::setActive(bool active) {
  if (active == active_) return;
  active_ = active;
  emit activeChanged();
  if (!active_) again_.stop();
  follow();
}

// Something about rollouts changed, or what is shown did.
void EvidenceWatch::follow() {
  const Rollout* rollout = shown();
  if (!active_ || rollout == nullptr) return;
  if (rollout->planDigest != planAsked_) askPlan();
  if (finished_ && !hasEnded(rollout->state)) finished_ = false;
  if (waiting_ || again_.isActive() || finished_) return;
  if (state_ == QStringLiteral("idle"))
    ask();
  else
    again_.start();
}

void EvidenceWatch::ask() {
  const Rollout* rollout = shown();
  if (!active_ || rollout == nullptr) return;
  const std::uint64_t number = ++asked_;
  const bool last = hasEnded(rollout->state);
  waiting_ = true;
  if (state_ != QStringLiteral("ready")) {
    state_ = QStringLiteral("asking");
    emit changed();
  }
  api_.explainRollout(
      id_, false, guard_.onGui<RolloutExplanation>([this, number, last](Result<RolloutExplanation> told) {
        if (number != asked_) return;
        waiting_ = false;
        finished_ = last && told.ok();
        if (told) {
          told_ = std::move(*told);
          tallies_.clear();
          for (const NodeTally& tally : told_.nodes) tallies_[tally.node] = tally;
        }
        state_ = told ? QStringLiteral("ready") : QStringLiteral("failed");
        problem_ = told ? QString() : text(told.error().message.empty() ? told.error().reason : told.error().message);
        if (active_ && !finished_) again_.start();
        emit changed();
      }));
}

void EvidenceWatch::askPlan() {
  const Digest wanted = shown()->planDigest;
  planAsked_ = wanted;
  api_.getRollout(id_, guard_.onGui<Rollout>([this, id = id_, wanted](Result<Rollout> rollout) {
    if (id != id_ || wanted != planAsked_) return;
    if (!rollout) {
      planAsked_ = {};  // the next change asks again
      return;
    }
    plan_ = readablePlan(text(rollout->plan));
    emit planChanged();
    emit changed();  // the limits are in it
  }));
}

QString EvidenceWatch::wave() const {
  const Rollout* rollout = shown();
  if (rollout == nullptr || told_.looks.empty()) return {};
  const std::uint32_t place = told_.looks.back().wave;
  return place < rollout->waves.size() ? text(rollout->waves[place].name) : QString();
}

QString EvidenceWatch::look() const {
  return told_.looks.empty() ? QString() : count(told_.looks.back().number);
}

QVariantMap EvidenceWatch::meter() const {
  const double alpha = planNumber(plan_, QStringLiteral("alpha")).value_or(kUsualAlpha);
  const double threshold = alpha > 0 ? 1 / alpha : 1 / kUsualAlpha;
  QVariantMap out{{"threshold", std::log10(threshold)}, {"thresholdText", oddsText(threshold)}};
  if (told_.looks.empty()) return out;
  const double logOdds = told_.looks.back().evidence.badLogOdds;
  out["text"] = oddsText(std::exp(std::clamp(logOdds, -20.0, 20.0)));
  out["log10"] = logOdds / std::log(10.0);
  out["fails"] = logOdds >= std::log(threshold);
  return out;
}

QVariantMap EvidenceWatch::rates() const {
  QVariantList canary, baseline, upper, lower;
  for (const RolloutLook& look : told_.looks) {
    const Evidence& e = look.evidence;
    const double at = static_cast<double>(toMicros(look.at)) / 1e6;
    const double bad = partOf(e.canaryBad, e.canaryRequests) * 100;
    const double usual = partOf(e.baselineBad, e.baselineRequests) * 100;
    if (std::isfinite(usual)) baseline << QPointF(at, usual);
    if (!std::isfinite(bad)) continue;
    const double share = bad / 100, requests = static_cast<double>(e.canaryRequests);
    const double half = 100 * kNormal95 * std::sqrt(std::max(1.0, e.dispersion) * share * (1 - share) / requests);
    canary << QPointF(at, bad);
    upper << QPointF(at, bad + half);
    lower << QPointF(at, std::max(0.0, bad - half));
  }
  const auto good = planNumber(plan_, QStringLiteral("min_success_ratio"));
  const auto lastOf = [](const QVariantList& points) {
    return points.isEmpty() ? text(kNothing) : twoDecimals(points.last().toPointF().y());
  };
  return {{"canary", canary},
          {"baseline", baseline},
          {"upper", upper},
          {"lower", lower},
          {"canaryText", lastOf(canary)},
          {"baselineText", lastOf(baseline)},
          {"limit", good ? (1 - *good) * 100 : -1.0}};
}

QVariantList EvidenceWatch::arms() const {
  if (told_.looks.empty()) return {};
  const Evidence& e = told_.looks.back().evidence;
  return {armOf("New version", e.canaryNodes, e.canaryRequests, e.canaryBad, e.canarySlow),
          armOf("Version before", e.baselineNodes, e.baselineRequests, e.baselineBad, e.baselineSlow)};
}

QVariantList EvidenceWatch::facts() const {
  if (told_.looks.empty()) return {};
  const Evidence& e = told_.looks.back().evidence;
  QVariantList out;
  if (e.requestsNeeded > 0)
    out << fact("Answers",
                e.canaryRequests >= e.requestsNeeded
                    ? QStringLiteral("%1, enough").arg(count(e.canaryRequests))
                    : QStringLiteral("%1 of %2 needed")
                          .arg(percent(partOf(e.canaryRequests, e.requestsNeeded), 0), count(e.requestsNeeded)));
  out << fact("Slow answers",
              QStringLiteral("odds %1").arg(oddsText(std::exp(std::clamp(e.slowLogOdds, -20.0, 20.0)))));
  out << fact("Nodes differ", QStringLiteral("%1 times chance").arg(QString::number(e.dispersion, 'f', 1)));
  out << fact("Permutation", e.canPermute ? QStringLiteral("p %1").arg(QString::number(e.permutationP, 'g', 2))
                                          : QStringLiteral("too few nodes"));
  return out;
}

QString EvidenceWatch::onFailure() const {
  static const QRegularExpression kKey(QStringLiteral("\\bon_failure\"?\\s*:\\s*\"?([a-z_]+)"));
  const QString word = kKey.match(plan_).captured(1);
  return word.isEmpty() ? QStringLiteral("roll_back") : word;
}

QString EvidenceWatch::tallyOf(const QString& node) const {
  const auto at = tallies_.find(node.toStdString());
  if (at == tallies_.end()) return {};
  return QStringLiteral("%1, %2 bad, %3 slow")
      .arg(plural(at->second.requests, "answer", "answers"), count(at->second.bad), count(at->second.slow));
}

}  // namespace flotilla::view
