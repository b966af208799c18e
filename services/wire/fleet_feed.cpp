#include "services/wire/fleet_feed.h"

#include "services/wire/operator_fields.h"

namespace flotilla::wire {
namespace {

template <class T>
Status addThing(Result<T> value, std::vector<FleetThing>& out) {
  if (!value) return value.error();
  out.emplace_back(std::move(*value));
  return okStatus();
}

Status readThing(const v1::Thing& thing, std::vector<FleetThing>& out) {
  switch (thing.thing_case()) {
    case v1::Thing::kRegion:
      return addThing(fromProto(thing.region()), out);
    case v1::Thing::kSite:
      return addThing(fromProto(thing.site()), out);
    case v1::Thing::kWorkload:
      return addThing(fromProto(thing.workload()), out);
    case v1::Thing::kNode:
      return addThing(fromProto(thing.node()), out);
    case v1::Thing::kRelease:
      return addThing(fromProto(thing.release()), out);
    case v1::Thing::kRollout:
      return addThing(fromProto(thing.rollout()), out);
    case v1::Thing::kObjective:
      return addThing(fromProto(thing.objective()), out);
    case v1::Thing::THING_NOT_SET:
      break;
  }
  return okStatus();
}

Status readThings(const google::protobuf::RepeatedPtrField<v1::Thing>& from, std::vector<FleetThing>& out) {
  out.reserve(static_cast<std::size_t>(from.size()));
  for (const v1::Thing& thing : from) FLOTILLA_CHECK(readThing(thing, out));
  return okStatus();
}

}  // namespace

Result<FleetUpdate> fromProto(const v1::WatchResponse& response) {
  FleetUpdate out;
  if (response.has_snapshot()) FLOTILLA_CHECK(readThings(response.snapshot().things(), out.upserts));
  if (response.has_snapshot_end()) {
    out.complete = true;
    out.revision = response.snapshot_end().revision();
  }
  if (!response.has_changes()) return out;
  out.complete = true;
  out.revision = response.changes().revision();
  FLOTILLA_CHECK(readThings(response.changes().upserts(), out.upserts));
  for (const v1::Deleted& gone : response.changes().deletes())
    if (gone.topic() >= v1::TOPIC_REGIONS && gone.topic() <= v1::TOPIC_OBJECTIVES)
      out.gone.push_back({static_cast<FleetTopic>(static_cast<int>(gone.topic()) - 1), gone.key()});
  return out;
}

}  // namespace flotilla::wire
