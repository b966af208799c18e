#include "services/agent/platform/linux/worker_process.h"

#include "services/agent/platform/linux/machine.h"

namespace flotilla::agent {
namespace {

class LinuxWorkerProcess final : public WorkerProcess {
 public:
  LinuxWorkerProcess(WorkerHub& hub, std::uint64_t id, std::shared_ptr<WorkerListener> listener)
      : hub_(hub), id_(id), listener_(std::move(listener)) {}
  ~LinuxWorkerProcess() override {
    listener_->alive = false;
    hub_.end(id_);
  }
  LinuxWorkerProcess(const LinuxWorkerProcess&) = delete;
  LinuxWorkerProcess& operator=(const LinuxWorkerProcess&) = delete;

  void send(std::string frame) override { hub_.send(id_, std::move(frame)); }
  std::uint64_t rssKb() const override {
    const pid_t pid = listener_->pid;
    if (pid == 0) return 0;
    const auto group = listener_->group.lock();
    return group && !group->empty() ? group->residentKb() : residentKb(pid);
  }

  void kill() override { hub_.kill(id_); }

  bool outOfMemory() const override {
    const auto group = listener_->group.lock();
    return listener_->outOfMemory || (group && group->oomKills() > 0);
  }

 private:
  WorkerHub& hub_;
  std::uint64_t id_;
  std::shared_ptr<WorkerListener> listener_;
};

}  // namespace

Result<std::unique_ptr<WorkerProcess>> LinuxWorkerLauncher::start(const WorkerLimits& limits, WorkerEvents events) {
  auto listener = std::shared_ptr<WorkerListener>(new WorkerListener{std::move(events), loop_});
  FLOTILLA_TRY(const std::uint64_t id, hub_.start(program_, limits, listener));
  return std::unique_ptr<WorkerProcess>(std::make_unique<LinuxWorkerProcess>(hub_, id, std::move(listener)));
}

}  // namespace flotilla::agent
