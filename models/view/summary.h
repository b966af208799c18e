// The fleet in a few numbers: the figures of the Overview, per region too, and how they moved while this console
// watched. Thread: GUI. Lifetime: the mirror outlives it.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QAbstractTableModel>
#include <QObject>
#include <QVariantList>
#include <deque>
#include <map>

#include "models/view/fleet_mirror.h"

namespace flotilla::view {

// Sums over nodes of what their proven versions did, from which rates follow.
struct Throughput {
  std::uint64_t requests = 0;
  std::uint64_t errors = 0;
  std::uint64_t labelled = 0;
  std::uint64_t correct = 0;
  double slowestP95Ms = -1;
};

class Summary : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  Q_PROPERTY(int nodes READ nodes NOTIFY changed)
  Q_PROPERTY(int regions READ regions NOTIFY changed)
  Q_PROPERTY(int sites READ sites NOTIFY changed)
  Q_PROPERTY(QString healthyPercent READ healthyPercent NOTIFY changed)  // "97.02", "–" without nodes
  // All but healthy, most urgent first, also those with 0: [{status, count}]
  Q_PROPERTY(QVariantList problems READ problems NOTIFY changed)
  Q_PROPERTY(int reporting READ reporting NOTIFY changed)                 // nodes with a fresh report
  Q_PROPERTY(QString requestRate READ requestRate NOTIFY sampled)         // "612" per second, "–" if unknown
  Q_PROPERTY(QVariantList requestRates READ requestRates NOTIFY sampled)  // for Sparkline, oldest first, null = gap
  Q_PROPERTY(QString successPercent READ successPercent NOTIFY sampled)   // of the requests in the window
  Q_PROPERTY(QVariantList successRatios READ successRatios NOTIFY sampled)
  Q_PROPERTY(QString accuracyPercent READ accuracyPercent NOTIFY sampled)  // of the labelled requests in the window
  Q_PROPERTY(QString slowestP95 READ slowestP95 NOTIFY sampled)            // "0.31", milliseconds
  Q_PROPERTY(QString slowestNode READ slowestNode NOTIFY sampled)
  Q_PROPERTY(QString reduction READ reduction NOTIFY sampled)  // raw / upstream, "94", "–" if unknown
  Q_PROPERTY(QString window READ window NOTIFY sampled)        // what the rates are over: "last 1 m 40 s"
  // [{name, title, latitude, longitude, status, problems: "2 failed", nodes}], for the map
  Q_PROPERTY(QVariantList regionsOnMap READ regionsOnMap NOTIFY changed)
  Q_PROPERTY(QVariantList sitesOnMap READ sitesOnMap NOTIFY changed)

 public:
  explicit Summary(FleetMirror& mirror, QObject* parent = nullptr);

  int nodes() const { return mirror_.counts().total; }
  int regions() const { return static_cast<int>(mirror_.regions().size()); }
  int sites() const { return static_cast<int>(mirror_.sites().size()); }
  QString healthyPercent() const;
  QVariantList problems() const;
  int reporting() const;
  QString requestRate() const;
  QVariantList requestRates() const;
  QString successPercent() const;
  QVariantList successRatios() const;
  QString accuracyPercent() const;
  QString slowestP95() const;
  QString slowestNode() const { return slowestNode_; }
  QString reduction() const;
  QString window() const;
  QVariantList regionsOnMap() const;
  QVariantList sitesOnMap() const;

  // The last two samples of a region, for its row; equal if there is nothing to tell yet.
  std::pair<Throughput, Throughput> lastOf(const RegionName& region) const;
  double lastInterval() const;  // seconds between them

 signals:
  void changed();
  void sampled();

 private:
  struct Sample {
    TimePoint at{};
    TimePoint newestReport{};  // of any node
    Throughput all;
    std::map<RegionName, Throughput> byRegion;
  };
  void sample();
  bool tells() const;

  FleetMirror& mirror_;
  std::deque<Sample> samples_;
  QString slowestNode_;
  std::uint64_t rawBytes_ = 0;
  std::uint64_t upstreamBytes_ = 0;
};

// One row per region, the one with most problems first.
class RegionsModel : public QAbstractTableModel {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")

 public:
  enum Column { Region, Status, Nodes, Rate, Errors, P95, ColumnCount };
  enum Role { StatusRole = Qt::UserRole, ToneRole, ValueRole, EdgeRole, NameRole };

  RegionsModel(FleetMirror& mirror, Summary& summary, QObject* parent = nullptr);
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QHash<int, QByteArray> roleNames() const override;
  Q_INVOKABLE QString nameAt(int row) const;

 private:
  struct RegionLine {
    RegionName name;
    HealthCounts counts;
  };
  void rebuild();

  FleetMirror& mirror_;
  Summary& summary_;
  std::vector<RegionLine> lines_;
};

}  // namespace flotilla::view
