#include "tests/console/pages/sample_objectives.h"

namespace flotilla::tests {
namespace {

using namespace std::chrono_literals;

TierStanding tierOf(Severity severity, Duration window, double limit, double burn) {
  TierStanding out;
  out.tier = {severity, 0.1, window, window / 12, limit};
  out.longBurn = burn;
  out.shortBurn = burn * 1.4;
  out.burning = out.longBurn > limit && out.shortBurn > limit;
  return out;
}

ObjectiveStanding standingOf(const char* objective, const char* region, std::optional<double> left, double burn) {
  ObjectiveStanding out;
  out.objective = ObjectiveName(objective);
  out.region = RegionName(region);
  out.budgetLeft = left;
  out.state = budgetStateOf(left);
  if (left) out.tally = {1'380'000, static_cast<std::uint64_t>(6900 * (1 - *left))};
  if (left && *left > 0 && burn > *left) out.exhaustedIn = Duration(static_cast<std::int64_t>(2.592e12 * *left / burn));
  out.tiers = {tierOf(Severity::Page, 1h, 14.4, burn), tierOf(Severity::Page, 6h, 6, burn / 3),
               tierOf(Severity::Ticket, 24h, 3, burn / 4), tierOf(Severity::Ticket, 72h, 1, burn / 5)};
  return out;
}

ObjectiveAlert alertOf(const char* objective, const char* region, Severity severity, TimePoint since, const char* why) {
  ObjectiveAlert out;
  out.key = {AlertKind::Burn, ObjectiveName(objective), RegionName(region), severity};
  out.since = out.lastTrue = since;
  out.why = why;
  return out;
}

}  // namespace

Objectives sampleObjectives(TimePoint now) {
  Objectives out;
  out.objectives = {{ObjectiveName("answers"), "Answers without an error", Indicator::Success,
                     WorkloadName("checkout-vision"), 0, 0.995},
                    {ObjectiveName("latency"), "Answers within 60 ms at the counters of every shop", Indicator::Latency,
                     WorkloadName("checkout-vision"), 60, 0.99}};
  out.standings.items = {standingOf("answers", "", 0.66, 1.1),
                         standingOf("answers", "eu-west", -0.043, 21),
                         standingOf("answers", "us-east", 0.34, 4.1),
                         standingOf("answers", "ap-south", 0.18, 0.2),
                         standingOf("latency", "", 0.9, 0.1),
                         standingOf("latency", "eu-west", 0.71, 0.8),
                         standingOf("latency", "us-east", std::nullopt, 0)};
  out.standings.items[3].partial = true;
  out.standings.items[3].tiers[1].guardedBy = "2 bad of 40: so few may be an accident";
  out.standings.items[6].missing = true;
  out.standings.total = out.standings.items.size();
  out.at = now - 90s;
  out.notes = {
      "answers: a page over 1h can hardly ever fire at this target; half of everything bad in 5m pages instead"};
  return out;
}

// It was not counted at first, and not in the middle.
std::vector<Tally> sampleTallies() {
  std::vector<Tally> out(120, {11'500, 12});
  std::fill_n(out.begin(), 10, Tally{});
  std::fill_n(out.begin() + 50, 4, Tally{});
  out[70].bad = 2600;
  out[118].bad = 2700;
  return out;
}

Page<ObjectiveAlert> sampleAlerts(TimePoint now) {
  Page<ObjectiveAlert> out;
  out.items = {alertOf("answers", "eu-west", Severity::Page, now - 14min,
                       "answers in eu-west: 1204 of 11500 bad in 1h, 140 of 950 in 5m: 21 and 29.4 times the pace that "
                       "lasts, the limit is 14.4; 3 % of the budget of 30d went in that time, 0 % is left"),
               alertOf("latency", "us-east", Severity::Ticket, now - 5h - 30s,
                       "latency in us-east: nothing was observed so far; whether it is met is not known"),
               alertOf("answers", "us-east", Severity::Page, now - 30h, "answers in us-east: 900 of 8000 bad in 1h")};
  out.items[1].key.kind = AlertKind::Missing;
  out.items[2].state = AlertState::Resolved;
  out.items[2].resolvedAt = now - 28h;
  out.total = out.items.size();
  return out;
}

}  // namespace flotilla::tests
