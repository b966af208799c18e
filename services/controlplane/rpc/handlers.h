// Registers every operator method: protobuf in, a decision of the core, protobuf out. Thread: before serving.
#pragma once

#include "services/controlplane/rpc/dispatcher.h"
#include "services/controlplane/rpc/watch_hub.h"

namespace flotilla::controlplane {

void registerAccountHandlers(Dispatcher& dispatcher, ControlPlane& plane);
void registerAccessHandlers(Dispatcher& dispatcher, ControlPlane& plane);
void registerFleetHandlers(Dispatcher& dispatcher, ControlPlane& plane);  // with those of nodes
void registerNodeHandlers(Dispatcher& dispatcher, ControlPlane& plane);
void registerRolloutHandlers(Dispatcher& dispatcher, ControlPlane& plane);
void registerObjectiveHandlers(Dispatcher& dispatcher, ControlPlane& plane);
void registerAlertHandlers(Dispatcher& dispatcher, ControlPlane& plane);
void registerReplayHandlers(Dispatcher& dispatcher, ControlPlane& plane);
void registerBudgetHandlers(Dispatcher& dispatcher, ControlPlane& plane);
void registerIncidentHandlers(Dispatcher& dispatcher, ControlPlane& plane);
void registerRunbookHandlers(Dispatcher& dispatcher, ControlPlane& plane);
void registerThresholdHandlers(Dispatcher& dispatcher, ControlPlane& plane);
void registerRunHandlers(Dispatcher& dispatcher, ControlPlane& plane);
void registerTaskHandlers(Dispatcher& dispatcher, ControlPlane& plane);
void registerPaperHandlers(Dispatcher& dispatcher, ControlPlane& plane);
void registerBusinessHandlers(Dispatcher& dispatcher, ControlPlane& plane);
void registerSummaryHandlers(Dispatcher& dispatcher, ControlPlane& plane);
void registerGameDayHandlers(Dispatcher& dispatcher, ControlPlane& plane);
void registerDriftHandlers(Dispatcher& dispatcher, ControlPlane& plane);
void registerPolicyHandlers(Dispatcher& dispatcher, ControlPlane& plane);
void registerAuditHandlers(Dispatcher& dispatcher, ControlPlane& plane);
void registerWatch(Dispatcher& dispatcher, WatchHub& hub);

}  // namespace flotilla::controlplane
