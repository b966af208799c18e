// What a node tells the control plane: state, sums since the last report, and what happened. The same values on both
// sides. A report is durable on the node until it is acknowledged; `seq` makes it count once. Thread: values.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/domain/clock_reading.h"
#include "models/domain/digest.h"
#include "models/domain/ids.h"
#include "models/domain/install.h"
#include "models/domain/node_event.h"
#include "models/domain/node_orders.h"
#include "models/domain/saturation.h"
#include "models/domain/stage_report.h"
#include "models/domain/time.h"
#include "models/domain/version.h"
#include "services/telemetry/arm_counts.h"

namespace flotilla {

// One workload as the node sees it now.
struct WorkloadReport {
  WorkloadName workload;
  InstallState state = InstallState::Idle;
  std::uint64_t generation = 0;  // of the assignment that `state` is about
  Version target;                // what that assignment asked for
  std::string reason;            // code of the last refusal or roll-back, empty if none
  std::string message;           // the sentence that goes with it
  bool proven = false;           // something is committed after a passed health window
  ArtifactName artifact;         // what is committed, if proven
  Version version;
  Digest digest;             // manifest digest of it, from the boot record
  bool hasPrevious = false;  // the other slot holds a complete older version: a way back without a download
  Version previous;
  std::uint32_t restarts = 0;  // of worker processes since the node started
  friend bool operator==(const WorkloadReport&, const WorkloadReport&) = default;
};

struct ArmReport {
  WorkloadName workload;
  Arm arm = Arm::Stable;
  Version version;
  ArmCounts counts;  // since the report before
  friend bool operator==(const ArmReport&, const ArmReport&) = default;
};

// What one arm saw of its inputs in a window that has closed.
struct WindowReport {
  WorkloadName workload;
  Arm arm = Arm::Stable;
  Version version;
  std::string window;  // encodeWindow; some 40 bytes per feature
  friend bool operator==(const WindowReport&, const WindowReport&) = default;
};

// Two assignments that the node got with the same epoch and generation and other content: envelopes, as received.
struct Contradiction {
  std::string first;
  std::string second;
  friend bool operator==(const Contradiction&, const Contradiction&) = default;
};
// The largest envelope of an assignment that travels as evidence, in bytes; larger ones stay on the node.
inline constexpr std::size_t kMaxEvidenceBytes = 64 << 10;

// What a record of the queue is worth: metrics can be merged and are dropped first, events are kept for as long as
// there is room.
enum class RecordClass { Metric, Event };
inline constexpr std::array<std::string_view, 2> kRecordClassNames{"metric", "event"};
constexpr std::string_view toText(RecordClass c) {
  return kRecordClassNames[static_cast<std::size_t>(c)];
}

// Numbers that were given out and will not come, as the node itself knows: a declared gap.
struct SequenceGap {
  std::uint64_t from = 0;  // first and last of the span; other records with numbers inside it may well come
  std::uint64_t to = 0;
  std::uint64_t records = 0;  // that will not
  RecordClass recordClass = RecordClass::Metric;
  bool damaged = false;  // the disk lost them; otherwise there was no room
  friend bool operator==(const SequenceGap&, const SequenceGap&) = default;
};

// How the store-and-forward queue of a node stands. The counts are since that queue began.
struct QueueStatus {
  std::uint64_t depth = 0;  // records that wait
  std::uint64_t bytes = 0;  // that they take on the disk
  std::uint64_t droppedMetrics = 0;
  std::uint64_t droppedEvents = 0;
  std::uint64_t lost = 0;         // to a damaged disk
  std::vector<SequenceGap> gaps;  // behind the last acknowledgement, oldest first
  friend bool operator==(const QueueStatus&, const QueueStatus&) = default;
};

// Which queue a node's numbers belong to. A node that lost its queue begins another, and its numbers begin again.
struct QueueIdentity {
  std::string incarnation;   // empty: an agent from before there were such queues
  std::uint64_t begins = 1;  // its first number
  bool continues = false;    // it took over the numbers of an agent from before
  friend bool operator==(const QueueIdentity&, const QueueIdentity&) = default;
};

struct NodeReport {
  std::uint64_t seq = 0;       // rises by one per report of a node, over restarts
  std::uint64_t firstSeq = 0;  // of the reports that were merged into this one; 0 = it stands for itself
  std::string bootId;          // new at every start of the agent
  TimePoint at{};              // the node's clock
  std::uint64_t epochSeen = 0;
  std::uint64_t generationSeen = 0;
  std::vector<WorkloadReport> workloads;
  std::vector<ArmReport> arms;
  std::vector<NodeEvent> events;
  std::uint32_t agentRssKb = 0;
  std::uint32_t workerRssKb = 0;  // the largest worker
  std::vector<Contradiction> contradictions;
  std::vector<WindowReport> windows;
  std::vector<StageReport> stages;  // of the candidates that are or were compared, one per workload at most
  // Not part of encodeReport.
  Saturation saturation;             // counts since the report before; nothing counted: nothing measured
  Duration steady{};                 // when it was made, by the steady clock of its process; only on the node
  ClockReading clock;                // of `at`
  std::optional<QueueStatus> queue;  // when it left; nothing: an agent from before
  std::optional<OrdersDone> orders;  // likewise
  friend bool operator==(const NodeReport&, const NodeReport&) = default;
};

// Binary record for the node's durable outbox; decode refuses damage ("bad_report"). The wire has its own messages.
std::string encodeReport(const NodeReport& report);
Result<NodeReport> decodeReport(std::string_view bytes);

}  // namespace flotilla
