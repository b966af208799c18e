// Something that is broken on purpose on a real node, for a time that is fixed beforehand, and what the node says about
// it. It ends by itself, and lives no longer than the agent. Thread: values and pure functions.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "models/domain/ids.h"
#include "models/domain/time.h"

namespace flotilla {

enum class FaultKind {
  CutLink,      // the session with the control plane is closed and none is opened; nothing is downloaded
  SlowLink,     // whatever the node says to the control plane comes later; what it downloads comes slowly
  KillWorker,   // the workers of a workload are killed, once or again and again
  FillQuota,    // what the node may keep for the control plane is full
  SkewClock,    // the times that the node reports are wrong; nothing on the node goes by them
  RestartAgent  // the agent ends in good order and starts anew
};
inline constexpr std::array<std::string_view, 6> kFaultKindNames{"cut-link",   "slow-link",  "kill-worker",
                                                                 "fill-quota", "skew-clock", "restart-agent"};
constexpr std::string_view toText(FaultKind kind) {
  return kFaultKindNames[static_cast<std::size_t>(kind)];
}

// What people ask for. Times are counted from the start of the game day.
struct Fault {
  FaultKind kind = FaultKind::KillWorker;
  std::string where;      // selector of nodes
  Duration after{};       // it begins then
  Duration lasts{};       // an agent that is restarted should be back by then
  Duration amount{};      // slow-link: of each message; skew-clock: ahead, negative = behind; kill-worker: between two,
                          // zero = once
  WorkloadName workload;  // kill-worker: empty = every one
  friend bool operator==(const Fault&, const Fault&) = default;
};

inline constexpr Duration kShortestFault = std::chrono::seconds(1);
inline constexpr Duration kLongestFault = std::chrono::minutes(15);
inline constexpr Duration kMostSlowness = std::chrono::seconds(30);
inline constexpr Duration kMostSkew = std::chrono::hours(24);

// Invalid, with the field: "lasts", "after", "amount", "workload", "where".
Status checkFault(const Fault& fault);

// "kill-worker for=30s every=5s workload=meter-reader after=1m where=region:eu-west": `where` is last and takes the
// rest. `delay` is for slow-link, `by` for skew-clock, both needed there. Without `for` one lasts a minute.
// Errors: Invalid/"bad_fault" and those of checkFault(), with the field "fault".
Result<Fault> parseFault(std::string_view text);
// The same of one that was checked when it came: what is allowed may have changed since.
Result<Fault> readFaultText(std::string_view text);
std::string faultText(const Fault& fault);     // parseFault() reads it
std::string faultInWords(const Fault& fault);  // "slow-link for 30s, by 2s": without the nodes

// What a node is told. One with an id that it was told before means nothing.
struct FaultOrder {
  std::string id;  // faultId()
  FaultKind kind = FaultKind::KillWorker;
  Duration lasts{};
  Duration amount{};
  WorkloadName workload;
  friend bool operator==(const FaultOrder&, const FaultOrder&) = default;
};
inline constexpr std::size_t kMaxFaultId = 64;

enum class FaultPhase { UnderWay, Over, Refused };

// How a fault stands, as the node says. Times are counted back from when it said so, so that no clock counts.
struct FaultStatus {
  std::string id;
  FaultPhase phase = FaultPhase::UnderWay;
  std::string reason, message;  // why it was refused, or ended before its time
  Duration begunAgo{};
  Duration endedAgo{};  // of one that is over
  friend bool operator==(const FaultStatus&, const FaultStatus&) = default;
};

// All faults that the agent which is running now was told of. One that is not among them was never told to this agent,
// or ended with an earlier one.
struct FaultNews {
  bool first = false;  // since the session began: nothing was told in it before
  std::vector<FaultStatus> faults;
  friend bool operator==(const FaultNews&, const FaultNews&) = default;
};
inline constexpr std::size_t kFaultsTold = 32;  // of one agent; older ones that are over are left out

}  // namespace flotilla
