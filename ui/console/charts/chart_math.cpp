#include "ui/console/charts/chart_math.h"

#include <QDateTime>

#include <algorithm>
#include <array>
#include <cmath>

namespace flotilla::console::charts {
namespace {

bool isGap(const QPointF& point) {
  return !std::isfinite(point.y());
}

// Collects one column of pixels and hands out its extremes in the order of time.
class Column {
 public:
  void add(const QPointF& point) {
    if (isEmpty_ || point.y() < low_.y()) low_ = point;
    if (isEmpty_ || point.y() > high_.y()) high_ = point;
    isEmpty_ = false;
  }

  void flush(QList<QPointF>& out) {
    if (isEmpty_) return;
    const bool lowFirst = low_.x() <= high_.x();
    out += lowFirst ? low_ : high_;
    if (low_ != high_) out += lowFirst ? high_ : low_;
    isEmpty_ = true;
  }

 private:
  bool isEmpty_ = true;
  QPointF low_;
  QPointF high_;
};

}  // namespace

QList<QPointF> ChartMath::decimate(const QList<QPointF>& points, int columns) {
  if (columns < 1 || points.size() <= 2 * columns) return points;
  const qreal from = points.first().x();
  const qreal span = std::max(points.last().x() - from, 1e-9);
  QList<QPointF> out;
  Column column;
  int at = -1;
  for (const QPointF& point : points) {
    if (isGap(point)) {
      column.flush(out);
      if (out.isEmpty() || !isGap(out.last())) out += point;
      continue;
    }
    const int index = std::min(columns - 1, static_cast<int>((point.x() - from) / span * columns));
    if (index != at) column.flush(out);
    at = index;
    column.add(point);
  }
  column.flush(out);
  return out;
}

QList<qreal> ChartMath::ticks(qreal low, qreal high, int count) {
  if (!(high > low) || count < 1) return {low};
  const qreal raw = (high - low) / count;
  const qreal power = std::pow(10.0, std::floor(std::log10(raw)));
  qreal step = 10 * power;
  for (const qreal factor : {1.0, 2.0, 2.5, 5.0}) {
    if (factor * power >= raw * 0.999) {
      step = factor * power;
      break;
    }
  }
  QList<qreal> out;
  for (qreal i = std::ceil(low / step - 1e-6); i * step <= high + step * 1e-6; ++i) out += i * step;
  return out;
}

QList<qreal> ChartMath::timeTicks(qreal from, qreal to, int count) {
  static constexpr std::array kSteps{1,    2,    5,    10,    15,    30,    60,    120,    300,    600,    900,
                                     1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800, 1209600};
  if (!(to > from) || count < 1) return {};
  const qreal raw = (to - from) / count;
  const auto* found = std::ranges::find_if(kSteps, [raw](int step) { return step >= raw; });
  const qreal step = found == kSteps.end() ? kSteps.back() : *found;
  // Midnight is local, and so are round hours.
  const int offset = QDateTime::fromSecsSinceEpoch(static_cast<qint64>(from)).offsetFromUtc();
  QList<qreal> out;
  for (qreal at = std::ceil((from + offset) / step) * step - offset; at <= to; at += step) out += at;
  return out;
}

QPointF ChartMath::range(const QList<QPointF>& points) {
  QPointF range(0, 1);
  bool isFirst = true;
  for (const QPointF& point : points) {
    if (isGap(point)) continue;
    range.setX(isFirst ? point.y() : std::min(range.x(), point.y()));
    range.setY(isFirst ? point.y() : std::max(range.y(), point.y()));
    isFirst = false;
  }
  return range;
}

void ChartMath::replace(QXYSeries* series, const QList<QPointF>& points) {
  if (series == nullptr) return;
  QList<QPointF> finite;
  std::ranges::copy_if(points, std::back_inserter(finite), [](const QPointF& point) { return !isGap(point); });
  series->replace(finite);
}

QVariantList ChartMath::runs(const QList<QPointF>& points) {
  QVariantList runs;
  QList<QPointF> run;
  const auto flush = [&runs, &run] {
    if (!run.isEmpty()) runs += QVariant::fromValue(run);
    run.clear();
  };
  for (const QPointF& point : points) {
    if (isGap(point)) {
      flush();
    } else {
      run += point;
    }
  }
  flush();
  return runs;
}

}  // namespace flotilla::console::charts
