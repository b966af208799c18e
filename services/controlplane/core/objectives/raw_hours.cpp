#include "services/controlplane/core/objectives/raw_hours.h"

#include <algorithm>

#include "services/controlplane/core/objectives/slot_series.h"
#include "services/runtime/bytes.h"

namespace flotilla::controlplane {
namespace {

constexpr std::uint32_t kMostSlots = 3600;
constexpr double kMicrosPerMilli = 1000;

}  // namespace

std::int64_t hourOf(TimePoint at) {
  return std::chrono::floor<std::chrono::hours>(at).time_since_epoch().count();
}

TimePoint startOfHour(std::int64_t hour) {
  return TimePoint(hour * kHour);
}

std::uint32_t partOf(TimePoint at, Duration slot) {
  const Duration into = at - startOfHour(hourOf(at));
  return static_cast<std::uint32_t>(into / slot * slot / kPart);
}

void RawHour::add(TimePoint at, const ArmCounts& counts) {
  bySlot[static_cast<std::uint32_t>((at - startOfHour(key.hour)) / slot)].merge(counts);
}

void RawHour::rollUp() {
  ArmCounts all;
  for (const auto& [number, counts] : bySlot) all.merge(counts);
  bySlot.clear();
  if (!all.empty()) bySlot.emplace(0, std::move(all));
  slot = kHour;
  key.part = 0;
}

std::string RawHour::encodeSlots() const {
  ByteWriter out;
  for (const auto& [number, counts] : bySlot) {
    out.number(number);
    out.text(counts.encode());
  }
  return out.take();
}

Status RawHour::decodeSlots(std::string_view bytes) {
  const Error bad = internalError("bad_hour", "an hour of telemetry is damaged");
  bySlot.clear();
  ByteReader in(bytes);
  while (!in.atEnd()) {
    const auto number = in.number<std::uint32_t>();
    const std::string_view record = in.text();
    if (!in.ok() || number >= kMostSlots) return bad;
    auto counts = ArmCounts::decode(record);
    if (!counts) return bad;
    bySlot.emplace(number, std::move(*counts));
  }
  return okStatus();
}

RawKind rawKindOf(Indicator indicator) {
  switch (indicator) {
    case Indicator::Reachability:
    case Indicator::InStep:
      return RawKind::States;
    case Indicator::Deployment:
      return RawKind::Deployments;
    case Indicator::Rollback:
      return RawKind::Rollouts;
    case Indicator::Recovery:
      return RawKind::Recoveries;
    case Indicator::Reduction:
      return RawKind::Traffic;
    case Indicator::Delivery:
      return RawKind::Delivery;
    case Indicator::Saturation:
      return RawKind::Saturation;
    case Indicator::Success:
    case Indicator::Correct:
    case Indicator::Latency:
      break;
  }
  return RawKind::Served;
}

Tally tallyOf(const Objective& objective, const ArmCounts& counts) {
  switch (objective.indicator) {
    case Indicator::Correct:
      return {counts.labelled, counts.labelled - counts.correct};
    case Indicator::Latency:
      return {counts.latencyUs.count(), counts.latencyUs.countAbove(objective.limit * kMicrosPerMilli)};
    case Indicator::InStep:
    case Indicator::Recovery:
      return {counts.latencyUs.count(), counts.latencyUs.countAbove(objective.limit)};
    case Indicator::Reduction:  // a report is never empty, so of few answers it can be larger than they are
      return {counts.requests, std::min(counts.errors, counts.requests)};
    case Indicator::Success:
    case Indicator::Reachability:
    case Indicator::Deployment:
    case Indicator::Rollback:
    case Indicator::Delivery:
    case Indicator::Saturation:
      break;
  }
  return {counts.requests, counts.errors};
}

}  // namespace flotilla::controlplane
