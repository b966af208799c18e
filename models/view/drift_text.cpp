#include "models/view/drift_text.h"

#include <QLocale>
#include <algorithm>
#include <cmath>
#include <numeric>

#include "models/view/rollout_text.h"
#include "models/view/text.h"

namespace flotilla::view {
namespace {

constexpr int kKeyParts = 4;
constexpr double kLeastTold = 0.00005;
constexpr double kFewDecimals = 0.01;  // what is smaller is told by its digits, for limits of many values are small

QString statistic(const DriftMeasure& m, double value, int decimals = 3) {
  return m.bins == 0 ? text(kNothing) : statisticText(value, decimals);
}

QVariantMap statisticRow(const char* name, const QString& value, const QString& limit, const char* meaning) {
  return {
      {"name", QString::fromUtf8(name)}, {"value", value}, {"limit", limit}, {"meaning", QString::fromUtf8(meaning)}};
}

QString sentenceOf(const DriftMeasure& m) {
  switch (m.verdict) {
    case DriftVerdict::NotEnoughData:
      if (m.n < kLeastDriftValues)
        return QStringLiteral("%1 of the %2 values that a judgement takes").arg(count(m.n), count(kLeastDriftValues));
      if (m.effective < kLeastDriftEffective)
        return QStringLiteral("%1 values, but worth only %2 independent ones of the %3 that it takes")
            .arg(count(m.n), numberText(m.effective, 2), numberText(kLeastDriftEffective, 2));
      return QStringLiteral("there is too little in the reference to compare with");
    case DriftVerdict::Steady:
      return QStringLiteral("no farther than chance explains");
    case DriftVerdict::Suspected:
      return QStringLiteral("above the limit for %1 of %2 windows in a row").arg(m.inRow).arg(kDriftInRow);
    case DriftVerdict::Drifted:
      return m.inRow >= kDriftInRow ? QStringLiteral("above the limit for %1 windows in a row").arg(m.inRow)
                                    : QStringLiteral("small excesses have added up, and it is not over yet");
  }
  return {};
}

QString valueText(float value) {
  return numberText(static_cast<double>(value));
}

// What bin i holds, short for the axis and in full.
struct BinNames {
  QString axis, full;
};

BinNames categoryNames(const FeatureBins& bins, std::size_t i) {
  if (i == kUnseenBin) return {QStringLiteral("new"), QStringLiteral("values that training never saw")};
  if (i == kOtherBin) return {QStringLiteral("other"), QStringLiteral("rarer values that training knew")};
  return {valueText(bins.top[i]), QStringLiteral("value %1").arg(valueText(bins.top[i]))};
}

BinNames numberNames(const FeatureBins& bins, std::size_t i) {
  if (i == 0) return {valueText(bins.edges[0]), QStringLiteral("up to %1").arg(valueText(bins.edges[0]))};
  const QString below = valueText(bins.edges[i - 1]);
  if (i == kInnerEdges) return {QString(), QStringLiteral("above %1").arg(below)};
  return {valueText(bins.edges[i]), QStringLiteral("%1 to %2").arg(below, valueText(bins.edges[i]))};
}

// Neighbouring edges that are the same leave nothing between them, and a category may have few values.
bool exists(const FeatureHistogram& h, std::size_t i) {
  if (h.counts[i] > 0) return true;
  if (h.bins.kind == FeatureKind::Category)
    return i < h.bins.top.size() || i == kUnseenBin || (i == kOtherBin && !h.bins.others.empty());
  return i == 0 || i == kInnerEdges || h.bins.edges[i] > h.bins.edges[i - 1];
}

double at(const std::vector<double>& shares, std::size_t i) {
  return i < shares.size() ? shares[i] : 0;
}

QVariantMap note(const char* name, const QString& value, const char* status = "") {
  return {{"name", QString::fromLatin1(name)}, {"value", value}, {"status", QString::fromLatin1(status)}};
}

// "1,204 below, 0.50 %"
QString partText(std::uint64_t some, const char* where, std::uint64_t all) {
  if (some == 0) return {};
  const double part = static_cast<double>(some) / static_cast<double>(std::max(all, some));
  return QStringLiteral("%1%2, %3")
      .arg(count(some), QLatin1String(where), part < 0.0001 ? QStringLiteral("< 0.01 %") : percent(part, 2));
}

QVariantList notesOf(const FeatureHistogram& h, std::uint64_t n) {
  QVariantList out;
  if (h.bins.kind == FeatureKind::Number) {
    out << note("Mean", QStringLiteral("%1, deviation %2").arg(numberText(h.mean), numberText(h.sd)));
    if (n > 0) {
      QString range = QStringLiteral("%1 to %2").arg(numberText(h.min), numberText(h.max));
      if (h.bins.min < h.bins.max)
        range += QStringLiteral(", in training %1 to %2").arg(valueText(h.bins.min), valueText(h.bins.max));
      out << note("Range", range);
    }
    QStringList outside;
    for (const QString& part : {partText(h.under, " below", n), partText(h.over, " above", n)})
      if (!part.isEmpty()) outside << part;
    out << note("Out of it", outside.isEmpty() ? QStringLiteral("none") : outside.join(QStringLiteral("; ")),
                outside.isEmpty() ? "" : "warning");
  }
  const QString missing = partText(h.missing, "", n + h.missing);
  out << note("Missing", missing.isEmpty() ? QStringLiteral("none") : missing, missing.isEmpty() ? "" : "warning");
  return out;
}

}  // namespace

QString DriftKey::toText() const {
  QStringList parts{kind, place};
  // In front of an input they stand even when they are empty, or it would be taken for them.
  if (!workload.isEmpty() || !feature.isEmpty()) parts << workload << version;
  if (!feature.isEmpty()) parts << feature;
  return parts.join(QLatin1Char('/'));
}

DriftKey driftKeyOf(const QString& text) {
  const QString kind = text.section(QLatin1Char('/'), 0, 0);
  if (kind != QLatin1String("region") && kind != QLatin1String("site") && kind != QLatin1String("node")) return {};
  return {kind, text.section(QLatin1Char('/'), 1, 1), text.section(QLatin1Char('/'), 2, 2),
          text.section(QLatin1Char('/'), 3, 3), text.section(QLatin1Char('/'), kKeyParts)};
}

DriftKey driftKeyOf(const DriftStanding& standing) {
  DriftKey out;
  out.kind = !standing.node.empty()   ? QStringLiteral("node")
             : !standing.site.empty() ? QStringLiteral("site")
                                      : QStringLiteral("region");
  out.place = placeOf(standing);
  out.workload = text(standing.workload.value);
  out.version = text(standing.version);
  return out;
}

QString statusOf(DriftVerdict verdict) {
  switch (verdict) {
    case DriftVerdict::Steady:
      return QStringLiteral("healthy");
    case DriftVerdict::Suspected:
      return QStringLiteral("inconclusive");
    case DriftVerdict::Drifted:
      return QStringLiteral("degraded");
    case DriftVerdict::NotEnoughData:
      break;
  }
  return QStringLiteral("unknown");
}

QString wordOf(DriftVerdict verdict) {
  return words(toText(verdict));
}

QString placeOf(const DriftStanding& standing) {
  return text(!standing.node.empty()   ? standing.node
              : !standing.site.empty() ? standing.site.value
                                       : standing.region.value);
}

QString causeOf(const DriftStanding& standing, TimePoint now) {
  const QString since = shortTime(standing.since, now);
  if (standing.cause == DriftCause::Sensor)
    return QStringLiteral("Its neighbours do not drift: look at its sensor. Since %1.").arg(since);
  if (standing.cause == DriftCause::Region)
    return standing.node.empty()
               ? QStringLiteral("The region drifts as a whole since %1: the world has changed, not one sensor.")
                     .arg(since)
               : QStringLiteral("It drifts with its region since %1.").arg(since);
  if (standing.verdict == DriftVerdict::Drifted)
    return QStringLiteral("Whether it is a sensor or the region is not settled yet.");
  return {};
}

LeadingMeasure leadingOf(const FeatureDrift& feature) {
  const auto rank = [](const std::optional<DriftMeasure>& m) {
    return std::pair(m ? static_cast<int>(m->verdict) : -1, m && m->threshold > 0 ? m->psi / m->threshold : 0);
  };
  if (!feature.training && !feature.own) return {};
  const bool training = feature.training && rank(feature.training) >= rank(feature.own);
  return {training ? &*feature.training : &*feature.own, training};
}

double distanceOf(const FeatureDrift& feature) {
  const DriftMeasure* m = leadingOf(feature).measure;
  return m == nullptr ? 0 : m->threshold > 0 ? m->psi / m->threshold : 0;
}

QString numberText(double value, int digits) {
  if (!std::isfinite(value)) return text(kNothing);
  const QLocale english(QLocale::English, QLocale::UnitedStates);
  if (std::fabs(value) >= 1000) return english.toString(value, 'f', 0);
  return QString::number(value, 'g', digits);
}

QString statisticText(double value, int decimals) {
  if (value > 0 && value < kLeastTold) return QStringLiteral("< 0.0001");
  if (value > 0 && value < kFewDecimals && decimals > 2) return QString::number(value, 'f', 4);
  return QString::number(value, 'f', decimals);
}

QString limitOf(const DriftMeasure& m) {
  return m.threshold > 0 ? statistic(m, m.threshold) : text(kNothing);
}

QVariantMap judgementMap(const QString& name, const std::optional<DriftMeasure>& m, const QString& whyNot) {
  if (!m)
    return {{"name", name},
            {"known", false},
            {"status", QStringLiteral("unknown")},
            {"word", QStringLiteral("none")},
            {"sentence", whyNot},
            {"rows", QVariantList()}};
  const QString smallest = QStringLiteral("from %1");
  const QVariantList rows{
      statisticRow("PSI", statistic(*m, m->psi, 3), limitOf(*m), "population stability index: what is judged"),
      statisticRow("Shift", statistic(*m, m->shift, 2), smallest.arg(kSmallestDriftShift),
                   "how far values moved, in deviations; less than that is no news, unless the PSI is 0.02 and more"),
      statisticRow("KS", statistic(*m, m->ks, 3), text(kNothing), "largest difference of the cumulated shares, 0 to 1"),
      statisticRow("JS", statistic(*m, m->js, 3), text(kNothing), "Jensen-Shannon distance, 0 to 1"),
      statisticRow("Slow sum", m->threshold > 0 ? QString::number(m->cumulated, 'f', 1) : text(kNothing),
                   QStringLiteral("2"), "small excesses, added up from window to window")};
  return {{"name", name},
          {"known", true},
          {"status", statusOf(m->verdict)},
          {"word", wordOf(m->verdict)},
          {"sentence", sentenceOf(*m)},
          {"rows", rows}};
}

QVariantMap histogramMap(const FeatureHistogram& h) {
  const std::uint64_t n = std::accumulate(h.counts.begin(), h.counts.end(), std::uint64_t{0});
  const bool category = h.bins.kind == FeatureKind::Category;
  QVariantList bins;
  double largest = 0;
  for (std::size_t i = 0; i < std::min(h.counts.size(), kBins); ++i) {
    if (!exists(h, i)) continue;
    const double now = n == 0 ? 0 : static_cast<double>(h.counts[i]) / static_cast<double>(n);
    const double training = at(h.training, i), own = at(h.own, i);
    largest = std::max({largest, now, training, own});
    const bool named = !category || i >= kOtherBin || i < h.bins.top.size();
    const BinNames names = !named     ? BinNames{QString(), QStringLiteral("a value without a name")}
                           : category ? categoryNames(h.bins, i)
                                      : numberNames(h.bins, i);
    bins << QVariantMap{{"label", names.axis},  {"long", names.full}, {"now", now},
                        {"training", training}, {"own", own},         {"count", count(h.counts[i])}};
  }
  return {{"bins", bins},          {"largest", largest}, {"category", category},  {"training", !h.training.empty()},
          {"own", !h.own.empty()}, {"n", count(n)},      {"notes", notesOf(h, n)}};
}

}  // namespace flotilla::view
