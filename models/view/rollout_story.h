// What RolloutDetail tells about a planned rollout, as values for QML. Thread: pure functions.
#pragma once

#include <QVariantList>
#include <QVariantMap>

#include "models/domain/rollout.h"

namespace flotilla::view {

// See the properties of RolloutDetail of these names.
QVariantMap headlineOf(const Rollout& rollout, TimePoint now);
QVariantList wavesOf(const Rollout& rollout, TimePoint now);
QVariantMap approvalOf(const Rollout& rollout, TimePoint now);
QVariantList eventsOf(const Rollout& rollout, TimePoint now);
QVariantMap whyNotOf(const Rollout& rollout);
// The wave whose approvals matter now: the next that needs some, or the last that did. Nothing if none does.
const RolloutWave* approvalWave(const Rollout& rollout);

}  // namespace flotilla::view
