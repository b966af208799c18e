#include "tests/simulation/attacks.h"

#include <array>
#include <tuple>
#include <utility>

namespace flotilla::simulation {
namespace {

constexpr std::size_t kOverheard = 20;  // of one node
constexpr std::array<const char*, 9> kNames{"attack_replayed",     "attack_of_another",     "attack_damaged",
                                            "attack_forged_newer", "attack_forged_release", "attack_over_epoch",
                                            "attack_equivocation", "attack_older_number",   "attack_below_floor"};

std::uint64_t numberOf(const agent::AgentState& state) {
  return state.assignment ? state.assignment->generation : 0;
}

}  // namespace

void Attacker::attack(const controlplane::FleetState& state, SimNode& node, const SimNode& other, Dice& dice,
                      TimePoint now) {
  const auto own = state.nodes.find(node.id());
  if (own == state.nodes.end() || own->second.assignment.envelope.empty()) return;
  Delivery delivery{own->second.assignment.envelope, {}};
  for (const auto& [digest, release] : state.releases) delivery.releases.push_back(release.envelope);
  overhear(node, delivery);
  const auto kind = static_cast<Kind>(dice.below(kKinds));
  if (kind == Kind::OfAnother) {
    const auto theirs = state.nodes.find(other.id());
    if (theirs == state.nodes.end() || other.id() == node.id()) return;
    delivery.envelope = theirs->second.assignment.envelope;
  }
  auto bad = made(kind, node, std::move(delivery), dice, now);
  if (!bad) return;
  counts_.add(kNames.at(static_cast<std::size_t>(kind)));
  node.actor().post([&node, bad = std::move(*bad)] {
    if (node.agent() != nullptr) node.agent()->onAssignment(bad.envelope, bad.releases);
  });
}

void Attacker::overhear(const SimNode& node, const Delivery& delivery) {
  auto& heard = overheard_[node.id()];
  if (!heard.empty() && heard.back().envelope == delivery.envelope) return;
  heard.push_back(delivery);
  if (heard.size() > kOverheard) heard.pop_front();
}

std::optional<Attacker::Delivery> Attacker::made(Kind kind, const SimNode& node, Delivery delivery, Dice& dice,
                                                 TimePoint now) {
  const auto forge = [&] {
    return authority_.forge(std::to_string(1000 + dice.below(1000)) + ".0.0", 1000, now + std::chrono::hours(24));
  };
  switch (kind) {
    case Kind::Replayed: {
      const auto& heard = overheard_.at(node.id());
      return heard[dice.below(heard.size())];
    }
    case Kind::OfAnother:
      return delivery;
    case Kind::Damaged:
      delivery.envelope[dice.below(delivery.envelope.size())] ^= static_cast<char>(1 << dice.below(7));
      return delivery;
    case Kind::ForgedRelease:
      delivery.releases = {forge().envelope};
      return delivery;
    case Kind::ForgedNewer: {
      const auto release = forge();
      const agent::AgentState& has = node.store().state();
      const auto envelope = authority_.forgeAssignment(delivery.envelope, release, has.highestEpoch, numberOf(has) + 1);
      if (!envelope) return std::nullopt;
      return Delivery{*envelope, {release.envelope}};
    }
    default:
      return forged(kind, node, std::move(delivery), dice);
  }
}

std::optional<Attacker::Delivery> Attacker::forged(Kind kind, const SimNode& node, Delivery delivery, Dice& dice) {
  const agent::AgentState& has = node.store().state();
  if (!has.assignment || has.assignment->generation < 2 || has.highestEpoch < 2) return std::nullopt;
  std::uint64_t epoch = has.highestEpoch, number = numberOf(has) + 1;
  const PublishedRelease* release = someRelease(dice, [](const PublishedRelease&) { return true; });
  if (kind == Kind::OverEpoch) --epoch;
  if (kind == Kind::OlderNumber) number = 1 + dice.below(numberOf(has) - 1);
  if (kind == Kind::Equivocation) std::tie(epoch, number) = std::pair{has.assignment->epoch, numberOf(has)};
  if (kind == Kind::BelowFloor)
    release = someRelease(dice, [&](const PublishedRelease& one) {
      const auto floor = has.floors.find(one.release.artifact);
      return floor != has.floors.end() && one.release.releaseCounter < floor->second;
    });
  if (release == nullptr) return std::nullopt;
  const auto envelope = authority_.forgeAssignment(delivery.envelope, *release, epoch, number);
  if (!envelope || *envelope == delivery.envelope) return std::nullopt;
  return Delivery{*envelope, {release->envelope}};
}

const PublishedRelease* Attacker::someRelease(Dice& dice,
                                              const std::function<bool(const PublishedRelease&)>& fits) const {
  std::vector<const PublishedRelease*> fitting;
  for (const auto& [digest, release] : authority_.allowed())
    if (fits(release)) fitting.push_back(&release);
  return fitting.empty() ? nullptr : fitting[dice.below(fitting.size())];
}

}  // namespace flotilla::simulation
