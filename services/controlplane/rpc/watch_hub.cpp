#include "services/controlplane/rpc/watch_hub.h"

#include "services/controlplane/rpc/handlers.h"

namespace flotilla::controlplane {
namespace {

constexpr auto kMerge = std::chrono::milliseconds(100);
constexpr auto kBeat = std::chrono::seconds(5);
constexpr int kQuietBeats = 3;  // without anything to tell, then a watcher is told that there is nothing
constexpr std::size_t kMaxWatchers = 1000;

}  // namespace

Result<StreamClosed> WatchHub::open(const v1::WatchRequest& request, const Caller& caller, StreamSink& sink) {
  if (watchers_.size() >= kMaxWatchers)
    return Error{ErrorCode::Exhausted, "too_many_watchers", "1000 watchers are connected already", {}, "close one"};
  std::set<Topic> topics;
  for (const int topic : request.topics()) {
    if (topic < v1::TOPIC_REGIONS || topic > v1::TOPIC_OBJECTIVES)
      return invalid("unknown_topic", "there is no such topic", "topics");
    topics.insert(static_cast<Topic>(topic - 1));
  }
  if (topics.empty())
    topics = {Topic::Regions,  Topic::Sites,    Topic::Workloads, Topic::Nodes,
              Topic::Releases, Topic::Rollouts, Topic::Objectives};
  Watcher watcher{&sink, Audience::of(caller, std::move(topics)), request.from_revision()};
  if (watcher.revision == 0) {
    // What changes while the snapshot is under way is told after it, whether the snapshot had it already or not.
    watcher.revision = plane_.fleet.state().revision;
    watcher.next = Touched{Topic::Regions, {}};
  }
  const WatcherId id = ++lastId_;
  watchers_.emplace(id, std::move(watcher));
  sink.whenReady([this, id] { pump(id); });
  loop_.post([this, id] { pump(id); });
  schedule();
  scheduleBeat();
  return StreamClosed([this, id] {
    watchers_.erase(id);
    if (watchers_.empty()) messages_.forget();
  });
}

void WatchHub::onCommitted() {
  schedule();
}

void WatchHub::schedule() {
  if (scheduled_ || watchers_.empty()) return;
  scheduled_ = true;
  loop_.postAfter(kMerge, [this] {
    scheduled_ = false;
    tick();
  });
}

void WatchHub::tick() {
  messages_.forget();
  plane_.fleet.flush();  // what is told must not be taken back by a commit that fails
  bool behind = false;
  for (auto& [id, watcher] : watchers_) {
    if (watcher.sink->ready() && !watcher.isBusy()) collectChanges(watcher);
    pump(id);
    behind = behind || watcher.isBusy() || watcher.revision < plane_.fleet.state().revision;
  }
  if (behind || messages_.hasAny()) schedule();
}

void WatchHub::scheduleBeat() {
  if (beating_ || watchers_.empty()) return;
  beating_ = true;
  loop_.postAfter(kBeat, [this] {
    beating_ = false;
    beat();
  });
}

// A far end that hears nothing for long takes the line for dead.
void WatchHub::beat() {
  for (auto& [id, watcher] : watchers_)
    if (++watcher.quietBeats >= kQuietBeats && !watcher.isBusy() && watcher.sink->ready())
      tell(watcher, WatchMessages::nothingNew(watcher.revision));
  scheduleBeat();
}

void WatchHub::tell(Watcher& watcher, std::string message) {
  watcher.quietBeats = 0;
  watcher.sink->send(std::move(message));
}

// What this watcher has to be told; an empty message still brings it to the newest revision.
void WatchHub::collectChanges(Watcher& watcher) {
  const std::uint64_t newest = plane_.fleet.state().revision;
  if (watcher.revision == newest) return;
  watcher.changes = messages_.changedSince(watcher.revision, watcher.audience.topics);
  watcher.told = 0;
  if (!watcher.changes) {
    v1::WatchResponse response;
    response.mutable_resync()->set_reason("too far behind");
    watcher.revision = newest;
    tell(watcher, response.SerializeAsString());
    return watcher.sink->finish(okStatus());
  }
  if (watcher.changes->things.empty()) sendChanges(watcher);
}

// Sends the next part of what is under way, now or as soon as it may be told and the far end takes it. One part at a
// time, so that everybody else has their turn in between.
void WatchHub::pump(WatcherId id) {
  const auto at = watchers_.find(id);
  if (at == watchers_.end()) return;
  Watcher& watcher = at->second;
  if (!watcher.isBusy() || !watcher.sink->ready() || watcher.waiting) return;
  if (!plane_.fleet.isDurable()) {
    watcher.waiting = true;
    return plane_.fleet.whenDurable([this, id](const Status&) {
      const auto again = watchers_.find(id);
      if (again != watchers_.end()) again->second.waiting = false;
      pump(id);
    });
  }
  sendNext(watcher);
  if (watcher.isBusy() && watcher.sink->ready()) loop_.post([this, id] { pump(id); });
}

void WatchHub::sendNext(Watcher& watcher) {
  if (watcher.next)
    sendSnapshot(watcher);
  else
    sendChanges(watcher);
}

void WatchHub::sendSnapshot(Watcher& watcher) {
  const auto& part = messages_.snapshot(watcher.audience, *watcher.next, watcher.revision);
  watcher.next = part.at;
  if (!part.bytes.empty()) return tell(watcher, part.bytes);
  if (watcher.next) return;  // nothing of it was for this watcher's eyes
  v1::WatchResponse response;
  response.mutable_snapshot_end()->set_revision(watcher.revision);
  tell(watcher, response.SerializeAsString());
}

void WatchHub::sendChanges(Watcher& watcher) {
  const auto& part = messages_.changes(watcher.audience, watcher.changes, watcher.told);
  watcher.told = part.end;
  if (watcher.told == watcher.changes->things.size()) {
    watcher.revision = watcher.changes->to;
    watcher.changes.reset();
  }
  tell(watcher, part.bytes);
}

void registerWatch(Dispatcher& dispatcher, WatchHub& hub) {
  dispatcher.stream("flotilla.v1.WatchService/Watch",
                    [&hub](const google::protobuf::Message& request, const Caller& caller, StreamSink& sink) {
                      return hub.open(static_cast<const v1::WatchRequest&>(request), caller, sink);
                    });
}

}  // namespace flotilla::controlplane
