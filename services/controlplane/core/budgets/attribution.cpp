#include "services/controlplane/core/budgets/attribution.h"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>

#include "services/controlplane/core/objectives/standing.h"

namespace flotilla::controlplane {
namespace {

int rankOf(DebitCause cause) {
  switch (cause) {
    case DebitCause::Maintenance:
      return 3;
    case DebitCause::Rollout:
      return 2;
    case DebitCause::Incident:
      return 1;
    case DebitCause::Unexplained:
      break;
  }
  return 0;
}

bool concerns(const CauseSpan& span, const Objective& objective, const RegionName& region, const SeriesPart& part) {
  const bool there = span.region.empty() || region.empty() || span.region == region;
  const bool that = span.workload.empty() || objective.workload.empty() || span.workload == objective.workload;
  const bool such = !span.ofAnswers || isOfWorkload(objective.indicator);
  return there && that && such && span.from < part.from + part.length && part.from < span.to;
}

const CauseSpan* causeOf(const Objective& objective, const RegionName& region, const SeriesPart& part,
                         std::span<const CauseSpan> spans) {
  const auto weight = [](const CauseSpan& span) { return std::tuple(rankOf(span.cause), span.from, span.id); };
  const CauseSpan* best = nullptr;
  for (const CauseSpan& span : spans)
    if (concerns(span, objective, region, part) && (best == nullptr || weight(span) > weight(*best))) best = &span;
  return best;
}

bool isLarger(const CauseTotal& a, const CauseTotal& b) {
  return a.bad != b.bad ? a.bad > b.bad : std::tie(a.cause, a.id) < std::tie(b.cause, b.id);
}

// When the rollout gave the region something, and until when that was watched.
void addWaves(const Rollout& rollout, const std::map<std::uint32_t, std::vector<RegionName>>& regionsOfWave,
              TimePoint now, std::vector<CauseSpan>& out) {
  for (const RolloutWave& wave : rollout.waves) {
    const auto regions = regionsOfWave.find(wave.place);
    if (regions == regionsOfWave.end() || wave.startedAt == TimePoint{}) continue;
    TimePoint end = wave.endedAt;
    // A rollout that was stopped in the middle leaves its wave as it was.
    if (end == TimePoint{}) end = rollout.endedAt == TimePoint{} ? now : rollout.endedAt;
    for (const RegionName& region : regions->second) {
      out.push_back({DebitCause::Rollout, rollout.id.value, region, rollout.workload, wave.startedAt, end});
      if (!rollout.planDigest.isZero() || rollout.wentBack()) continue;
      out.push_back(out.back());
      out.back().to = std::min(end + kUnwatched, now);
      out.back().ofAnswers = true;
    }
  }
}

// What was deployed is answered for until something newer of its workload comes there.
void endWhereNewerBegin(std::vector<CauseSpan>& spans) {
  for (CauseSpan& span : spans) {
    if (!span.ofAnswers) continue;
    for (const CauseSpan& newer : spans)
      if (newer.from > span.from && newer.region == span.region && newer.workload == span.workload)
        span.to = std::min(span.to, newer.from);
  }
}

std::vector<CauseSpan> spansOfRollout(const FleetState& state, const Rollout& rollout, TimePoint now) {
  std::vector<CauseSpan> out;
  std::map<std::uint32_t, std::vector<RegionName>> regionsOfWave;
  std::map<RegionName, TimePoint> wayBack;  // when the first node was told to go back
  for (const RolloutNode& node : rollout.nodes) {
    const auto at = state.nodes.find(node.node);
    if (node.generation == 0 || at == state.nodes.end()) continue;
    const RegionName& region = at->second.record.region;
    auto& regions = regionsOfWave[node.wave];
    if (std::find(regions.begin(), regions.end(), region) == regions.end()) regions.push_back(region);
    if (node.outcome == NodeOutcome::Stayed || node.outcome == NodeOutcome::Late) continue;
    const auto known = wayBack.try_emplace(region, node.assignedAt).first;
    known->second = std::min(known->second, node.assignedAt);
  }
  addWaves(rollout, regionsOfWave, now, out);
  if (!rollout.wentBack()) return out;
  for (const auto& [region, from] : wayBack)
    out.push_back({DebitCause::Rollout, rollout.id.value, region, rollout.workload, from,
                   rollout.endedAt == TimePoint{} ? now : rollout.endedAt});
  return out;
}

}  // namespace

std::vector<CauseSpan> RolloutSpans::look(const FleetState& state, TimePoint now) {
  std::vector<CauseSpan> out;
  for (const auto& [id, rollout] : state.rollouts) {
    const auto known = ended_.find(id);
    if (known != ended_.end() && known->second.state == rollout.state && known->second.ended == rollout.endedAt) {
      out.insert(out.end(), known->second.spans.begin(), known->second.spans.end());
      continue;
    }
    std::vector<CauseSpan> spans = spansOfRollout(state, rollout, now);
    out.insert(out.end(), spans.begin(), spans.end());
    if (hasEnded(rollout.state) && rollout.endedAt + kUnwatched <= now)
      ended_[id] = {rollout.state, rollout.endedAt, std::move(spans)};
  }
  endWhereNewerBegin(out);
  return out;
}

std::vector<CauseSpan> rolloutSpans(const FleetState& state, TimePoint now) {
  return RolloutSpans().look(state, now);
}

std::vector<CauseSpan> incidentSpans(const FleetState& state, TimePoint now) {
  std::vector<CauseSpan> out;
  for (const auto& [id, incident] : state.incidents) {
    const bool counts = incident.state != IncidentState::Cancelled && incident.state != IncidentState::Merged;
    if (!counts || incident.drill) continue;
    const IncidentTimes& times = incident.times;
    const TimePoint from = times.firstBad != TimePoint{}   ? times.firstBad
                           : times.detected != TimePoint{} ? times.detected
                                                           : incident.openedAt;
    const TimePoint to = times.mitigated == TimePoint{} ? now : times.mitigated;
    out.push_back({DebitCause::Incident, id.value, incident.region, incident.workload, from, to});
  }
  return out;
}

std::vector<CauseSpan> gameDaySpans(const FleetState& state, TimePoint now) {
  std::vector<CauseSpan> out;
  for (const auto& [id, gameDay] : state.gameDays) {
    std::map<RegionName, CauseSpan> regions;
    for (const NodeFault& one : gameDay.nodes) {
      if (one.began == TimePoint{}) continue;
      const TimePoint to = one.ended == TimePoint{} ? std::min(now, gameDay.endsBy) : one.ended;
      const auto known =
          regions.try_emplace(one.region, CauseSpan{DebitCause::Maintenance, id.value, one.region, {}, one.began, to})
              .first;
      known->second.from = std::min(known->second.from, one.began);
      known->second.to = std::max(known->second.to, to);
    }
    for (const auto& [region, span] : regions) out.push_back(span);
  }
  return out;
}

BudgetReport attribute(const Objective& objective, std::span<const CountedParts> places,
                       std::span<const CauseSpan> spans, TimePoint now) {
  BudgetReport out;
  out.objective = objective.name;
  std::optional<TimePoint> first;
  std::map<std::pair<DebitCause, std::string>, std::uint64_t> totals;
  for (const CountedParts& place : places) {
    BudgetDebit* open = nullptr;  // what the slot before was spent on
    for (const SeriesPart& part : place.parts) {
      out.tally += part.tally;
      if (part.tally.total > 0) first = std::min(first.value_or(part.from), part.from);
      if (part.tally.bad == 0) continue;
      const CauseSpan* span = causeOf(objective, place.region, part, spans);
      const DebitCause cause = span == nullptr ? DebitCause::Unexplained : span->cause;
      const std::string id = span == nullptr ? std::string() : span->id;
      totals[{cause, id}] += part.tally.bad;
      const bool goesOn =
          open != nullptr && open->to == part.from && open->spent.cause == cause && open->spent.id == id;
      if (!goesOn) open = &out.debits.emplace_back(BudgetDebit{{cause, id, 0}, place.region, part.from, part.from});
      open->spent.bad += part.tally.bad;
      open->to = part.from + part.length;
    }
  }
  for (const auto& [key, bad] : totals) out.causes.push_back({key.first, key.second, bad});
  std::sort(out.causes.begin(), out.causes.end(), isLarger);
  std::stable_sort(out.debits.begin(), out.debits.end(),
                   [](const BudgetDebit& a, const BudgetDebit& b) { return a.spent.bad > b.spent.bad; });
  if (out.debits.size() > kMaxDebits) out.debits.resize(kMaxDebits);
  const double wholePeriod = static_cast<double>(out.tally.total) / observedShare(first, objective.period, now);
  out.allowed = (1 - objective.target) * wholePeriod;
  return out;
}

}  // namespace flotilla::controlplane
