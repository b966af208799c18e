// Requests about alerts that take the same in several methods. Pure. Thread: any. Private to this folder.
#pragma once

#include "models/domain/alert_api.h"
#include "services/wire/operator_wire.h"

namespace flotilla {

template <class Request>
Request choiceRequest(const AlertChoice& choice) {
  Request request;
  request.set_alert(choice.alert.value);
  request.set_group(choice.group);
  return request;
}

// New silences and changed ones take the same.
template <class Request>
Request silenceRequest(const NewSilence& silence) {
  Request request;
  for (const Matcher& matcher : silence.matchers) *request.add_matchers() = wire::toProto(matcher);
  if (silence.startsAt != TimePoint{}) *request.mutable_starts_at() = wire::toProto(silence.startsAt);
  *request.mutable_ends_at() = wire::toProto(silence.endsAt);
  request.set_comment(silence.comment);
  request.mutable_annotations()->insert(silence.annotations.begin(), silence.annotations.end());
  return request;
}

}  // namespace flotilla
