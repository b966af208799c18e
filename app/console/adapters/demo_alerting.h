// Whom alerts of the demonstration fleet reach, as a document that declares it, with maintenance of every kind: each
// week, each night, and work that is under way now. Thread: pure functions.
#pragma once

#include "app/console/adapters/demo_state.h"
#include "models/domain/alert_api.h"
#include "models/domain/alerting.h"

namespace flotilla::console {

AlertingDocument demoAlerting(const DemoState& state);
// What the document says.
Alerting demoAlertingMeaning(const DemoState& state);

}  // namespace flotilla::console
