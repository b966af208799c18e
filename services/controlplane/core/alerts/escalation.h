// Telling others while nobody looks after a page. Pure. Thread: any.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "services/controlplane/core/alerts/notification.h"

namespace flotilla::controlplane {

struct NextStep {
  std::size_t step = 0;  // place among the steps
  TimePoint dueAt{};
};
// The first step that was not taken. None after the last, before the first message, or without a page in the group that
// was told, fires and is not acknowledged.
std::optional<NextStep> nextStep(const NotificationEntry* last, const std::vector<EscalationStep>& steps,
                                 bool anyPageUnacknowledged);

}  // namespace flotilla::controlplane
