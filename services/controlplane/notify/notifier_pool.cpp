#include "services/controlplane/notify/notifier_pool.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <list>
#include <mutex>
#include <thread>
#include <vector>

#include "services/controlplane/notify/secret_files.h"
#include "services/runtime/backoff.h"
#include "services/runtime/log.h"

namespace flotilla::controlplane {
namespace {

constexpr std::chrono::milliseconds kCutShort{10};

using plugin::Delivery;

Error undelivered(std::string why) {
  return {ErrorCode::Unavailable, "not_delivered", why.empty() ? "there was no time left to try" : std::move(why)};
}

struct Waiting {
  SendingJob job;
  Backoff backoff;
  SteadyPoint notBefore{};
  std::string lastWhy = {};
  std::shared_ptr<const Message> message = {};  // made at the first attempt: that of a large group takes its time
};

// The messages of one notifier. Only its head is ever tried.
struct Queue {
  Notifier notifier;
  std::deque<Waiting> waiting = {};
  bool busy = false;  // a thread has its head
  OpenedNotifier* current = nullptr;
  SteadyPoint attemptEnd{};
};

}  // namespace

struct NotifierPool::State {
  State(const Clock& c, Random& r, Files& f, Path s, PoolLimits l)
      : clock(c), random(r), files(f), secrets(std::move(s)), limits(l) {}

  const Clock& clock;
  Random& random;
  Files& files;
  const Path secrets;
  const PoolLimits limits;

  std::mutex mutex;  // everything below
  std::condition_variable changed;
  std::list<Queue> queues;  // none is empty unless it is busy
  std::vector<std::thread> threads;
  std::size_t idle = 0;
  std::size_t alive = 0;
  bool stopping = false;

  void work();
  std::list<Queue>::iterator nextDue(SteadyPoint now);
  void waitForWork(std::unique_lock<std::mutex>& lock, SteadyPoint now);
  void serveHead(std::unique_lock<std::mutex>& lock, std::list<Queue>::iterator queue);
  OpenedNotifier::Attempt attempt(Queue& queue, Waiting& head, SteadyPoint end);
  static void startThreads(const std::shared_ptr<State>& state);
};

// A thread for every queue that nobody serves, as far as the bound allows. Called with the mutex held.
void NotifierPool::State::startThreads(const std::shared_ptr<State>& state) {
  const auto unserved = static_cast<std::size_t>(
      std::count_if(state->queues.begin(), state->queues.end(), [](const Queue& queue) { return !queue.busy; }));
  for (std::size_t have = state->idle; have < unserved && state->alive < state->limits.maxThreads; ++have) {
    ++state->alive;
    state->threads.emplace_back([state] {
      state->work();
      const std::lock_guard lock(state->mutex);
      --state->alive;
      state->changed.notify_all();
    });
  }
}

std::list<Queue>::iterator NotifierPool::State::nextDue(SteadyPoint now) {
  return std::find_if(queues.begin(), queues.end(), [&](const Queue& queue) {
    return !queue.busy && !queue.waiting.empty() && queue.waiting.front().notBefore <= now;
  });
}

void NotifierPool::State::waitForWork(std::unique_lock<std::mutex>& lock, SteadyPoint now) {
  std::optional<SteadyPoint> earliest;
  for (const Queue& queue : queues)
    if (!queue.busy && !queue.waiting.empty() && (!earliest || queue.waiting.front().notBefore < *earliest))
      earliest = queue.waiting.front().notBefore;
  ++idle;
  if (earliest)
    changed.wait_for(lock, *earliest - now);
  else
    changed.wait(lock);
  --idle;
}

void NotifierPool::State::work() {
  std::unique_lock lock(mutex);
  while (!stopping) {
    const SteadyPoint now = clock.steady();
    const auto queue = nextDue(now);
    if (queue == queues.end())
      waitForWork(lock, now);
    else
      serveHead(lock, queue);
  }
}

void NotifierPool::State::serveHead(std::unique_lock<std::mutex>& lock, std::list<Queue>::iterator queue) {
  Waiting head = std::move(queue->waiting.front());
  queue->waiting.pop_front();
  queue->busy = true;
  const SteadyPoint end = std::min(head.job.deadline, clock.steady() + limits.attempt);
  lock.unlock();
  OpenedNotifier::Attempt result = attempt(*queue, head, end);
  lock.lock();
  if (stopping) return;  // what it refers to may be gone
  const SteadyPoint now = clock.steady();
  std::optional<Status> answer;
  if (result.delivery == Delivery::Taken) {
    answer = okStatus();
  } else {
    // An attempt that was cut short by the deadline of all says less than the one before. Notifiers count milliseconds,
    // so it may end a little before.
    if (head.lastWhy.empty() || now + kCutShort < head.job.deadline) head.lastWhy = std::move(result.why);
    head.notBefore = now + head.backoff.next();
    if (result.delivery == Delivery::Refused || head.notBefore >= head.job.deadline)
      answer = undelivered(head.lastWhy);
    else
      queue->waiting.push_front(std::move(head));
  }
  queue->busy = false;
  if (queue->waiting.empty()) queues.erase(queue);
  changed.notify_all();
  if (!answer) return;
  lock.unlock();
  head.job.done(std::move(*answer));
  lock.lock();
}

// Without the mutex; the queue stays where it is while it is busy.
OpenedNotifier::Attempt NotifierPool::State::attempt(Queue& queue, Waiting& head, SteadyPoint end) {
  const SendingJob& job = head.job;
  if (clock.steady() >= job.deadline) return {Delivery::Refused, {}};
  const auto values = readSecrets(files, secrets, job.notifier);
  if (!values) return {Delivery::TryAgain, values.error().message};  // it may be being replaced right now
  if (!head.message)
    head.message = std::make_shared<const Message>(*job.notification, job.notifier.sendResolved, *job.rules);
  auto opened = OpenedNotifier::open(job.factory, job.notifier.settings, *values);
  if (!opened) return {Delivery::Refused, withoutSecrets(opened.error().message, *values)};
  {
    const std::lock_guard lock(mutex);
    if (stopping) return {Delivery::Refused, {}};
    queue.current = opened->get();
    queue.attemptEnd = end;
  }
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - clock.steady());
  auto result = (*opened)->send(head.message->view(), std::max(left, std::chrono::milliseconds(1)));
  result.why = withoutSecrets(std::move(result.why), *values);
  const std::lock_guard lock(mutex);
  queue.current = nullptr;
  return result;
}

