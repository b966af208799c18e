// What tables and panels say of a node. Thread: pure functions.
#pragma once

#include <QString>
#include <QVariantList>

#include "models/domain/node.h"

namespace flotilla::view {

// The workload that a line about the whole node speaks of: the first that deserves attention, else the first.
const NodeWorkload* leadingWorkload(const Node& node);
// Totals of the version that is proven, or nullptr.
const VersionTotals* provenTotals(const NodeWorkload& workload);
// Whether the node runs what it should: "none", "differs" with what is wanted, "unknown" without fresh data.
QString driftText(const Node& node);
bool drifts(const Node& node);
// How telemetry gets here and whether the clock is right, for FactList: what is lost is marked, what is only late is
// not.
QVariantList deliveryOf(const NodeTelemetry& telemetry);
// How full the machine is, and for what share of time it was fuller than it should be; empty if nobody measures that.
QVariantList machineOf(const Saturation& saturation);
// Everything a person needs to hear of a row: "rotterdam-1, failed, last report 4 m 00 s ago".
QString sentence(const Node& node, TimePoint now);

}  // namespace flotilla::view
