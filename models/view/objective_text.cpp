#include "models/view/objective_text.h"

#include <QPointF>
#include <algorithm>
#include <cmath>

#include "models/view/text.h"

namespace flotilla::view {
namespace {

double secondsOf(TimePoint at) {
  return static_cast<double>(toMicros(at)) / 1e6;
}

}  // namespace

QString placeText(const RegionName& region) {
  return region.empty() ? QStringLiteral("Fleet") : text(region.value);
}

QString leftText(const std::optional<double>& left) {
  if (!left || !std::isfinite(*left)) return QStringLiteral("unknown");
  if (*left > 0 && *left < 0.01) return QStringLiteral("< 1 %");
  // Never better than it is: what shows 50 % is not in caution. What is an exact percentage stays that.
  return QStringLiteral("%1 %").arg(static_cast<qint64>(std::floor(*left * 100 + 1e-9)));
}

QString burnText(double burn) {
  if (!std::isfinite(burn)) return text(kNothing);
  return QString::number(burn, 'f', burn < 99.95 ? 1 : 0) + QStringLiteral("×");
}

QString windowText(Duration window) {
  const qint64 seconds = std::chrono::duration_cast<std::chrono::seconds>(window).count();
  if (seconds > 72 * 3600 && seconds % 86'400 == 0) return QStringLiteral("%1 d").arg(seconds / 86'400);
  if (seconds >= 3600 && seconds % 3600 == 0) return QStringLiteral("%1 h").arg(seconds / 3600);
  if (seconds >= 60 && seconds % 60 == 0) return QStringLiteral("%1 min").arg(seconds / 60);
  return span(window);
}

QString largeCount(std::uint64_t value) {
  const auto scaled = [value](double unit, const char* name) {
    return QString::number(static_cast<double>(value) / unit, 'g', 3) + QLatin1Char(' ') + QLatin1String(name);
  };
  if (value < 100'000) return count(value);
  if (value < 999'500) return count(value / 1000 * 1000);
  return value < 999'500'000 ? scaled(1e6, "M") : scaled(1e9, "G");
}

QString statusOf(BudgetState state) {
  return text(toText(state));
}

QString statusOf(const ObjectiveAlert& alert) {
  if (alert.state == AlertState::Resolved) return QStringLiteral("passed");
  return alert.key.severity == Severity::Page ? QStringLiteral("failed") : QStringLiteral("warning");
}

QString doubtOf(const ObjectiveStanding& standing) {
  if (standing.missing) return QStringLiteral("no data now");
  if (!standing.budgetLeft) return QStringLiteral("no data yet");
  return standing.partial ? QStringLiteral("partial") : QString();
}

QString burningOf(const ObjectiveStanding& standing) {
  for (const Severity severity : {Severity::Page, Severity::Ticket})
    for (const TierStanding& tier : standing.tiers)
      if (tier.burning && tier.tier.severity == severity) return text(toText(severity));
  return {};
}

QVariantMap tierMap(const TierStanding& tier, bool observed) {
  const QString now =
      QStringLiteral("%1 / %2").arg(burnText(tier.longBurn).chopped(1), burnText(tier.shortBurn).chopped(1));
  const bool held = !tier.burning && !tier.guardedBy.empty();
  const bool page = tier.tier.severity == Severity::Page;
  return {
      {"severity", text(toText(tier.tier.severity))},
      {"windows", QStringLiteral("%1 and %2").arg(windowText(tier.tier.longWindow), windowText(tier.tier.shortWindow))},
      {"longWindow", windowText(tier.tier.longWindow)},
      {"limit", burnText(tier.tier.burn)},
      {"now", observed ? now : text(kNothing)},
      {"state", tier.burning ? QStringLiteral("burning")
                : held       ? QStringLiteral("held back")
                : observed   ? QStringLiteral("quiet")
                             : QStringLiteral("unknown")},
      {"status", tier.burning ? (page ? QStringLiteral("failed") : QStringLiteral("warning"))
                 : held       ? QStringLiteral("held")
                 : observed   ? QStringLiteral("healthy")
                              : QStringLiteral("unknown")},
      {"why", text(tier.guardedBy)}};
}

QVariantList burnLine(const std::vector<Tally>& steps, std::size_t window, double target, TimePoint from,
                      Duration step) {
  QVariantList out;
  Tally seen;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    seen += steps[i];
    if (i + 1 < window) continue;
    const double share =
        seen.total == 0 ? std::nan("") : static_cast<double>(seen.bad) / static_cast<double>(seen.total);
    out << QPointF(secondsOf(from + static_cast<std::int64_t>(i + 1) * step), share / (1 - target));
    seen.total -= steps[i + 1 - window].total;
    seen.bad -= steps[i + 1 - window].bad;
  }
  return out;
}

BudgetLine budgetLine(const std::vector<Tally>& steps, double left, TimePoint from, Duration step) {
  BudgetLine out;
  Tally all;
  for (const Tally& tally : steps) all += tally;
  if (all.total == 0) return out;
  const double each = all.bad == 0 ? 0 : std::max(0.0, 1 - left) / static_cast<double>(all.bad);
  Tally seen;
  TimePoint at = from;
  for (const Tally& tally : steps) {
    const bool counted = tally.total > 0;
    const double before = secondsOf(at);
    at += step;
    if (counted) {
      const auto rest = [&] { return 100 * (1 - static_cast<double>(seen.bad) * each); };
      // A line begins where its first step does.
      if (out.points.isEmpty() || std::isnan(out.points.last().toPointF().y())) out.points << QPointF(before, rest());
      seen += tally;
      out.points << QPointF(secondsOf(at), rest());
      out.lowest = std::min(out.lowest, rest());
    } else if (!out.gaps.isEmpty() && out.gaps.last().toMap()["to"].toDouble() >= before) {
      out.gaps.last() = QVariantMap{{"from", out.gaps.last().toMap()["from"]}, {"to", secondsOf(at)}};
    } else {
      out.gaps << QVariantMap{{"from", before}, {"to", secondsOf(at)}};
      if (!out.points.isEmpty()) out.points << QPointF(before, std::nan(""));
    }
  }
  return out;
}

}  // namespace flotilla::view
