// How objectives, their budgets and the alerts about them are written on screens. Thread: pure functions.
#pragma once

#include <QString>
#include <QVariantList>
#include <vector>

#include "models/domain/objective_alert.h"

namespace flotilla::view {

QString placeText(const RegionName& region);          // "eu-west", "Fleet"
QString leftText(const std::optional<double>& left);  // "34 %", rounded down; "< 1 %", "unknown"
QString burnText(double burn);                        // "4.1×"
QString windowText(Duration window);                  // "5 min", "1 h", "72 h", "30 d"
QString largeCount(std::uint64_t value);              // "1,204", "1.38 M"

// The status word whose shape and colour go with it.
QString statusOf(BudgetState state);
QString statusOf(const ObjectiveAlert& alert);

// Why this standing tells less than it seems to, in a word or two; empty if it does not.
QString doubtOf(const ObjectiveStanding& standing);
// The most urgent severity that is used up too fast now; empty if none is.
QString burningOf(const ObjectiveStanding& standing);
// {severity, windows: "1 h and 5 min", longWindow: "1 h", limit: "14.4×", now: "4.1 / 11.8", state: "burning", status,
// why}
// If nothing is observed it is not known whether it is quiet.
QVariantMap tierMap(const TierStanding& tier, bool observed);

// The share of the budget that was left over a span, in percent, with a gap where nothing was counted.
struct BudgetLine {
  QVariantList points;  // (seconds, %); y is not a number in a gap
  QVariantList gaps;    // {from, to} in seconds
  double lowest = 100;
};
// `steps` are the whole span from `from` on, and `left` is the share at its end, by which each bad event is weighed: a
// budget is for a whole period, of which a young fleet has counted a part. Empty if nothing was counted.
BudgetLine budgetLine(const std::vector<Tally>& steps, double left, TimePoint from, Duration step);

// Burn over time: a point (seconds, times) at the end of every step, of the last `window` steps together.
// Where nothing was counted y is not a number.
QVariantList burnLine(const std::vector<Tally>& steps, std::size_t window, double target, TimePoint from,
                      Duration step);

}  // namespace flotilla::view
