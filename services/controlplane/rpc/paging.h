// Chooses a page of domain values and puts it into a list response. Internal to the handlers.
#pragma once

#include "models/domain/list_fields.h"
#include "models/domain/listing.h"
#include "models/domain/operator_api.h"
#include "services/controlplane/rpc/control_plane.h"
#include "services/runtime/pattern.h"
#include "services/wire/account_wire.h"
#include "services/wire/game_day_wire.h"
#include "services/wire/incident_wire.h"
#include "services/wire/run_wire.h"
#include "services/wire/runbook_wire.h"
#include "services/wire/task_wire.h"

namespace flotilla::controlplane {

// The page that `options` ask for.
template <class T>
Result<Page<T>> pageOf(std::vector<T> items, const v1::ListOptions& options, const std::vector<SelectorField>& fields) {
  return listPage<T>(
      std::move(items), wire::fromProto(options), fields, [](const T& item) { return valuesOf(item); }, compilePattern);
}

// `add` makes room for one item in the response.
template <class T, class Response, class Add>
Response fillPage(Page<T> page, const ControlPlane& plane, Response& response, Add add) {
  for (const T& item : page.items) *add(response) = wire::toProto(item);
  response.mutable_page()->set_next_page_token(page.nextPageToken);
  response.mutable_page()->set_total(page.total);
  response.mutable_page()->set_revision(plane.fleet.state().revision);
  return std::move(response);
}

}  // namespace flotilla::controlplane