NotifierPool::NotifierPool(const Clock& clock, Random& random, Files& files, Path secrets, PoolLimits limits)
    : state_(std::make_shared<State>(clock, random, files, std::move(secrets), limits)) {}

NotifierPool::~NotifierPool() {
  stop();
}

Status NotifierPool::add(SendingJob job) {
  State& state = *state_;
  const std::lock_guard lock(state.mutex);
  if (state.stopping) return undelivered("the control plane is stopping");
  auto queue = std::find_if(state.queues.begin(), state.queues.end(),
                            [&](const Queue& candidate) { return candidate.notifier == job.notifier; });
  const bool isNew = queue == state.queues.end();
  if (isNew ? state.queues.size() >= state.limits.maxNotifiers : queue->waiting.size() >= state.limits.maxQueue)
    return Error{ErrorCode::Exhausted,
                 "notifier_busy",
                 isNew ? "too many notifiers have something to send"
                       : std::to_string(state.limits.maxQueue) + " messages wait for this notifier already",
                 {},
                 "see why it is not reached"};
  if (isNew) queue = state.queues.insert(state.queues.end(), Queue{job.notifier});
  queue->waiting.push_back({std::move(job), Backoff(state.random, state.limits.pause, state.limits.longestPause)});
  State::startThreads(state_);
  state.changed.notify_all();
  return okStatus();
}

void NotifierPool::cancelOverdue() {
  const std::lock_guard lock(state_->mutex);
  const SteadyPoint now = state_->clock.steady();
  for (const Queue& queue : state_->queues)
    if (queue.current != nullptr && now > queue.attemptEnd) queue.current->cancel();
}

void NotifierPool::stop() {
  std::vector<std::thread> threads;
  bool all = false;
  {
    std::unique_lock lock(state_->mutex);
    state_->stopping = true;
    for (const Queue& queue : state_->queues)
      if (queue.current != nullptr) queue.current->cancel();
    state_->changed.notify_all();
    all = state_->changed.wait_for(lock, state_->limits.grace, [this] { return state_->alive == 0; });
    threads.swap(state_->threads);
  }
  if (!all) log::error("a notifier plugin does not come back; it is left behind");
  for (std::thread& thread : threads) all ? thread.join() : thread.detach();
}

}  // namespace flotilla::controlplane
