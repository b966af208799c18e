// Requests whose fields are text, and that several methods take. Pure. Thread: any. Private to this folder.
#pragma once

#include "models/domain/alert_api.h"
#include "models/domain/objective.h"

namespace flotilla {

template <class Request>
Request choiceRequest(const AlertChoice& choice) {
  Request request;
  request.set_alert(choice.alert.value);
  request.set_group(choice.group);
  return request;
}

template <class Request>
Request budgetRequest(const ObjectiveName& objective, const RegionName& region) {
  Request request;
  request.set_objective(objective.value);
  request.set_region(region.value);
  return request;
}

}  // namespace flotilla
