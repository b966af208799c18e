#include "models/view/silence_draft.h"

#include <algorithm>
#include <set>

#include "models/view/alert_text.h"
#include "models/view/rollout_actions.h"
#include "models/view/rollout_text.h"
#include "models/view/text.h"

namespace flotilla::view {
namespace {

constexpr int kAlertSamples = 5;
constexpr qsizetype kLongestComment = 500;

QString operatorOf(const Matcher& matcher) {
  return matcher.isRegex ? (matcher.isEqual ? QStringLiteral("=~") : QStringLiteral("!~"))
                         : (matcher.isEqual ? QStringLiteral("=") : QStringLiteral("!="));
}

QString durationText(int minutes) {
  if (minutes % 1440 == 0) return QStringLiteral("%1d").arg(minutes / 1440);
  return minutes % 60 == 0 ? QStringLiteral("%1h").arg(minutes / 60) : QStringLiteral("%1m").arg(minutes);
}

}  // namespace

SilenceDraft::SilenceDraft(OperatorApi& api, AlertBoard& board, PatternCompiler compile, FleetMirror& mirror,
                           QObject* parent)
    : QObject(parent), api_(api), board_(board), compile_(std::move(compile)), mirror_(mirror) {
  connect(&board_, &AlertBoard::answered, this, &SilenceDraft::look);
  connect(this, &SilenceDraft::shapeChanged, this, &SilenceDraft::look);
}

void SilenceDraft::start(const QString& key) {
  matchers_.clear();
  comment_.clear();
  minutes_ = 120;
  if (const AlertBoard::Group* group = board_.group(key)) {
    for (const auto& [name, value] : group->told.labels) matchers_.push_back({name, value});
    if (matchers_.empty() && !group->told.alerts.empty())
      matchers_.push_back({std::string(label::kAlert),
                           labelText(group->told.alerts.front().alert.labels, label::kAlert).toStdString()});
  } else if (const AlertStatus* alert = board_.alert(key)) {
    // Whose it is says nothing about what it is.
    for (const auto& [name, value] : alert->alert.labels)
      if (name != label::kOwner) matchers_.push_back({name, value});
  }
  if (matchers_.empty()) matchers_.emplace_back();
  emit shapeChanged();
}

QVariantMap SilenceDraft::matcherAt(int index) const {
  if (index < 0 || index >= matchers()) return {};
  const Matcher& matcher = matchers_[static_cast<std::size_t>(index)];
  return {{"name", text(matcher.name)}, {"operator", operatorOf(matcher)}, {"value", text(matcher.value)}};
}

void SilenceDraft::setMatcher(int index, const QString& name, const QString& op, const QString& value) {
  if (index < 0 || index >= matchers()) return;
  Matcher& matcher = matchers_[static_cast<std::size_t>(index)];
  matcher = {name.trimmed().toStdString(), value.toStdString(), op.endsWith(QLatin1Char('~')),
             !op.startsWith(QLatin1Char('!'))};
  look();
}

void SilenceDraft::addMatcher() {
  if (matchers() >= kMostMatchers) return;
  matchers_.emplace_back();
  emit shapeChanged();
}

void SilenceDraft::removeMatcher(int index) {
  if (index < 0 || index >= matchers() || matchers() == 1) return;
  matchers_.erase(matchers_.begin() + index);
  emit shapeChanged();
}

void SilenceDraft::setComment(const QString& comment) {
  if (comment == comment_) return;
  comment_ = comment;
  look();
}

std::vector<Matcher> SilenceDraft::written() const {
  std::vector<Matcher> out;
  std::copy_if(matchers_.begin(), matchers_.end(), std::back_inserter(out),
               [](const Matcher& matcher) { return !matcher.name.empty(); });
  return out;
}

QString SilenceDraft::findProblem() const {
  const std::vector<Matcher> wanted = written();
  if (wanted.empty()) return QStringLiteral("Name a label first");
  for (const Matcher& matcher : wanted)
    if (matcher.isRegex && !compile_(matcher.value))
      return QStringLiteral("\"%1\" is no pattern").arg(text(matcher.value).left(60));
  // As a control plane refuses it: it would hold back everything.
  if (hasAll(wanted, Labels{}, compile_)) return QStringLiteral("It would match every alert; narrow it");
  if (comment_.trimmed().isEmpty()) return QStringLiteral("Say why first");
  return comment_.size() > kLongestComment ? QStringLiteral("The comment is too long") : QString();
}

void SilenceDraft::look() {
  const std::vector<Matcher> wanted = written();
  problem_ = findProblem();
  matching_ = 0;
  samples_.clear();
  std::set<std::string_view> seen;
  for (const AlertBoard::Group& group : board_.all())
    for (std::size_t i = 0; i < group.ids.size() && !wanted.empty(); ++i) {
      const Labels& labels = group.told.alerts[i].alert.labels;
      if (!hasAll(wanted, labels, compile_) || !seen.insert(group.ids[i].value).second) continue;
      if (++matching_ <= kAlertSamples) samples_ << alertTitle(labels) + QStringLiteral(", ") + alertPlace(labels);
    }
  emit changed();
}

QString SilenceDraft::line() const {
  QStringList parts;
  for (const Matcher& matcher : written()) parts << shellQuoted(text(toText(matcher)));
  return QStringLiteral("flotillactl silences add %1 --for %2 --comment %3")
      .arg(parts.join(QLatin1Char(' ')), durationText(minutes_),
           comment_.trimmed().isEmpty() ? QStringLiteral("TEXT") : shellQuoted(comment_.trimmed()));
}

void SilenceDraft::create() {
  look();
  if (!problem_.isEmpty()) return;
  NewSilence wanted;
  wanted.matchers = written();
  wanted.endsAt = mirror_.now() + std::chrono::minutes(minutes_);
  wanted.comment = comment_.trimmed().toStdString();
  api_.createSilence(wanted, guard_.onGui<SilenceStatus>([this](Result<SilenceStatus> made) {
    if (!made)
      return emit finished(QStringLiteral("failed"), QStringLiteral("Nothing was silenced"), problemOf(made.error()),
                           {}, {});
    emit finished(QStringLiteral("healthy"),
                  QStringLiteral("Silenced until %1").arg(shortTime(made->silence.endsAt, mirror_.now())),
                  matchersText(made->silence.matchers), {}, {});
    emit alertsChanged();
  }));
}

}  // namespace flotilla::view
