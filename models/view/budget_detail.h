// What the budget of the objective that is shown means for rollouts, what it was spent on, who overrode it, and what
// happened meanwhile. Follows ObjectiveDetail; asked anew when more was counted. Thread: GUI. Lifetime: what it takes
// outlives it.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>
#include <QVariantList>
#include <optional>

#include "models/view/alerts_model.h"
#include "models/view/objective_detail.h"

namespace flotilla::view {

class BudgetDetail : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  Q_PROPERTY(QString meaning READ meaning NOTIFY changed)  // for rollouts now, a sentence; empty while not known
  Q_PROPERTY(bool enforced READ enforced NOTIFY changed)   // rollouts are held by it
  Q_PROPERTY(QString state READ state NOTIFY changed)      // loading, ready, failed
  Q_PROPERTY(QString problem READ problem NOTIFY changed)
  Q_PROPERTY(QString spent READ spent NOTIFY changed)         // "110 % of the budget", since when
  Q_PROPERTY(QVariantList causes READ causes NOTIFY changed)  // [{name, status, bad, share, part, page, selection}]
  Q_PROPERTY(QVariantList debits READ debits NOTIFY changed)  // [{name, status, when, bad, share}], largest first
  // [{id, about, reason, by, when, counts}], newest first; those that are about what is shown
  Q_PROPERTY(QVariantList overrides READ overrides NOTIFY changed)
  Q_PROPERTY(QString activeOverride READ activeOverride NOTIFY changed)  // id; empty if none counts
  // [{x, label, status, order}] in seconds, in the order of time; the lower the order the more it matters: rollouts and
  // maintenance that cost, overrides, alerts
  Q_PROPERTY(QVariantList events READ events NOTIFY changed)

 public:
  BudgetDetail(OperatorApi& api, FleetMirror& mirror, ObjectivesModel& objectives, ObjectiveDetail& objective,
               AlertsModel& alerts, QObject* parent = nullptr);

  QString meaning() const;
  bool enforced() const { return budget_ && budget_->enforced; }
  QString state() const { return state_; }
  QString problem() const { return problem_; }
  QString spent() const;
  QVariantList causes() const;
  QVariantList debits() const;
  QVariantList overrides() const;
  QString activeOverride() const;
  QVariantList events() const;
  Q_INVOKABLE void reload();

 signals:
  void changed();

 private:
  void follow();
  void ask();
  void askBudget(std::uint64_t number);
  bool isAbout(const BudgetOverride& one) const;
  QString shareOf(std::uint64_t bad) const;
  QVariantMap causeMap(const CauseTotal& cause) const;

  OperatorApi& api_;
  FleetMirror& mirror_;
  ObjectivesModel& objectives_;
  ObjectiveDetail& objective_;
  AlertsModel& alerts_;
  QString cell_;
  ObjectiveName name_;
  RegionName region_;
  std::optional<TimePoint> askedFor_;  // up to when it was counted
  std::optional<Budget> budget_;
  std::vector<BudgetOverride> overrides_;
  std::optional<BudgetReport> report_;
  QString state_;
  QString problem_;
  std::uint64_t asked_ = 0;
  Guard guard_;
};

}  // namespace flotilla::view
