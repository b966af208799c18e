// How this node holds workers to their limits: with cgroup v2, with cgroup v1, or with plain resource limits, whatever
// works, found out by trying at the start. Thread: made on one thread, then used by one. Lifetime: outlives its groups.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "services/agent/core/ports.h"
#include "services/agent/platform/linux/cgroup_file.h"
#include "services/agent/platform/linux/worker_group.h"

namespace flotilla::agent {

inline constexpr std::uint32_t kDefaultMaxProcesses = 256;  // stops a fork bomb; no sane service comes near
inline constexpr std::uint32_t kProcessesOfOurs = 4;        // worker, keeper of a service, a probe, one to spare

class Limits {
 public:
  enum class Kind { CgroupV2, CgroupV1, ResourceLimits };

  // Plain resource limits.
  Limits() = default;
  // `name` is that of the folder for all groups of this node, different for each node on a machine. What a killed agent
  // of the same name left there is ended and removed. Tells the log what it found.
  static Limits choose(const CgroupPlace& place, const std::string& name);
  ~Limits();
  Limits(Limits&& other) noexcept;
  Limits& operator=(Limits&&) = delete;

  Kind kind() const { return kind_; }
  // Whether memory is counted for a worker and all it starts together, so that its own data limit is not needed.
  bool countsMemory() const { return !memory_.empty(); }
  bool limitsCpu() const { return !cpu_.empty(); }
  bool limitsProcesses() const { return !pids_.empty(); }

  // A group with the limits set. Error Unavailable/"spawn_failed".
  Result<std::unique_ptr<WorkerGroup>> make(const WorkerLimits& limits);

 private:
  static Limits tryV1(const CgroupPlace& place, const std::string& name);
  static Limits tryV2(const CgroupPlace& place, const std::string& name);
  void removeLeftovers() const;
  std::vector<Path> folders() const;
  bool setLimits(const WorkerLimits& limits, const std::string& group) const;
  bool setV1(const WorkerLimits& limits, const std::string& group) const;
  bool setV2(const WorkerLimits& limits, const Path& folder) const;

  Kind kind_ = Kind::ResourceLimits;
  // The folders of this node in each hierarchy, all the same one with v2; empty if there is none.
  Path memory_;
  Path cpu_;
  Path pids_;
  std::uint64_t made_ = 0;
};

// For Limits::choose: the same for a data directory at every start, and another for every other.
std::string limitsName(const Path& data);

}  // namespace flotilla::agent
