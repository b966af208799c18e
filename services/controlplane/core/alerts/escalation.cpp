#include "services/controlplane/core/alerts/escalation.h"

namespace flotilla::controlplane {

std::optional<NextStep> nextStep(const NotificationEntry* last, const std::vector<EscalationStep>& steps,
                                 bool anyPageUnacknowledged) {
  if (last == nullptr || last->firing.empty() || !anyPageUnacknowledged) return std::nullopt;
  if (last->escalations >= steps.size()) return std::nullopt;
  return NextStep{last->escalations, last->firstAt + steps[last->escalations].after};
}

}  // namespace flotilla::controlplane
