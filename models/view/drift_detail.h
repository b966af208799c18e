// The drift of one place in full: a row per input of the model, the farthest first, and the chosen one as a histogram
// beside its references with what was measured. `key` chooses place and input, see DriftKey; a place without a workload
// shows one of what runs there (`choice`). Asked anew while somebody looks. Thread: GUI. Lifetime: api and mirror
// outlive it.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QVariantList>
#include <vector>

#include "models/view/drift_text.h"
#include "models/view/polled_table.h"

namespace flotilla::view {

class DriftDetail : public flotilla::view::PolledTable {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  Q_PROPERTY(QString key READ key WRITE setKey NOTIFY changed)
  Q_PROPERTY(int hours READ hours WRITE setHours NOTIFY changed)  // of the histogram; 0 = the newest window
  Q_PROPERTY(bool found READ found NOTIFY changed)
  Q_PROPERTY(QVariantList choices READ choices NOTIFY changed)  // [{text, status}], of a place without a workload
  Q_PROPERTY(int choice READ choice WRITE setChoice NOTIFY changed)
  Q_PROPERTY(QString title READ title NOTIFY changed)  // "checkout-vision 2.14.0 in eu-west"
  Q_PROPERTY(QString status READ status NOTIFY changed)
  Q_PROPERTY(QString word READ word NOTIFY changed)
  Q_PROPERTY(QString cause READ cause NOTIFY changed)    // a sentence; empty if there is nothing to say
  Q_PROPERTY(QString window READ window NOTIFY changed)  // which inputs were judged, a sentence
  Q_PROPERTY(int features READ rowCount NOTIFY changed)
  Q_PROPERTY(QString feature READ feature NOTIFY changed)  // the chosen one
  Q_PROPERTY(QString featureStatus READ featureStatus NOTIFY changed)
  Q_PROPERTY(QString featureWord READ featureWord NOTIFY changed)
  Q_PROPERTY(QVariantMap histogram READ histogram NOTIFY changed)     // see histogramMap; empty if there is none
  Q_PROPERTY(QVariantList judgements READ judgements NOTIFY changed)  // [judgementMap]: training, its own beginning
  Q_PROPERTY(QVariantList outliers READ outliers NOTIFY changed)      // [{name, status, word, detail, key}]: nodes
  Q_PROPERTY(QString outliersNote READ outliersNote NOTIFY changed)   // how many nodes drift by themselves
  Q_PROPERTY(QVariantList links READ links NOTIFY changed)            // [{text, icon, page, filter, selection}]
  Q_PROPERTY(QString commandLine READ commandLine NOTIFY changed)

 public:
  static constexpr std::chrono::seconds kEvery{15};
  enum Column {
    VerdictColumn,
    FeatureColumn,
    AgainstColumn,
    PsiColumn,
    LimitColumn,
    ShiftColumn,
    KsColumn,
    JsColumn,
    CountColumn,
    EffectiveColumn,
    Columns
  };
  enum Role { StatusRole = Qt::UserRole, ToneRole, EdgeRole };

  DriftDetail(OperatorApi& api, FleetMirror& mirror, QObject* parent = nullptr);
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QHash<int, QByteArray> roleNames() const override;

  QString key() const { return key_.valid() ? key_.toText() : QString(); }
  void setKey(const QString& key);
  QString place() const { return key_.place; }
  int hours() const { return hours_; }
  void setHours(int hours);
  bool found() const { return shown() != nullptr; }
  QVariantList choices() const;
  int choice() const { return choice_; }
  void setChoice(int choice);
  QString title() const;
  QString status() const;
  QString word() const;
  QString cause() const;
  QString window() const;
  QString feature() const;
  QString featureStatus() const;
  QString featureWord() const;
  QVariantMap histogram() const;
  QVariantList judgements() const;
  QVariantList outliers() const;
  QString outliersNote() const;
  QVariantList links() const;
  QString commandLine() const;

  Q_INVOKABLE QString keyAt(int row) const;  // of the place with this input; empty outside
  Q_INVOKABLE QString address() const;       // of what is shown, with workload, version and input; empty if nothing is
  Q_INVOKABLE int currentRow() const;        // of the chosen input; -1

 private:
  void ask() override;
  void take(std::vector<DriftStanding> told);
  void forget();
  bool fits(const DriftStanding& standing) const;
  const DriftStanding* pick(const std::vector<DriftStanding>& told) const;  // null if there is none
  const DriftStanding* shown() const { return pick(told_); }
  const FeatureDrift* chosen() const;

  DriftKey key_;
  int hours_ = 0;
  int choice_ = 0;
  std::vector<DriftStanding> told_;
};

}  // namespace flotilla::view
