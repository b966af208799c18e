#include "models/view/run_start.h"

#include <algorithm>

#include "models/view/rollout_actions.h"
#include "models/view/text.h"

namespace flotilla::view {

RunStart::RunStart(OperatorApi& api, QObject* parent) : QObject(parent), api_(api) {}

void RunStart::prepare(const QString& runbook, const QString& incident) {
  ++asked_;  // what is under way is about another one
  runbook_ = runbook;
  incident_ = incident;
  drill_ = busy_ = false;
  inputs_.clear();
  problem_.clear();
  emit changed();
}

void RunStart::setDrill(bool drill) {
  if (drill == drill_) return;
  drill_ = drill;
  emit changed();
}

QVariantList RunStart::inputs() const {
  QVariantList out;
  for (const Input& input : inputs_)
    out << QVariantMap{{"name", input.name}, {"value", input.value}, {"error", input.error}};
  return out;
}

void RunStart::setInput(const QString& name, const QString& value) {
  const auto at = std::find_if(inputs_.begin(), inputs_.end(), [&](const Input& input) { return input.name == name; });
  if (at == inputs_.end() || at->value == value) return;
  at->value = value;
  at->error.clear();
  emit changed();
}

void RunStart::start() {
  if (busy_ || runbook_.isEmpty()) return;
  busy_ = true;
  problem_.clear();
  emit changed();
  NewRun wanted;
  wanted.runbook = RunbookName(runbook_.toStdString());
  wanted.incident = IncidentId(incident_.toStdString());
  wanted.drill = drill_;
  for (const Input& input : inputs_)
    if (!input.value.trimmed().isEmpty()) wanted.inputs[input.name.toStdString()] = input.value.trimmed().toStdString();
  api_.startRun(wanted, guard_.onGui<Run>([this, number = ++asked_](Result<Run> run) {
    const bool shown = number == asked_;
    if (shown) busy_ = false;
    if (!run) return shown ? refused(run.error()) : void();
    const QString id = text(run->id.value);
    emit finished(QStringLiteral("healthy"), id + QStringLiteral(" started"), text(run->title),
                  QStringLiteral("runbooks"), id);
    if (!shown) return;
    emit changed();
    emit started(id);
  }));
}

// The field of an error says which input it is about.
void RunStart::refused(const Error& error) {
  const QString field = text(error.field), prefix = QStringLiteral("inputs.");
  if (!field.startsWith(prefix)) {
    problem_ = problemOf(error);
    emit changed();
    return;
  }
  const QString name = field.mid(prefix.size());
  auto at = std::find_if(inputs_.begin(), inputs_.end(), [&](const Input& input) { return input.name == name; });
  if (at == inputs_.end()) at = inputs_.insert(inputs_.end(), {name, {}, {}});
  at->error = text(error.message.empty() ? error.reason : error.message);
  emit changed();
  emit inputAsked(name);
}

QString RunStart::line() const {
  QString out = QStringLiteral("flotillactl runs start ") + shellQuoted(runbook_);
  if (!incident_.isEmpty()) out += QStringLiteral(" --incident ") + shellQuoted(incident_);
  for (const Input& input : inputs_)
    out += QStringLiteral(" --set ") + input.name + QLatin1Char('=') +
           (input.value.trimmed().isEmpty() ? QStringLiteral("VALUE") : shellQuoted(input.value.trimmed()));
  return drill_ ? out + QStringLiteral(" --drill") : out;
}

}  // namespace flotilla::view
