// Rollouts of the demonstration fleet that follow plans: made from a document, and what one would do. Errors and their
// reasons are those of a real control plane. Thread: pure functions over the state.
#pragma once

#include <optional>

#include "app/console/adapters/demo_state.h"
#include "models/domain/operator_api.h"

namespace flotilla::console {

std::optional<std::uint32_t> findDemoPlanned(const DemoState& state, const RolloutId& id);
// The next number of a workload, over all its rollouts.
std::uint32_t nextDemoNumber(const DemoState& state, std::size_t workload);

// A draft, not yet part of the state. Errors are about the document: what parseRolloutPlan says, no_workload,
// no_release, bad_selector, no_nodes, empty_wave, left_over.
Result<DemoPlanned> draftDemoPlan(const DemoState& state, const std::string& plan, const std::string& author);
// Both are noted in the audit log. The index into DemoState::planned. Errors: besides those above wrong_state.
Result<std::uint32_t> createDemoDraft(DemoState& state, const std::string& plan);
Status editDemoPlan(DemoState& state, std::uint32_t index, const std::string& plan);

Result<RolloutPreview> previewDemoPlan(const DemoState& state, const std::string& plan);

// As the feed tells it: without the document, and more nodes than `bound` are only counted.
Rollout toldOf(const DemoPlanned& planned, TimePoint now, std::size_t bound);

}  // namespace flotilla::console
