#include "models/view/rollout_actions.h"

#include <QRegularExpression>
#include <algorithm>

#include "models/view/rollout_text.h"
#include "models/view/text.h"

namespace flotilla::view {
namespace {

bool isAboutWave(const QString& verb) {
  return verb == QLatin1String("promote") || verb == QLatin1String("skip") || verb == QLatin1String("approve") ||
         verb == QLatin1String("reject");
}

}  // namespace

QString shellQuoted(const QString& value) {
  static const QRegularExpression kPlain(QStringLiteral("^[A-Za-z0-9_./:@=,+-]+$"));
  if (kPlain.match(value).hasMatch()) return value;
  return QLatin1Char('\'') + QString(value).replace(QLatin1Char('\''), QStringLiteral("'\\''")) + QLatin1Char('\'');
}

QString problemOf(const Error& error) {
  const QString message = text(error.message.empty() ? error.reason : error.message);
  return error.fix.empty() ? message : message + QStringLiteral("; ") + text(error.fix);
}

RolloutActions::RolloutActions(OperatorApi& api, QObject* parent) : QObject(parent), api_(api) {}

void RolloutActions::tell(const QString& verb, const Result<Rollout>& rollout) {
  --running_;
  emit runningChanged();
  if (!rollout)
    return emit finished(QStringLiteral("failed"), QStringLiteral("The rollout was not changed"),
                         problemOf(rollout.error()), {}, {});
  emit finished(QStringLiteral("healthy"), QStringLiteral("%1: %2").arg(text(rollout->id.value), verb),
                QStringLiteral("now %1").arg(words(toText(rollout->state))), QStringLiteral("rollouts"),
                text(rollout->id.value));
}

void RolloutActions::say(const QString& verb, const QString& rollout, int place, const QString& digest,
                         const QString& reason) {
  const RolloutId id(rollout.toStdString());
  const auto told = [this, verb](Result<Rollout> answer) { tell(verb, answer); };
  const auto known = std::find(kRolloutVerbNames.begin(), kRolloutVerbNames.end(), verb.toStdString());
  const bool aborts = verb == QLatin1String("abort");
  if (known == kRolloutVerbNames.end() && !aborts) return;
  ++running_;
  emit runningChanged();
  if (aborts) return api_.abortRollout(id, guard_.onGui<Rollout>(told));
  RolloutWord word;
  word.verb = static_cast<RolloutVerb>(known - kRolloutVerbNames.begin());
  word.rollout = id;
  word.wave = static_cast<std::uint32_t>(std::max(0, place));
  if (const auto plan = parseDigest(digest.toStdString())) word.plan = *plan;
  word.reason = reason.trimmed().toStdString();
  api_.sayToRollout(word, guard_.onGui<Rollout>(told));
}

QString RolloutActions::line(const QString& verb, const QString& rollout, const QString& wave, const QString& digest,
                             const QString& reason) const {
  if (verb == QLatin1String("rollback")) return QStringLiteral("flotillactl rollback ") + shellQuoted(rollout);
  QString out = QStringLiteral("flotillactl rollouts %1 %2").arg(verb, shellQuoted(rollout));
  if (isAboutWave(verb) && !wave.isEmpty()) out += QStringLiteral(" --wave ") + shellQuoted(wave);
  if ((verb == QLatin1String("approve") || verb == QLatin1String("reject")) && !digest.isEmpty())
    out += QStringLiteral(" --plan ") + digest;
  if (!reason.trimmed().isEmpty() && verb != QLatin1String("start"))
    out += QStringLiteral(" --reason ") + shellQuoted(reason.trimmed());
  return out;
}

}  // namespace flotilla::view
