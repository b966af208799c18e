// Collects what changes of one run: its record, attempts, approvals and evidence. Evidence is written once, without
// what looks like a secret, and chained by hashes. Pure. Thread: the fleet loop. Lifetime: of one decision.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "models/domain/run.h"
#include "services/controlplane/core/fleet/records.h"

namespace flotilla::controlplane {

inline constexpr std::size_t kMaxEvidenceText = 64 * 1024;  // bytes; what is longer is cut, and its digest kept
inline constexpr std::size_t kMaxRunEvidence = 4000;        // entries of a run; what people would add beyond is refused
inline constexpr std::size_t kMaxRunAttempts = 1000;        // of a run; likewise

// SHA-256 over the length-prefixed fields but the hash, and `previous`.
Digest hashOf(const RunEvidence& evidence, const Digest& previous);
// `evidence` by seq, from the first.
bool isIntact(const Run& run, std::span<const RunEvidence> evidence);

struct NewEvidence {
  EvidenceKind kind = EvidenceKind::Note;
  std::string title;
  std::string text = {};
  std::string actor = {};
};

class RunEdit {
 public:
  RunEdit(Run run, TimePoint now) : run_(std::move(run)), now_(now) {}

  const Run& run() const { return run_; }
  TimePoint now() const { return now_; }
  // Whoever changes it leaves evidence; that is the next move. The attempts are changed by put().
  Run& change() {
    changed_ = true;
    return run_;
  }
  // Without being a move: whether something holds changes often, and nobody decides upon it.
  void putQuietly(const StepAttempt& attempt);
  void put(const StepAttempt& attempt);
  void put(const RunApproval& approval);
  // Of the step that it is at, and its newest attempt.
  void tell(NewEvidence evidence);
  bool isChanged() const { return changed_; }
  // The rows of all that, without anything if nothing changed.
  std::vector<Row> rows() const;

 private:
  Run run_;
  TimePoint now_;
  bool changed_ = false, moved_ = false;
  std::vector<StepAttempt> attempts_;  // that changed
  std::vector<RunApproval> approvals_;
  std::vector<RunEvidence> evidence_;
};

}  // namespace flotilla::controlplane
