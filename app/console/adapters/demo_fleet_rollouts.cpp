// What the demonstration fleet answers about rollouts.
#include "app/console/adapters/demo_answers.h"
#include "app/console/adapters/demo_evidence.h"
#include "app/console/adapters/demo_names.h"
#include "app/console/adapters/demo_plan_motion.h"
#include "app/console/adapters/demo_plans.h"
#include "app/console/adapters/demo_preview.h"
#include "app/console/adapters/demo_rollouts.h"
#include "app/console/adapters/demo_views.h"
#include "app/console/adapters/demo_way_back.h"
#include "models/domain/list_fields.h"

namespace flotilla::console {
namespace {

constexpr std::size_t kPreviewNodesSent = 2'000;

Error noRollout(const RolloutId& id) {
  return notFound("no_rollout", "there is no rollout " + id.value.substr(0, 80), "rollout",
                  "see flotillactl rollouts list");
}

Error noPlan(const RolloutId& id) {
  return precondition("no_plan", id.value + " follows no plan", "rollout", "see flotillactl rollouts show " + id.value);
}

}  // namespace

template <class F>
void DemoFleet::decide(Done<Rollout> done, F decision) {
  answer<Rollout>(std::move(done), [this, decision = std::move(decision)]() -> Result<Rollout> {
    FLOTILLA_TRY(const Chosen chosen, decision());
    publish(chosen.planned ? DemoChanges{{}, {}, {chosen.index}} : DemoChanges{{}, {chosen.index}, {}});
    return tell(chosen);
  });
}

Rollout DemoFleet::tell(const Chosen& chosen) const {
  if (!chosen.planned) return toRollout(state_, state_.rollouts[chosen.index], kRolloutNodesSent);
  Rollout out = toldOf(state_.planned[chosen.index], state_.now, kRolloutNodesSent);
  out.plan = state_.planned[chosen.index].rollout.plan;
  return out;
}

Result<DemoFleet::Chosen> DemoFleet::find(const RolloutId& rollout) const {
  if (const auto index = findDemoPlanned(state_, rollout)) return Chosen{*index, true};
  if (const auto index = findDemoRollout(state_, rollout)) return Chosen{*index, false};
  return noRollout(rollout);
}

// What can only be said to a rollout with a plan.
template <class F>
void DemoFleet::changePlan(const RolloutId& rollout, Done<Rollout> done, F change) {
  decide(std::move(done), [this, rollout, change = std::move(change)]() -> Result<Chosen> {
    FLOTILLA_TRY(const Chosen chosen, find(rollout));
    if (!chosen.planned) return noPlan(rollout);
    FLOTILLA_CHECK(change(chosen.index));
    return chosen;
  });
}

void DemoFleet::prepareRollout(const NewRollout& rollout, Done<RolloutPreview> done) {
  answer<RolloutPreview>(std::move(done), [this, rollout]() -> Result<RolloutPreview> {
    FLOTILLA_TRY(RolloutPreview preview,
                 rollout.plan.empty() ? previewDemo(state_, rollout) : previewDemoPlan(state_, rollout.plan));
    preview.leaveOutNodes(kPreviewNodesSent);
    return preview;
  });
}

void DemoFleet::prepareRollBack(const RolloutId& rollout, Done<RolloutPreview> done) {
  answer<RolloutPreview>(std::move(done), [this, rollout]() -> Result<RolloutPreview> {
    const auto planned = findDemoPlanned(state_, rollout);
    FLOTILLA_TRY(RolloutPreview preview,
                 planned ? previewDemoPlanBack(state_, *planned) : previewDemoBack(state_, rollout));
    preview.leaveOutNodes(kPreviewNodesSent);
    return preview;
  });
}

void DemoFleet::createRollout(const NewRollout& rollout, Done<Rollout> done) {
  decide(std::move(done), [this, rollout]() -> Result<Chosen> {
    const bool planned = !rollout.plan.empty();
    FLOTILLA_TRY(const std::uint32_t index,
                 planned ? createDemoDraft(state_, rollout.plan) : createDemoRollout(state_, rollout));
    return Chosen{index, planned};
  });
}

void DemoFleet::rollBack(const RolloutId& rollout, Done<Rollout> done) {
  decide(std::move(done), [this, rollout]() -> Result<Chosen> {
    FLOTILLA_TRY(const Chosen chosen, find(rollout));
    if (chosen.planned) {
      FLOTILLA_CHECK(rollBackDemoPlan(state_, chosen.index));
      return chosen;
    }
    FLOTILLA_TRY(const std::uint32_t index, rollBackDemo(state_, rollout));
    return Chosen{index, false};
  });
}

void DemoFleet::editRollout(const RolloutId& rollout, const std::string& plan, Done<Rollout> done) {
  changePlan(rollout, std::move(done),
             [this, plan](std::uint32_t index) -> Status { return editDemoPlan(state_, index, plan); });
}

void DemoFleet::sayToRollout(const RolloutWord& word, Done<Rollout> done) {
  changePlan(word.rollout, std::move(done),
             [this, word](std::uint32_t index) -> Status { return sayToDemo(state_, index, word); });
}

void DemoFleet::explainRollout(const RolloutId& rollout, bool, Done<RolloutExplanation> done) {
  answer<RolloutExplanation>(std::move(done), [this, rollout]() -> Result<RolloutExplanation> {
    FLOTILLA_TRY(const Chosen chosen, find(rollout));
    if (!chosen.planned) return noPlan(rollout);
    return explainDemo(state_, state_.planned[chosen.index]);
  });
}

void DemoFleet::abortRollout(const RolloutId& rollout, Done<Rollout> done) {
  decide(std::move(done), [this, rollout]() -> Result<Chosen> {
    FLOTILLA_TRY(const Chosen chosen, find(rollout));
    if (chosen.planned) {
      FLOTILLA_CHECK(abortDemoPlan(state_, chosen.index));
      return chosen;
    }
    FLOTILLA_TRY(const std::uint32_t index, abortDemo(state_, rollout));
    return Chosen{index, false};
  });
}

void DemoFleet::getRollout(const RolloutId& rollout, Done<Rollout> done) {
  answer<Rollout>(std::move(done), [this, rollout]() -> Result<Rollout> {
    FLOTILLA_TRY(const Chosen chosen, find(rollout));
    return tell(chosen);
  });
}

void DemoFleet::listRolloutNodes(const RolloutId& rollout, const ListQuery& query, Done<Page<RolloutNode>> done) {
  answer<Page<RolloutNode>>(std::move(done), [this, rollout, query]() -> Result<Page<RolloutNode>> {
    FLOTILLA_TRY(const Chosen chosen, find(rollout));
    std::vector<RolloutNode> nodes = chosen.planned ? state_.planned[chosen.index].rollout.nodes
                                                    : toRollout(state_, state_.rollouts[chosen.index]).nodes;
    return pageOf(state_, std::move(nodes), query, rolloutNodeFields());
  });
}

void DemoFleet::listRollouts(const ListQuery& query, Done<Page<Rollout>> done) {
  answer<Page<Rollout>>(std::move(done), [this, query] {
    std::vector<Rollout> rollouts;
    for (const DemoPlanned& planned : reversed(state_.planned))
      rollouts.push_back(toldOf(planned, state_.now, kRolloutNodesSent));
    for (const DemoRollout& rollout : reversed(state_.rollouts))
      rollouts.push_back(toRollout(state_, rollout, kRolloutNodesSent));
    return pageOf(state_, std::move(rollouts), query, rolloutFields());
  });
}

}  // namespace flotilla::console
