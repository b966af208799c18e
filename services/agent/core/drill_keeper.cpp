#include "services/agent/core/drill_keeper.h"

#include <algorithm>
#include <utility>

#include "services/runtime/log.h"

namespace flotilla::agent {
namespace {

constexpr Duration kLastWord = std::chrono::milliseconds(500);  // for the answer to leave before the agent ends
constexpr std::size_t kMaxUnderWay = 16;

Duration since(SteadyPoint at, SteadyPoint now) {
  return std::chrono::duration_cast<Duration>(now - at);
}

}  // namespace

DrillKeeper::DrillKeeper(DrillRules rules, Executor& loop, const Clock& clock, DrillActs acts)
    : rules_(rules), loop_(loop), clock_(clock), acts_(std::move(acts)) {}

void DrillKeeper::take(const FaultOrder& order) {
  if (order.id.empty() || order.id.size() > kMaxFaultId || find(order.id) != nullptr) return;
  const Status begun = begin(order);
  Entry entry{order, FaultPhase::UnderWay, {}, clock_.steady(), {}};
  if (begun) {
    log::warn(
        "a fault began, for practice",
        {{"fault", order.id}, {"kind", std::string(toText(order.kind))}, {"lasts", flotilla::toText(order.lasts)}});
  } else {
    entry.phase = FaultPhase::Refused;
    entry.why = begun.error();
    entry.ended = entry.begun;
    log::warn("a fault was refused", {{"fault", order.id},
                                      {"kind", std::string(toText(order.kind))},
                                      {"reason", begun.error().reason},
                                      {"message", begun.error().message}});
  }
  remember(std::move(entry));
  if (begun) {
    loop_.postAfter(order.lasts, guard_.wrap([this, id = order.id] { finish(id, {}); }));
    if (order.kind == FaultKind::KillWorker && order.amount > Duration(0)) killAgain(order.id);
  }
  changed();
}

Status DrillKeeper::begin(const FaultOrder& order) {
  if (!rules_.allowed)
    return precondition("drills_refused", "the configuration of this node says drills: refuse", "drills",
                        "whoever owns the machine may say drills: allow");
  const Fault asked{order.kind, "here", {}, order.lasts, order.amount, order.workload};
  if (Status good = checkFault(asked); !good) return good;
  if (order.lasts > rules_.longest)
    return precondition("too_long", "this node takes faults of up to " + flotilla::toText(rules_.longest),
                        "drill_limit", "choose a shorter one");
  if (find(order.kind) != nullptr)
    return precondition("already_under_way",
                        "a fault of the kind " + std::string(toText(order.kind)) + " is under way on this node");
  const auto underWay = std::count_if(entries_.begin(), entries_.end(),
                                      [](const Entry& entry) { return entry.phase == FaultPhase::UnderWay; });
  if (static_cast<std::size_t>(underWay) >= kMaxUnderWay)
    return precondition("too_many", "this node has as many faults as it takes");
  return act(order);
}

Status DrillKeeper::act(const FaultOrder& order) {
  switch (order.kind) {
    case FaultKind::KillWorker:
      if (acts_.killWorkers(order.workload) > 0) return okStatus();
      return precondition("no_worker", order.workload.empty()
                                           ? std::string("no worker runs on this node")
                                           : "no worker of " + order.workload.value + " runs on this node");
    case FaultKind::FillQuota:
      return acts_.fillQuota();
    case FaultKind::RestartAgent:
      loop_.postAfter(kLastWord, guard_.wrap([this, id = order.id] {
        if (const Status asked = acts_.restartAgent(); !asked) finish(id, asked.error());
      }));
      return okStatus();
    case FaultKind::CutLink:
    case FaultKind::SlowLink:
      break;  // changed() tells
    case FaultKind::SkewClock:
      break;  // whoever is concerned asks
  }
  return okStatus();
}

void DrillKeeper::killAgain(const std::string& id) {
  const Entry* entry = find(id);
  loop_.postAfter(entry->order.amount, guard_.wrap([this, id] {
    const Entry* known = find(id);
    if (known == nullptr || known->phase != FaultPhase::UnderWay) return;
    acts_.killWorkers(known->order.workload);
    killAgain(id);
  }));
}

void DrillKeeper::end(const std::string& prefix) {
  for (Entry& entry : entries_)
    if (entry.phase == FaultPhase::UnderWay && entry.order.id.starts_with(prefix))
      finish(entry, precondition("ended_early", "it was ended before its time"));
}

void DrillKeeper::finish(const std::string& id, const Error& why) {
  Entry* entry = find(id);
  if (entry != nullptr && entry->phase == FaultPhase::UnderWay) finish(*entry, why);
}

void DrillKeeper::finish(Entry& entry, const Error& why) {
  entry.phase = FaultPhase::Over;
  entry.why = why;
  entry.ended = clock_.steady();
  if (entry.order.kind == FaultKind::FillQuota) acts_.freeQuota();
  log::warn("a fault is over", {{"fault", entry.order.id}, {"kind", std::string(toText(entry.order.kind))}});
  changed();
}

std::vector<FaultStatus> DrillKeeper::statuses() const {
  std::vector<FaultStatus> out;
  const SteadyPoint now = clock_.steady();
  for (const Entry& entry : entries_) {
    const bool over = entry.phase != FaultPhase::UnderWay;
    out.push_back({entry.order.id, entry.phase, entry.why.reason, entry.why.message, since(entry.begun, now),
                   over ? since(entry.ended, now) : Duration(0)});
  }
  return out;
}

const DrillKeeper::Entry* DrillKeeper::find(FaultKind kind) const {
  const auto at = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    return entry.phase == FaultPhase::UnderWay && entry.order.kind == kind;
  });
  return at == entries_.end() ? nullptr : &*at;
}

DrillKeeper::Entry* DrillKeeper::find(const std::string& id) {
  const auto at =
      std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) { return entry.order.id == id; });
  return at == entries_.end() ? nullptr : &*at;
}

Duration DrillKeeper::amountOf(FaultKind kind) const {
  const Entry* entry = find(kind);
  return entry == nullptr ? Duration(0) : entry->order.amount;
}

void DrillKeeper::skewTimes(NodeReport& report) const {
  const Duration skew = amountOf(FaultKind::SkewClock);
  report.at += skew;
  for (NodeEvent& event : report.events) event.at += skew;
  if (report.clock.state != ClockState::Unknown) report.clock.offset -= skew;
}

// The oldest that is not under way gives way.
void DrillKeeper::remember(Entry entry) {
  entries_.push_back(std::move(entry));
  if (entries_.size() <= kFaultsTold) return;
  const auto oldest = std::find_if(entries_.begin(), entries_.end(),
                                   [](const Entry& known) { return known.phase != FaultPhase::UnderWay; });
  if (oldest != entries_.end()) entries_.erase(oldest);
}

void DrillKeeper::changed() {
  if (const LinkState now = link(); now != link_) {
    link_ = now;
    acts_.setLink(now);
  }
  if (onChange_) onChange_();
}

}  // namespace flotilla::agent
