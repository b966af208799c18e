#include "services/agent/platform/linux/worker_hub.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "services/runtime/log.h"

namespace flotilla::agent {
namespace {

// What an epoll event is about: the number of the worker and which of its descriptors. Worker 0 is the hub itself.
enum class Source : std::uint64_t { Tasks, Socket, Process, Output };
constexpr std::uint64_t tagOf(std::uint64_t id, Source source) {
  return id << 2 | static_cast<std::uint64_t>(source);
}
constexpr std::uint64_t idOf(std::uint64_t tag) {
  return tag >> 2;
}
constexpr Source sourceOf(std::uint64_t tag) {
  return static_cast<Source>(tag & 3);
}

bool control(const Descriptor& epoll, int operation, int descriptor, std::uint32_t events, std::uint64_t tag) {
  epoll_event event{};
  event.events = events;
  event.data.u64 = tag;
  return ::epoll_ctl(epoll.get(), operation, descriptor, &event) == 0;
}

}  // namespace

WorkerHub::WorkerHub(Limits limits)
    : epoll_(::epoll_create1(EPOLL_CLOEXEC)),
      wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      limits_(std::move(limits)) {
  if (!epoll_ || !wake_ || !control(epoll_, EPOLL_CTL_ADD, wake_.get(), EPOLLIN, tagOf(0, Source::Tasks))) {
    log::error("cannot wait for workers", {{"error", std::strerror(errno)}});
    std::abort();
  }
  thread_ = std::thread([this] { run(); });
}

WorkerHub::~WorkerHub() {
  post([this] { stopping_ = true; });
  thread_.join();
}

Result<std::uint64_t> WorkerHub::start(const Path& program, const WorkerLimits& limits,
                                       const std::shared_ptr<WorkerListener>& listener) {
  std::promise<Result<std::uint64_t>> answer;
  post([&] { answer.set_value(startHere(program, limits, listener)); });
  return answer.get_future().get();
}

void WorkerHub::send(std::uint64_t id, std::string frame) {
  post([this, id, frame = std::move(frame)] {
    const auto found = entries_.find(id);
    if (found == entries_.end()) return;
    found->second.channel->send(frame);
    watchSocket(id, found->second);
  });
}

void WorkerHub::kill(std::uint64_t id) {
  post([this, id] {
    const auto found = entries_.find(id);
    if (found != entries_.end()) found->second.channel->kill("somebody killed it");
  });
}

void WorkerHub::end(std::uint64_t id) {
  const auto gone = std::make_shared<std::promise<void>>();
  post([this, id, gone] {
    const auto found = entries_.find(id);
    if (found == entries_.end()) return gone->set_value();
    found->second.gone = gone;
    found->second.channel->kill("the agent ended it");
  });
  gone->get_future().wait();
}

void WorkerHub::post(std::function<void()> task) {
  const std::lock_guard lock(mutex_);
  tasks_.push_back(std::move(task));
  const std::uint64_t one = 1;
  (void)!::write(wake_.get(), &one, sizeof(one));
}

void WorkerHub::run() {
  std::array<epoll_event, 32> events;
  while (!stopping_) {
    const int count = ::epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), tellGaps());
    for (int i = 0; i < count; ++i) handle(events[static_cast<std::size_t>(i)].data.u64);
  }
  for (auto& [id, entry] : entries_) entry.channel->kill("the agent stops");
  while (!entries_.empty()) finish(entries_.begin()->first);
}

// How long to wait for anything else, in milliseconds: for ever, unless there is a gap that is not told yet.
int WorkerHub::tellGaps() {
  constexpr int kForEver = -1, kSecond = 1000;
  int wait = kForEver;
  for (auto& [id, entry] : entries_) {
    if (!entry.channel->hasGap()) continue;
    entry.channel->tellGap();
    if (entry.channel->hasGap()) wait = kSecond;
  }
  return wait;
}

void WorkerHub::runTasks() {
  std::uint64_t posted = 0;
  (void)!::read(wake_.get(), &posted, sizeof(posted));
  std::vector<std::function<void()>> tasks;
  {
    const std::lock_guard lock(mutex_);
    tasks.swap(tasks_);
  }
  for (const auto& task : tasks) task();
}

void WorkerHub::handle(std::uint64_t tag) {
  const std::uint64_t id = idOf(tag);
  if (sourceOf(tag) == Source::Tasks) return runTasks();
  const auto found = entries_.find(id);
  if (found == entries_.end()) return;  // an earlier event of the same round ended it
  if (sourceOf(tag) == Source::Process) return finish(id);
  // Nothing is left for epoll to tell of a pipe that was closed, and so it forgets it.
  if (sourceOf(tag) == Source::Output) return (void)found->second.channel->takeOutput();
  found->second.channel->receive();
  found->second.channel->flush();
  watchSocket(id, found->second);
}

Result<SpawnedWorker> WorkerHub::spawn(const Path& program, const WorkerLimits& limits, const WorkerGroup& group) {
  SpawnLimits spawned;
  FLOTILLA_TRY(spawned.doors, group.doors());
  spawned.background = limits.background;
  if (!limits_.countsMemory()) spawned.dataBytes = std::uint64_t{limits.memoryMb} << 20;
  // Everything else that the agent's user runs is counted too, so this only stops what goes wild.
  if (!limits_.limitsProcesses() && limits.maxProcesses != 0 && ::geteuid() != 0)
    spawned.userProcesses = limits.maxProcesses + kDefaultMaxProcesses;
  return spawnWorker(program, spawned);
}

Result<std::uint64_t> WorkerHub::startHere(const Path& program, const WorkerLimits& limits,
                                           const std::shared_ptr<WorkerListener>& listener) {
  FLOTILLA_TRY(std::shared_ptr<WorkerGroup> group, limits_.make(limits));
  FLOTILLA_TRY(SpawnedWorker worker, spawn(program, limits, *group));
  const std::uint64_t id = nextId_++;
  Entry& entry = entries_[id];
  entry.channel = std::make_unique<WorkerChannel>(std::move(worker), std::move(group), listener);
  if (!control(epoll_, EPOLL_CTL_ADD, entry.channel->process(), EPOLLIN, tagOf(id, Source::Process)) ||
      !control(epoll_, EPOLL_CTL_ADD, entry.channel->socket(), EPOLLIN, tagOf(id, Source::Socket)) ||
      !control(epoll_, EPOLL_CTL_ADD, entry.channel->output(), EPOLLIN, tagOf(id, Source::Output))) {
    const Error error{ErrorCode::Unavailable, "spawn_failed",
                      std::string("cannot watch a worker: ") + std::strerror(errno)};
    listener->alive = false;
    entry.channel->kill("it cannot be watched");
    finish(id);
    return error;
  }
  entry.watched = EPOLLIN;
  return id;
}

void WorkerHub::watchSocket(std::uint64_t id, Entry& entry) {
  if (!entry.channel->open()) return;
  const std::uint32_t wanted = EPOLLIN | (entry.channel->wantsToWrite() ? EPOLLOUT : 0U);
  if (wanted == entry.watched) return;
  entry.watched = wanted;
  (void)control(epoll_, EPOLL_CTL_MOD, entry.channel->socket(), wanted, tagOf(id, Source::Socket));
}

void WorkerHub::finish(std::uint64_t id) {
  const auto node = entries_.extract(id);
  const Entry& entry = node.mapped();
  entry.channel->reap();
  if (entry.gone) entry.gone->set_value();
}

}  // namespace flotilla::agent
