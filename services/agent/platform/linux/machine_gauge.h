// What of this machine is in use, from /proc, control groups and the file system. Thread: any, one at a time; nothing
// is kept.
#pragma once

#include "services/agent/core/ports.h"
#include "services/agent/platform/linux/cgroup_file.h"

namespace flotilla::agent {

class LinuxMachineGauge final : public MachineGauge {
 public:
  // `data` is on the disk that counts.
  explicit LinuxMachineGauge(Path data, Path proc = "/proc", CgroupPlace place = {})
      : data_(std::move(data)), proc_(std::move(proc)), place_(std::move(place)) {}

  // Processor time of the whole machine, in ticks, with what a hypervisor kept from it as used. Memory of the machine
  // or of a control group above this process, whichever is fuller. The file system as `df` counts it: what only the
  // administrator may take is not there.
  MachineUse read() override;

 private:
  Path data_;
  Path proc_;
  CgroupPlace place_;
};

}  // namespace flotilla::agent
