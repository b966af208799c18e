#include "models/view/alert_actions.h"

#include "models/view/rollout_actions.h"
#include "models/view/rollout_text.h"
#include "models/view/text.h"

namespace flotilla::view {
namespace {

AlertChoice choiceOf(const QString& key, bool isGroup) {
  AlertChoice out;
  if (isGroup)
    out.group = key.toStdString();
  else
    out.alert = AlertId(key.toStdString());
  return out;
}

BudgetOverride wantedFor(const QString& cell, const QString& reason) {
  BudgetOverride out;
  out.objective = ObjectiveName(cell.section(QLatin1Char('/'), -1).toStdString());
  out.region = RegionName(cell.section(QLatin1Char('/'), 0, -2).toStdString());
  out.reason = reason.trimmed().toStdString();
  return out;
}

QString minutesText(int minutes) {
  return minutes % 60 == 0 ? QStringLiteral("%1h").arg(minutes / 60) : QStringLiteral("%1m").arg(minutes);
}

}  // namespace

AlertActions::AlertActions(OperatorApi& api, QObject* parent) : QObject(parent), api_(api) {}

void AlertActions::begin() {
  ++running_;
  emit runningChanged();
}

void AlertActions::end() {
  --running_;
  emit runningChanged();
}

void AlertActions::failed(const QString& what, const Error& error) {
  emit finished(QStringLiteral("failed"), what, problemOf(error), {}, {});
}

void AlertActions::done(const QString& text, const QString& detail, const QString& page, const QString& id) {
  emit finished(QStringLiteral("healthy"), text, detail, page, id);
}

void AlertActions::acknowledge(const QString& key, bool isGroup, const QString& note) {
  begin();
  api_.acknowledgeAlerts(
      choiceOf(key, isGroup), note.trimmed().toStdString(),
      guard_.onGui<std::vector<Acknowledgement>>([this, key](Result<std::vector<Acknowledgement>> all) {
        end();
        if (!all) return failed(QStringLiteral("Not acknowledged"), all.error());
        done(plural(all->size(), "alert", "alerts") + QStringLiteral(" acknowledged"),
             all->empty() ? QString() : text(all->front().by) + QStringLiteral(" looks after it"),
             QStringLiteral("alerts"), key);
        emit alertsChanged();
      }));
}

void AlertActions::unacknowledge(const QString& key, bool isGroup) {
  begin();
  api_.unacknowledgeAlerts(choiceOf(key, isGroup),
                           guard_.onGui<std::vector<AlertId>>([this, key](Result<std::vector<AlertId>> all) {
                             end();
                             if (!all) return failed(QStringLiteral("Still acknowledged"), all.error());
                             done(plural(all->size(), "alert", "alerts") + QStringLiteral(" given back"),
                                  QStringLiteral("nobody looks after it now; it is repeated and escalated again"),
                                  QStringLiteral("alerts"), key);
                             emit alertsChanged();
                           }));
}

void AlertActions::expireSilence(const QString& id) {
  begin();
  api_.expireSilence(SilenceId(id.toStdString()), guard_.onGui<SilenceStatus>([this](Result<SilenceStatus> ended) {
    end();
    if (!ended) return failed(QStringLiteral("The silence goes on"), ended.error());
    done(QStringLiteral("Silence ended"), text(ended->silence.comment), {}, {});
    emit alertsChanged();
  }));
}

void AlertActions::overrideBudget(const QString& cell, const QString& reason, int minutes) {
  begin();
  api_.overrideBudget(
      wantedFor(cell, reason), std::chrono::minutes(minutes),
      guard_.onGui<BudgetOverride>([this, cell](Result<BudgetOverride> made) {
        end();
        if (!made) return failed(QStringLiteral("The budget still holds rollouts"), made.error());
        done(text(made->id.value) + QStringLiteral(" counts"),
             QStringLiteral("rollouts go on in spite of the budget until %1").arg(shortTime(made->expires, made->at)),
             QStringLiteral("slos"), cell);
        emit budgetsChanged();
      }));
}

void AlertActions::revokeOverride(const QString& id) {
  begin();
  api_.revokeOverride(BudgetOverrideId(id.toStdString()),
                      guard_.onGui<BudgetOverride>([this](Result<BudgetOverride> ended) {
                        end();
                        if (!ended) return failed(QStringLiteral("The override still counts"), ended.error());
                        done(text(ended->id.value) + QStringLiteral(" ended"),
                             QStringLiteral("the budget counts for rollouts again"), {}, {});
                        emit budgetsChanged();
                      }));
}

QString AlertActions::acknowledgeLine(const QString& key, bool isGroup, const QString& note) const {
  QString out = QStringLiteral("flotillactl alerts ack ");
  out += isGroup ? QStringLiteral("--group ") + shellQuoted(key) : shellQuoted(key);
  return note.trimmed().isEmpty() ? out : out + QStringLiteral(" --note ") + shellQuoted(note.trimmed());
}

QString AlertActions::expireLine(const QString& id) const {
  return QStringLiteral("flotillactl silences expire ") + shellQuoted(id);
}

QString AlertActions::overrideLine(const QString& cell, const QString& reason, int minutes) const {
  const BudgetOverride wanted = wantedFor(cell, reason);
  QString out = QStringLiteral("flotillactl budgets override");
  if (!wanted.region.empty()) out += QStringLiteral(" --region ") + shellQuoted(text(wanted.region.value));
  if (!wanted.objective.empty()) out += QStringLiteral(" --objective ") + shellQuoted(text(wanted.objective.value));
  out += QStringLiteral(" --for ") + minutesText(minutes);
  return out + QStringLiteral(" --reason ") +
         (wanted.reason.empty() ? QStringLiteral("TEXT") : shellQuoted(text(wanted.reason)));
}

}  // namespace flotilla::view
