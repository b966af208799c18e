#include "tests/simulation/sim_fleet_store.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

namespace flotilla::simulation {
namespace {

using controlplane::LookRecord;
using controlplane::Mutation;
using controlplane::RunbookRecord;

Error fenced(const std::string& why) {
  return precondition("fenced", "another control plane took over this database: " + why);
}

template <class Map, class Key>
auto valuesAt(const Map& all, const Key& key) {
  std::vector<typename Map::mapped_type::mapped_type> out;
  const auto at = all.find(key);
  if (at == all.end()) return out;
  for (const auto& [place, value] : at->second) out.push_back(value);
  return out;
}

}  // namespace

Result<std::uint64_t> SimFleetStore::raiseEpoch() {
  if (onDurableStep) onDurableStep();
  const auto raise = [](SimFleetDisk& disk, bool) { ++disk.rows_.state.epoch; };
  FLOTILLA_CHECK(disk_.commit(raise, [&] { return raise; }));
  return disk_.rows_.state.epoch;
}

Status SimFleetStore::jumpEpoch(std::uint64_t from, std::uint64_t to) {
  if (onDurableStep) onDurableStep();
  if (disk_.rows_.state.epoch != from) return fenced("the epoch is not " + std::to_string(from) + " any more");
  const auto jump = [to](SimFleetDisk& disk, bool) { disk.rows_.state.epoch = to; };
  return disk_.commit(jump, [&] { return jump; });
}

Result<controlplane::FleetState> SimFleetStore::load() {
  return disk_.rows_.load();
}

Status SimFleetStore::commit(const std::vector<Mutation>& mutations, std::uint64_t epoch, std::uint64_t revision) {
  if (onDurableStep) onDurableStep();
  const std::uint64_t stored = disk_.rows_.state.epoch;
  if (stored != epoch) return fenced("its epoch is " + std::to_string(stored));
  if (auto error = disk_.rows_.refuses(mutations)) return *error;
  const auto write = [epoch, revision](SimFleetDisk& disk, const std::vector<Mutation>& rows, bool appeared) {
    disk.rows_.write(rows, revision);
    if (disk.onCommitted) disk.onCommitted({rows, epoch, revision, appeared});
  };
  const auto later = [&]() -> SimFleetDisk::Change {
    return [write, mutations](SimFleetDisk& disk, bool appeared) { write(disk, mutations, appeared); };
  };
  return disk_.commit([&](SimFleetDisk& disk, bool appeared) { write(disk, mutations, appeared); }, later);
}

Result<std::vector<NodeEvent>> SimFleetStore::nodeEvents(const NodeId& node) {
  std::vector<NodeEvent> out = valuesAt(disk_.rows_.events, node);
  return std::vector<NodeEvent>(std::make_move_iterator(out.rbegin()), std::make_move_iterator(out.rend()));
}

Result<std::vector<LookRecord>> SimFleetStore::looks(const RolloutId& rollout, std::uint32_t wave) {
  return valuesAt(disk_.rows_.looks, std::pair(rollout, wave));
}

Result<std::vector<AlertFiring>> SimFleetStore::alertHistory() {
  std::vector<AlertFiring> out = disk_.rows_.firings;
  std::sort(out.begin(), out.end(), [](const AlertFiring& a, const AlertFiring& b) {
    return std::tie(b.began, a.alert) < std::tie(a.began, b.alert);
  });
  return out;
}

Result<std::vector<IncidentEvent>> SimFleetStore::incidentEvents(const IncidentId& incident) {
  return valuesAt(disk_.rows_.timelines, incident);
}

Result<std::optional<RunbookRecord>> SimFleetStore::runbook(const RunbookName& name, std::uint32_t version) {
  const auto at = disk_.rows_.runbooks.find({name, version});
  return at == disk_.rows_.runbooks.end() ? std::optional<RunbookRecord>() : std::optional(at->second);
}

Result<std::vector<RunEvidence>> SimFleetStore::runEvidence(const RunId& run) {
  return valuesAt(disk_.rows_.evidence, run);
}

Result<std::vector<AuditEntry>> SimFleetStore::auditEntries(std::uint64_t from, std::size_t limit) {
  std::vector<AuditEntry> out;
  const auto& audit = disk_.rows_.audit;
  for (auto at = audit.lower_bound(from); at != audit.end() && out.size() < limit; ++at) out.push_back(at->second);
  return out;
}

Status SimFleetStore::copyTo(const std::string& path) {
  if (onDurableStep) onDurableStep();
  if (disk_.copies_.contains(path)) return Error{ErrorCode::Conflict, "file_exists", path + " is there already"};
  disk_.copies_.emplace(path, disk_.snapshot());
  return okStatus();
}

}  // namespace flotilla::simulation
