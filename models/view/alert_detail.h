// One alert or group of the board in full: why, in sentences; what it is and where; who was told and when; who looks
// after it; what holds it back; where it leads. Follows the board; the objective's own judge is asked for its reasons.
// Thread: GUI. Lifetime: api, mirror and board outlive it.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>
#include <QStringList>
#include <QVariantList>

#include "models/view/alert_board.h"

namespace flotilla::view {

class AlertDetail : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  Q_PROPERTY(QString key READ key WRITE setKey NOTIFY changed)  // as AlertBoard names rows; empty = none
  Q_PROPERTY(bool found READ found NOTIFY changed)
  Q_PROPERTY(bool isGroup READ isGroup NOTIFY changed)
  Q_PROPERTY(bool fires READ fires NOTIFY changed)
  Q_PROPERTY(QString title READ title NOTIFY changed)
  Q_PROPERTY(QString status READ status NOTIFY changed)
  Q_PROPERTY(QString word READ word NOTIFY changed)             // "page", "ticket", "resolved"
  Q_PROPERTY(QString place READ place NOTIFY changed)           // "eu-west, lyon", or how many alerts of a group
  Q_PROPERTY(QString since READ since NOTIFY ticked)            // "firing for 14 m 02 s since 14:05"
  Q_PROPERTY(QString summary READ summary NOTIFY changed)       // what is the matter, a sentence
  Q_PROPERTY(QStringList why READ why NOTIFY changed)           // sentences, one for each reason
  Q_PROPERTY(QVariantList told READ told NOTIFY changed)        // [{name: receiver, value: "told 14:05, ..."}]
  Q_PROPERTY(QString owner READ owner NOTIFY changed)           // "operator-2 since 14:05", empty if nobody
  Q_PROPERTY(QVariantList holders READ holders NOTIFY changed)  // [{text, silence: id or empty, alert: id or empty}]
  Q_PROPERTY(QVariantList labels READ labels NOTIFY changed)    // [{name, value, mono}]
  Q_PROPERTY(QVariantList annotations READ annotations NOTIFY changed)  // likewise, without the summary
  Q_PROPERTY(QVariantList links READ links NOTIFY changed)              // [{text, icon, page, filter, selection}]
  Q_PROPERTY(QString cell READ cell NOTIFY changed)  // of the SLOs; empty if it is about no objective

 public:
  AlertDetail(OperatorApi& api, FleetMirror& mirror, AlertBoard& board, QObject* parent = nullptr);

  QString key() const { return key_; }
  void setKey(const QString& key);
  bool found() const { return group() != nullptr || alert() != nullptr; }
  bool isGroup() const { return group() != nullptr; }
  bool fires() const;
  QString title() const;
  QString status() const;
  QString word() const;
  QString place() const;
  QString since() const;
  QString summary() const;
  QStringList why() const;
  QVariantList told() const;
  QString owner() const;
  QVariantList holders() const;
  QVariantList labels() const;
  QVariantList annotations() const;
  QVariantList links() const;
  QString cell() const;

 signals:
  void changed();
  void ticked();

 private:
  const AlertBoard::Group* group() const { return board_.group(key_); }
  const AlertStatus* alert() const { return board_.alert(key_); }
  // That everything is told of: the alert, or the first of the group; null if there is none.
  const AlertStatus* leading() const;
  const Labels& shownLabels() const;
  void ask();

  OperatorApi& api_;
  FleetMirror& mirror_;
  AlertBoard& board_;
  QString key_;
  QStringList reasons_;  // of the objective's own judge
  std::uint64_t asked_ = 0;
  Guard guard_;
};

}  // namespace flotilla::view
