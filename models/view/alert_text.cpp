#include "models/view/alert_text.h"

#include <algorithm>

#include "models/domain/alert_fields.h"
#include "models/view/text.h"

namespace flotilla::view {

QString labelText(const Labels& labels, std::string_view name) {
  return text(labelOf(labels, name));
}

QString alertTitle(const Labels& labels) {
  QString out = labelText(labels, label::kAlert);
  if (out.isEmpty()) out = QStringLiteral("an alert without a name");
  for (const std::string_view part : {label::kObjective, label::kNode, label::kRollout})
    if (const QString value = labelText(labels, part); !value.isEmpty()) out += QLatin1Char(' ') + value;
  return out;
}

QString alertPlace(const Labels& labels) {
  const QString region = labelText(labels, label::kRegion), site = labelText(labels, label::kSite);
  QString out = region.isEmpty() && site.isEmpty() ? QStringLiteral("fleet") : region;
  if (!site.isEmpty()) out += (out.isEmpty() ? QString() : QStringLiteral(", ")) + site;
  // What is about one version of a model stands beside the same about another version.
  if (const QString version = labelText(labels, label::kVersion); !version.isEmpty())
    out += QStringLiteral(", %1 %2").arg(labelText(labels, label::kWorkload), version);
  return out;
}

QString groupTitle(const AlertGroup& group) {
  const QString objective = labelText(group.labels, label::kObjective),
                region = labelText(group.labels, label::kRegion);
  if (!objective.isEmpty())
    return QStringLiteral("%1 in %2").arg(objective, region.isEmpty() ? QStringLiteral("the fleet") : region);
  QStringList values;
  for (const std::string_view name : {label::kSite, label::kCause, label::kAlert, label::kNode, label::kRegion})
    if (const QString value = labelText(group.labels, name); !value.isEmpty()) values << value;
  for (const auto& [name, value] : group.labels)
    if (!values.contains(text(value)) && !value.empty()) values << text(value);
  if (!values.isEmpty()) return values.join(QStringLiteral(", "));
  return group.alerts.size() == 1 ? alertTitle(group.alerts.front().alert.labels) : QStringLiteral("everything else");
}

bool isPage(const AlertStatus& status) {
  return labelOf(status.alert.labels, label::kSeverity) == toText(Severity::Page);
}

QString severityWord(const AlertStatus& status) {
  if (!status.fires) return QStringLiteral("resolved");
  const QString severity = labelText(status.alert.labels, label::kSeverity);
  return severity.isEmpty() ? QStringLiteral("alert") : severity;
}

QString statusOf(const AlertStatus& status) {
  if (!status.fires) return QStringLiteral("passed");
  if (status.isSuppressed()) return QStringLiteral("held");
  return isPage(status) ? QStringLiteral("failed") : QStringLiteral("warning");
}

QString heldBack(const AlertStatus& status) {
  if (!status.silencedBy.empty()) return QStringLiteral("silenced");
  if (!status.mutedBy.empty()) return QStringLiteral("maintenance");
  return status.inhibitedBy.empty() ? QString() : QStringLiteral("follows another");
}

QString cellOf(const Labels& labels) {
  const QString objective = labelText(labels, label::kObjective), region = labelText(labels, label::kRegion);
  return objective.isEmpty() || region.isEmpty() ? objective : region + QLatin1Char('/') + objective;
}

QString matchersText(const std::vector<Matcher>& matchers) {
  QStringList out;
  for (const Matcher& matcher : matchers) out << text(toText(matcher));
  return out.join(QStringLiteral(", "));
}

bool hasAll(const std::vector<Matcher>& matchers, const Labels& labels,
            const std::function<Result<std::function<bool(std::string_view)>>(std::string_view)>& compile) {
  return std::all_of(matchers.begin(), matchers.end(), [&](const Matcher& matcher) {
    const std::string value = labelOf(labels, matcher.name);
    if (!matcher.isRegex) return (value == matcher.value) == matcher.isEqual;
    const auto pattern = compile(matcher.value);
    return pattern && (*pattern)(value) == matcher.isEqual;
  });
}

}  // namespace flotilla::view
