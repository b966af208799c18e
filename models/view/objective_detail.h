// One objective in one place in full: figures, the budget over its period, its alerts. Follows ObjectivesModel; the
// past is asked for when another cell is shown and when more was counted. An answer about another cell is dropped.
// Thread: GUI. Lifetime: api and model outlive it.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>
#include <QVariantList>

#include "models/view/objective_text.h"
#include "models/view/objectives_model.h"

namespace flotilla::view {

class ObjectiveDetail : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  Q_PROPERTY(QString cell READ cell WRITE setCell NOTIFY changed)  // as ObjectivesModel names it; empty = none
  Q_PROPERTY(bool found READ found NOTIFY changed)                 // it is declared, and something was told about it
  Q_PROPERTY(QString title READ title NOTIFY changed)              // "eu-west, Availability 99.95 %"
  Q_PROPERTY(QString period READ period NOTIFY changed)            // "30 d"
  Q_PROPERTY(QString status READ status NOTIFY changed)            // of the budget
  Q_PROPERTY(QVariantList figures READ figures NOTIFY changed)     // [{value, name}], what matters most first
  Q_PROPERTY(QString doubt READ doubt NOTIFY changed)              // a sentence, if it tells less than it seems to
  Q_PROPERTY(QStringList notes READ notes NOTIFY changed)          // about its alerts that can never fire
  Q_PROPERTY(QVariantList tiers READ tiers NOTIFY changed)         // objective_text.h
  Q_PROPERTY(QString lineState READ lineState NOTIFY lineChanged)  // loading, ready, empty, failed
  Q_PROPERTY(QString lineProblem READ lineProblem NOTIFY lineChanged)
  Q_PROPERTY(QVariantList line READ line NOTIFY lineChanged)  // [point (s, % left)]
  Q_PROPERTY(QVariantList gaps READ gaps NOTIFY lineChanged)  // [{from, to}], s
  Q_PROPERTY(QVariantList even READ even NOTIFY lineChanged)  // two points: the pace at which it lasts
  // Of the first alert: {longs, shorts: [point (s, times)], longText: "1 h 4.1×", shortText, limit, limitText}; without
  // points until they came.
  Q_PROPERTY(QVariantMap burns READ burns NOTIFY lineChanged)
  Q_PROPERTY(double lowest READ lowest NOTIFY lineChanged)  // %, at most 100

 public:
  static constexpr int kSteps = 120;
  static constexpr int kBurnWindows = 6;  // long ones

  ObjectiveDetail(OperatorApi& api, ObjectivesModel& objectives, QObject* parent = nullptr);

  QString cell() const { return cell_; }
  void setCell(const QString& cell);
  bool found() const { return objective() != nullptr && standing() != nullptr; }
  QString title() const;
  QString period() const;
  QString status() const;
  QVariantList figures() const;
  QString doubt() const;
  QStringList notes() const;
  QVariantList tiers() const;
  QString lineState() const { return lineState_; }
  QString lineProblem() const { return lineProblem_; }
  QVariantList line() const { return line_.points; }
  QVariantList gaps() const { return line_.gaps; }
  QVariantList even() const { return even_; }
  QVariantMap burns() const;
  double lowest() const { return line_.lowest; }

 signals:
  void changed();
  void lineChanged();

 private:
  const Objective* objective() const;
  const ObjectiveStanding* standing() const;
  void follow();
  void ask(const Objective& objective, TimePoint to);
  void askBurns(const Objective& objective, TimePoint to);
  void forgetLine();

  OperatorApi& api_;
  ObjectivesModel& objectives_;
  QString cell_;
  ObjectiveName name_;
  RegionName region_;
  QString lineState_;
  QString lineProblem_;
  BudgetLine line_;
  QVariantList even_;
  QVariantList longs_, shorts_;
  std::optional<TimePoint> lineTo_;  // up to when it was asked for
  std::uint64_t asked_ = 0;
  Guard guard_;
};

}  // namespace flotilla::view
