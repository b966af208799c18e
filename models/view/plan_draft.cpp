#include "models/view/plan_draft.h"

#include <QRegularExpression>

#include "models/view/rollout_actions.h"
#include "models/view/rollout_text.h"
#include "models/view/stage_text.h"
#include "models/view/text.h"

namespace flotilla::view {
namespace {

QVariantMap problemMap(const Error& error) {
  static const QRegularExpression kLine(QStringLiteral("^line (\\d+): "));
  const QString message = view::text(error.message.empty() ? error.reason : error.message);
  const auto match = kLine.match(message);
  return {{"message", match.hasMatch() ? message.mid(match.capturedLength()) : message},
          {"line", match.hasMatch() ? match.captured(1).toInt() : 0},
          {"field", view::text(error.field)},
          {"fix", view::text(error.fix)}};
}

// A scalar of YAML; in quotes where it could be read as something else.
QString scalar(const QString& value) {
  static const QRegularExpression kPlain(QStringLiteral("^[A-Za-z0-9_.(|)-][A-Za-z0-9_.(|):=<> -]*$"));
  const bool plain = kPlain.match(value).hasMatch() && !value.contains(QStringLiteral(": ")) &&
                     !value.contains(QStringLiteral(" #")) && value.trimmed() == value;
  if (plain) return value;
  return QLatin1Char('"') +
         QString(value)
             .replace(QLatin1Char('\\'), QStringLiteral("\\\\"))
             .replace(QLatin1Char('"'), QStringLiteral("\\\"")) +
         QLatin1Char('"');
}

QString waveText(const QString& name, const QString& size, const QString& soak, int approvals) {
  QString out = QStringLiteral("\n  - name: %1\n    size: %2\n").arg(name, size);
  if (!soak.isEmpty()) out += QStringLiteral("    soak: %1\n").arg(soak);
  if (approvals > 0) out += QStringLiteral("    approvals: {count: %1}\n").arg(approvals);
  return out;
}

// With the defaults that people change most, so that they need not look for them.
QString stagesText(const QString& wanted) {
  QString out;
  const bool both = wanted == QStringLiteral("both");
  if (both || wanted == QStringLiteral("shadow"))
    out += QStringLiteral("\nshadow:\n  min_time: 10m\n  limit: 6h\n  good: 0.01\n  bad: 0.03\n");
  if (both || wanted == QStringLiteral("weights"))
    out += QStringLiteral(
        "\nweights:\n  steps: [1, 5, 25, 50, 100]\n  min_time: 10m\n  min_requests: 100\n  differ: 0.02\n");
  return out;
}

}  // namespace

PlanDraft::PlanDraft(OperatorApi& api, QObject* parent) : QObject(parent), api_(api) {
  later_.setSingleShot(true);
  later_.setInterval(kDebounceMs);
  connect(&later_, &QTimer::timeout, this, &PlanDraft::ask);
}

QString PlanDraft::render(const QVariantMap& form) const {
  const auto word = [&](const char* key) { return form[QLatin1String(key)].toString().trimmed(); };
  QString out = QStringLiteral("workload: %1\nto: %2\n").arg(scalar(word("workload")), scalar(word("version")));
  if (!word("selector").isEmpty()) out += QStringLiteral("selector: %1\n").arg(scalar(word("selector")));
  const QString after = word("onFailure").isEmpty() ? QStringLiteral("roll_back") : word("onFailure");
  out += QStringLiteral("on_failure: %1\n").arg(after);
  out += stagesText(word("stages"));
  const QString bad = word("badEvent").isEmpty() ? QStringLiteral("error") : word("badEvent");
  out += QStringLiteral("\ngates:\n  bad_event: %1\n\nwaves:").arg(bad);
  const int approvals = form[QStringLiteral("approvals")].toInt();
  out += waveText(QStringLiteral("canary"), word("canary"), word("soak"), 0);
  bool asked = false;  // the approvals stand before the first wave after the canary
  for (const QString& region : form[QStringLiteral("regions")].toStringList()) {
    out += waveText(region, QStringLiteral("{regions: [%1]}").arg(region), word("laterSoak"), asked ? 0 : approvals);
    asked = true;
  }
  return out + waveText(QStringLiteral("rest"), QStringLiteral("rest"), word("laterSoak"), asked ? 0 : approvals);
}

void PlanDraft::setText(const QString& text) {
  if (text == text_) return;
  text_ = text;
  ++asked_;
  emit textChanged();
  state_ = text_.trimmed().isEmpty() ? QStringLiteral("idle") : QStringLiteral("asking");
  if (state_ == QStringLiteral("idle"))
    later_.stop();
  else
    later_.start();
  emit changed();
}

void PlanDraft::forget() {
  waves_.clear();
  stages_.clear();
  problem_.clear();
  total_ = 0;
  blocked_.clear();
  digest_.clear();
  text_ = QStringLiteral(" ");  // so that the next line counts as a change
  setText({});
}

void PlanDraft::ask() {
  const std::uint64_t number = ++asked_;
  NewRollout wanted;
  wanted.plan = text_.toStdString();
  api_.prepareRollout(wanted, guard_.onGui<RolloutPreview>([this, number](Result<RolloutPreview> preview) {
    if (number == asked_) take(preview);
  }));
}

void PlanDraft::take(const Result<RolloutPreview>& preview) {
  state_ = preview ? QStringLiteral("ready") : QStringLiteral("failed");
  problem_ = preview ? QVariantMap{} : problemMap(preview.error());
  if (preview) {
    waves_.clear();
    for (const WavePreview& wave : preview->waves) waves_ << waveMap(wave);
    stages_ = plannedStages(preview->stages);
    total_ = static_cast<int>(preview->nodeCount);
    blocked_ = preview->problem ? problemOf(*preview->problem) : QString();
    digest_ = preview->planDigest.isZero() ? QString() : view::text(preview->planDigest.toString());
  }
  emit changed();
}

void PlanDraft::tell(const Result<Rollout>& rollout, const char* what) {
  if (!rollout)
    return emit finished(QStringLiteral("failed"), QStringLiteral("The plan was not taken"), problemOf(rollout.error()),
                         {}, {});
  emit finished(QStringLiteral("healthy"), view::text(rollout->id.value) + QLatin1Char(' ') + QLatin1String(what),
                QStringLiteral("now %1").arg(words(toText(rollout->state))), QStringLiteral("rollouts"),
                view::text(rollout->id.value));
}

void PlanDraft::create(bool start) {
  NewRollout wanted;
  wanted.plan = text_.toStdString();
  api_.createRollout(wanted, guard_.onGui<Rollout>([this, start](Result<Rollout> draft) {
    if (!draft || !start) return tell(draft, "is a draft");
    RolloutWord word;
    word.verb = RolloutVerb::Start;
    word.rollout = draft->id;
    word.plan = draft->planDigest;
    api_.sayToRollout(word, guard_.onGui<Rollout>([this](Result<Rollout> begun) { tell(begun, "started"); }));
  }));
}

void PlanDraft::save(const QString& rollout) {
  api_.editRollout(RolloutId(rollout.toStdString()), text_.toStdString(),
                   guard_.onGui<Rollout>([this](Result<Rollout> edited) { tell(edited, "has another plan"); }));
}

}  // namespace flotilla::view
