#include "models/view/runbook_text.h"

#include <algorithm>
#include <map>

#include "models/view/response_text.h"
#include "models/view/rollout_text.h"
#include "models/view/text.h"

namespace flotilla::view {
namespace {

QVariantMap part(const char* name, const QStringList& lines) {
  return {{"name", QString::fromLatin1(name)}, {"lines", lines}};
}

QString argumentsText(const Arguments& arguments) {
  QStringList out;
  for (const auto& [name, value] : arguments) out << text(name) + QLatin1Char(' ') + text(value);
  return out.join(QStringLiteral(", "));
}

QString queryText(const RunbookQuery& query) {
  return text(toText(query.kind)) + QStringLiteral(": ") + argumentsText(query.arguments);
}

QString conditionText(const RunbookCondition& condition) {
  QString out = text(condition.title) + QStringLiteral("\n") + queryText(condition.query) + QLatin1Char(' ') +
                text(kComparisonNames[static_cast<std::size_t>(condition.is)]) + QLatin1Char(' ') +
                text(condition.value);
  if (condition.lasts != Duration{}) out += QStringLiteral(", for %1 without a break").arg(plain(condition.lasts));
  if (condition.within != Duration{}) out += QStringLiteral(", within %1").arg(plain(condition.within));
  return out;
}

QString actionText(const RunbookAction& action) {
  const ActionRule* rule = findAction(action.name);
  if (rule == nullptr) return QStringLiteral("cannot be read yet");
  return text(rule->help) + QStringLiteral("\n") + text(action.name) + QStringLiteral(": ") +
         argumentsText(action.arguments);
}

QStringList conditionTexts(const std::vector<RunbookCondition>& conditions) {
  QStringList out;
  for (const RunbookCondition& condition : conditions) out << conditionText(condition);
  return out;
}

QString approvalText(const StepApproval& approval) {
  return QStringLiteral("%1 with the role %2 within %3, not who asks")
      .arg(plural(approval.count, "other person", "other people"), words(toText(approval.role)),
           plain(approval.lifetime));
}

// All of an act, in the order in which it is done; what is not there is said.
QVariantList actParts(const RunbookStep& step) {
  const QString limits = limitsText(step.limits);
  const QStringList none{QStringLiteral("none")};
  return {part("Precondition", step.checks.empty() ? none : conditionTexts(step.checks)),
          part("Preview", {limits.isEmpty() ? QStringLiteral("the exact targets; no limit of its own")
                                            : QStringLiteral("the exact targets, ") + limits}),
          part("Approval", step.approval ? QStringList{approvalText(*step.approval)} : none),
          part("Act", step.action ? QStringList{actionText(*step.action)} : none),
          part("Verify", step.verify ? QStringList{conditionText(*step.verify)} : none),
          part("Undo", step.undo ? QStringList{actionText(*step.undo)} : none)};
}

QVariantList partsOf(const RunbookStep& step) {
  QStringList lines;
  switch (step.kind) {
    case StepKind::Act:
      return actParts(step);
    case StepKind::Read:
      for (const RunbookQuery& query : step.show) lines << queryText(query);
      return {part("Looks at", lines)};
    case StepKind::Check:
      return {part("Has to hold", conditionTexts(step.checks))};
    case StepKind::Decide:
      for (const StepChoice& choice : step.choices)
        lines << text(choice.label) + QStringLiteral(" → ") + text(choice.next);
      return {part("Choices", lines)};
    case StepKind::Wait:
      return {part("Waits", {plain(step.wait)})};
    case StepKind::Approve:
      return step.approval ? QVariantList{part("Approval", {approvalText(*step.approval)})} : QVariantList{};
    case StepKind::Verify:
      return step.verify ? QVariantList{part("Verify", {conditionText(*step.verify)})} : QVariantList{};
    case StepKind::Note:
      return {part("Note", {QStringLiteral("whoever takes the step writes it down")})};
  }
  return {};
}

QString nextText(const Runbook& book, std::size_t place) {
  const RunbookStep& step = book.steps[place];
  if (step.kind == StepKind::Decide) return {};
  const bool last = place + 1 == book.steps.size();
  const QString next = !step.next.empty() ? text(step.next)
                       : last             ? text(kEndOfRunbook)
                                          : text(book.steps[place + 1].key);
  QString out = QStringLiteral("then ") + next;
  if (step.kind == StepKind::Check)
    out += step.otherwise.empty() ? QStringLiteral("; otherwise it stops")
                                  : QStringLiteral("; otherwise ") + text(step.otherwise);
  return out;
}

QString messageOf(const RunbookFinding& finding) {
  const bool ofAll = finding.step.empty() && !isOfForm(finding);
  return ofAll ? QStringLiteral("the runbook ") + text(finding.message) : text(finding.message);
}

QString statusOf(bool isError) {
  return isError ? QStringLiteral("failed") : QStringLiteral("inconclusive");
}

}  // namespace

std::vector<QVariantMap> stepRows(const Runbook& book, const std::vector<RunbookFinding>& findings) {
  std::map<std::string, QStringList> wrong;  // messages, by step
  for (const RunbookFinding& finding : findings)
    if (finding.isError && !finding.step.empty()) wrong[finding.step] << text(finding.message);
  std::vector<QVariantMap> out;
  for (std::size_t i = 0; i < book.steps.size(); ++i) {
    const RunbookStep& step = book.steps[i];
    const QStringList said = wrong[step.key];
    const bool noKind = std::any_of(said.begin(), said.end(),
                                    [](const QString& message) { return message.startsWith(QLatin1String("kind:")); });
    QStringList marks;
    if (step.kind == StepKind::Act) marks << text(toText(step.risk));
    if (const QString limits = limitsText(step.limits); !limits.isEmpty()) marks << limits;
    out.push_back({{"ref", QString::number(i)},
                   {"number", static_cast<int>(i) + 1},
                   {"key", text(step.key)},
                   {"title", text(step.title)},
                   {"why", text(step.why).trimmed()},
                   {"kind", noKind ? QString() : text(toText(step.kind))},
                   {"marks", marks},
                   {"line", step.line},
                   {"wrong", said.join(QStringLiteral("; "))},
                   {"parts", noKind ? QVariantList{} : partsOf(step)},
                   {"next", noKind ? QString() : nextText(book, i)}});
  }
  return out;
}

std::vector<QVariantMap> findingRows(const std::vector<RunbookFinding>& findings) {
  std::vector<QVariantMap> out;
  std::map<QString, int> seen;  // so that ids differ
  for (const RunbookFinding& finding : findings) {
    if (out.size() == kFindingsShown) break;
    const QString id =
        text(finding.step) + QLatin1Char('/') + text(finding.reason) + QLatin1Char('/') + text(finding.message);
    out.push_back({{"ref", id + QLatin1Char('/') + QString::number(seen[id]++)},
                   {"line", finding.line},
                   {"step", text(finding.step)},
                   {"message", messageOf(finding)},
                   {"fix", text(finding.fix)},
                   {"isError", finding.isError},
                   {"status", statusOf(finding.isError)}});
  }
  return out;
}

QVariantList lineMarks(const std::vector<RunbookFinding>& findings) {
  struct Mark {
    const RunbookFinding* first = nullptr;
    int more = 0;
  };
  std::map<int, Mark> marks;
  for (const RunbookFinding& finding : findings) {
    Mark& mark = marks[finding.line];
    if (mark.first == nullptr || (finding.isError && !mark.first->isError)) {
      mark.more += mark.first == nullptr ? 0 : 1;
      mark.first = &finding;
    } else {
      ++mark.more;
    }
  }
  QVariantList out;
  for (const auto& [line, mark] : marks) {
    if (out.size() == static_cast<qsizetype>(kFindingsShown)) break;
    QString said = messageOf(*mark.first);
    if (mark.more > 0) said += QStringLiteral(", and %1 more").arg(mark.more);
    out << QVariantMap{
        {"line", line}, {"isError", mark.first->isError}, {"status", statusOf(mark.first->isError)}, {"text", said}};
  }
  return out;
}

std::vector<QVariantMap> diffRows(const std::vector<DiffLine>& lines) {
  static const char* const kKinds[] = {"same", "added", "removed", "gap"};
  static const char* const kMarks[] = {" ", "+", "-", ""};
  std::vector<QVariantMap> out;
  for (const DiffLine& line : lines) {
    const auto kind = static_cast<std::size_t>(line.kind);
    out.push_back({{"ref", QString::number(out.size())},
                   {"mark", QString::fromLatin1(kMarks[kind])},
                   {"text", text(line.text)},
                   {"before", line.before},
                   {"after", line.after},
                   {"kind", QString::fromLatin1(kKinds[kind])}});
  }
  return out;
}

const char* newRunbookText() {
  return R"yaml(# What to do about one kind of incident, step by step. Its name is small letters, digits and '-'.
runbook: new-runbook
title: Say in one line what is wrong
owner: platform
# The alerts that it is suggested for: all matchers of one line.
match:
  - [alertname=NodeOffline]
# What the steps use as {name}; what the incident knows is filled in.
inputs:
  - {name: region, type: region, from: incident.region, help: Where users notice it}
stop: {after: 10m}
steps:
  - key: scope
    kind: read
    title: See where it is
    why: Whether one site or several decides what helps.
    show:
      - nodes: {where: "region:{region} status:(failed|degraded)"}
  - key: well
    kind: check
    title: Is it over by itself?
    checks:
      - {title: No node of the region has failed, nodes: {where: "region:{region} status:failed"}, is: "= 0"}
    otherwise: summary
  - key: summary
    kind: note
    title: Say what it was
)yaml";
}

}  // namespace flotilla::view
