// What a form offers for a fault, so that nothing can be chosen that a control plane refuses. Thread: pure functions.
#pragma once

#include <QString>
#include <QStringList>
#include <vector>

#include "models/domain/fault.h"

namespace flotilla::view {

QStringList faultKinds();              // in the order of FaultKind
QString meaningOf(FaultKind kind);     // "ends its session with the control plane and opens none"
QString amountNameOf(FaultKind kind);  // "Delay", "By", "Again"; empty = it has none

// In ascending order; the texts are beside them, in the same order.
const std::vector<Duration>& lengthsOffered();
const std::vector<Duration>& delaysOffered();  // until it begins
const std::vector<Duration>& amountsOffered(FaultKind kind);
QStringList lengthTexts();
QStringList delayTexts();
QStringList amountTexts(FaultKind kind);

// The place of a value among those; the nearest for one that is not offered, 0 where there are none.
int placeOf(const std::vector<Duration>& offered, Duration value);

Duration usualAmount(FaultKind kind);

}  // namespace flotilla::view
