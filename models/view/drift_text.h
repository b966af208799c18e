// How drift is written on screens: verdicts, places, what was measured, and histograms beside their references.
// Thread: pure functions.
#pragma once

#include <QString>
#include <QVariantList>

#include "models/domain/drift.h"

namespace flotilla::view {

// What an address names: "region/eu-west/checkout-vision/2.14.0/brightness". The kind is region, site or node; without
// workload and version every one of the place is meant, without a feature the farthest.
struct DriftKey {
  QString kind, place, workload, version, feature;
  bool valid() const { return !kind.isEmpty() && !place.isEmpty(); }
  bool samePlace(const DriftKey& other) const {
    return kind == other.kind && place == other.place && workload == other.workload && version == other.version;
  }
  QString toText() const;
};
DriftKey driftKeyOf(const QString& text);  // not valid if it is none
DriftKey driftKeyOf(const DriftStanding& standing);

QString statusOf(DriftVerdict verdict);          // the status word whose shape and colour go with it
QString wordOf(DriftVerdict verdict);            // "not enough data", "steady"
QString placeOf(const DriftStanding& standing);  // "eu-west", "lyon", "lyon-2"
// Where it is and since when, a sentence; empty if there is nothing to say.
QString causeOf(const DriftStanding& standing, TimePoint now);

// The judgement that says more, and of what; nothing if there is none.
struct LeadingMeasure {
  const DriftMeasure* measure = nullptr;
  bool ofTraining = true;
};
LeadingMeasure leadingOf(const FeatureDrift& feature);
double distanceOf(const FeatureDrift& feature);  // times the limit

QString numberText(double value, int digits = 4);   // "0.31", "5,214"
QString statisticText(double value, int decimals);  // "0.437", "0.0021"
QString limitOf(const DriftMeasure& m);             // "–" while nothing is judged

// {name, status, word, sentence, known, rows: [{name, value, limit, meaning}]}; `name`: what it is compared with.
QVariantMap judgementMap(const QString& name, const std::optional<DriftMeasure>& m, const QString& whyNot);
// {bins: [{label, long, now, training, own}], largest, category, training, own, notes: [{name, value}], n}
QVariantMap histogramMap(const FeatureHistogram& histogram);

}  // namespace flotilla::view
