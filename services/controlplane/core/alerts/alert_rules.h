// A declared Alerting made ready to be asked. Pure but for the zones of the machine. Thread: any; it does not change.
#pragma once

#include <string>
#include <vector>

#include "models/domain/alerting.h"
#include "services/controlplane/core/alerts/inhibition.h"
#include "services/controlplane/core/alerts/routing.h"
#include "services/controlplane/core/alerts/windows.h"

namespace flotilla::controlplane {

struct AlertRules {
  Alerting declared;
  RouteTree routes;
  Inhibitions inhibitions;  // declared ones, and those of builtInAlerting() whose names are not declared
  Windows windows;

  const Receiver* receiver(const std::string& name) const;
  const Rotation* rotation(const std::string& name) const;
};

// Errors name the field, such as `route.routes[0].receiver`: unknown_receiver, unknown_window, unknown_rotation,
// same_name, no_name, bad_interval, too_many, and those of the parts. What the settings of notifiers mean is for
// NotifierGateway::check.
Result<AlertRules> compileAlerting(const Alerting& alerting);

}  // namespace flotilla::controlplane
