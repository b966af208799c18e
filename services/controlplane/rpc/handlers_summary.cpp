#include <map>
#include <memory>

#include "services/controlplane/core/summary/summary.h"
#include "services/controlplane/rpc/handlers.h"
#include "services/wire/summary_wire.h"

namespace flotilla::controlplane {
namespace {

using SummaryDone = std::function<void(Result<v1::Summary>)>;

constexpr std::size_t kMostBases = 8;  // periods that are remembered at a time

// Makes the basis of a period once in a slot of time, whoever asks: what it takes is counted on the telemetry loop.
// Thread: the fleet loop.
class SummaryDesk : public std::enable_shared_from_this<SummaryDesk> {
 public:
  explicit SummaryDesk(ControlPlane& plane) : plane_(plane) {}

  void ask(const SummaryQuestion& question, const Caller& caller, SummaryDone done) {
    const FleetState& state = plane_.fleet.state();
    if (!plane_.countSummary)
      return done(Error{ErrorCode::Unavailable, "not_yet", "this control plane counts nothing yet", {}, "try again"});
    auto scope = summaryScope(state, question, caller);
    if (!scope) return done(scope.error());
    const SummaryTimes times = summaryTimes(question.period, plane_.clock.now());
    const std::shared_ptr<const SummaryBasis> known = fresh(times);
    if (const auto counting = waiting_.find(times.period()); !known && counting != waiting_.end()) {
      counting->second.push_back([this, question, caller, done = std::move(done)] { ask(question, caller, done); });
      return;
    }
    if (!known) waiting_[times.period()];
    SummaryJob job = known ? SummaryJob{times, {}, {}, {}, {}, {}, {}} : jobFor(times);
    std::shared_ptr<SummaryBasis> made = known ? nullptr : std::make_shared<SummaryBasis>(begun(times));
    for (const auto& [name, indicator] : state.business) job.business.push_back(indicator);
    job.place = businessPlaceOf(*scope);
    Wanted wanted{question, caller, job.business, std::move(done)};
    plane_.countSummary(std::move(job),
                        [self = shared_from_this(), known, made, wanted = std::move(wanted)](SummaryCounts counts) {
                          std::shared_ptr<const SummaryBasis> basis = known;
                          if (made) {
                            made->places = std::move(counts.places);
                            basis = made;
                            self->keep(made);
                          }
                          self->answer(*basis, wanted, std::move(counts.business));
                          if (made) self->askAgain(made->times.period());
                        });
  }

 private:
  struct Wanted {
    SummaryQuestion question;
    Caller caller;
    std::vector<BusinessIndicator> indicators;
    SummaryDone done;
  };

  SummaryJob jobFor(const SummaryTimes& times) {
    std::vector<Objective> objectives;
    for (const auto& [name, objective] : plane_.fleet.state().objectives) objectives.push_back(objective);
    return summaryJob(plane_.fleet.state(), times, std::move(objectives));
  }

  SummaryBasis begun(const SummaryTimes& times) {
    const FleetState& state = plane_.fleet.state();
    SummaryBasis out;
    out.times = times;
    out.at = plane_.objectives.at;
    for (const auto& [name, objective] : state.objectives) out.objectives.push_back(objective);
    out.standings = plane_.objectives.standings;
    out.rollouts = rollouts_.look(state);
    out.nodes = nodeDigests(state, times.now, plane_.reportInterval);
    return out;
  }

  // One of this slot of time and the same look at objectives.
  std::shared_ptr<const SummaryBasis> fresh(const SummaryTimes& times) const {
    const auto at = bases_.find(times.period());
    if (at == bases_.end()) return nullptr;
    const SummaryBasis& basis = *at->second;
    const bool isFresh = basis.times.to == times.to && basis.at == plane_.objectives.at &&
                         times.now >= basis.times.now && times.now < basis.times.now + plane_.objectiveSlot;
    return isFresh ? at->second : nullptr;
  }

  void keep(const std::shared_ptr<const SummaryBasis>& basis) {
    if (bases_.size() >= kMostBases && !bases_.contains(basis->times.period())) bases_.clear();
    bases_[basis->times.period()] = basis;
  }

  // Those who came while it was counted.
  void askAgain(Duration period) {
    const auto asked = waiting_.extract(period);
    if (asked.empty()) return;
    for (const auto& ask : asked.mapped()) ask();
  }

  // What the caller may see may have changed while it was counted.
  void answer(const SummaryBasis& basis, const Wanted& wanted, std::vector<SummaryReported> reported) const {
    auto scope = summaryScope(plane_.fleet.state(), wanted.question, wanted.caller);
    if (!scope) return wanted.done(scope.error());
    const v1::Summary out =
        wire::toProto(summaryOf({plane_.fleet.state(), wanted.caller, basis, std::move(*scope),
                                 wanted.question.canaryShare, wanted.indicators, std::move(reported)}));
    plane_.fleet.whenDurable([out, done = wanted.done](const Status& stored) {
      done(stored ? Result<v1::Summary>(out) : Result<v1::Summary>(stored.error()));
    });
  }

  ControlPlane& plane_;
  RolloutDigests rollouts_;
  std::map<Duration, std::shared_ptr<const SummaryBasis>> bases_;
  std::map<Duration, std::vector<std::function<void()>>> waiting_;  // by the period that is being counted
};

}  // namespace

void registerSummaryHandlers(Dispatcher& dispatcher, ControlPlane& plane) {
  const auto desk = std::make_shared<SummaryDesk>(plane);
  dispatcher.readLater<v1::GetSummaryRequest, v1::Summary>(
      "flotilla.v1.SummaryService/GetSummary", [desk](const auto& request, const Caller& caller, SummaryDone done) {
        desk->ask(wire::fromProto(request), caller, std::move(done));
      });
}

}  // namespace flotilla::controlplane
