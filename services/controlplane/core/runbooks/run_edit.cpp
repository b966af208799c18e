#include "services/controlplane/core/runbooks/run_edit.h"

#include <algorithm>
#include <utility>

#include "services/crypto/hash.h"
#include "services/documents/secret_text.h"
#include "services/runtime/bytes.h"

namespace flotilla::controlplane {
namespace {

// Not within a character.
void cutText(std::string& text, std::size_t most) {
  if (text.size() <= most) return;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80U) --most;
  text.resize(most);
}

void putInto(std::vector<StepAttempt>& list, const StepAttempt& attempt) {
  const auto at = std::find_if(list.begin(), list.end(), [&](const StepAttempt& a) { return a.seq == attempt.seq; });
  if (at == list.end())
    list.push_back(attempt);
  else
    *at = attempt;
}

}  // namespace

Digest hashOf(const RunEvidence& evidence, const Digest& previous) {
  ByteWriter out;
  out.number(evidence.seq);
  out.number(toMicros(evidence.at));
  out.number(evidence.attempt);
  out.number(static_cast<std::uint32_t>(evidence.kind));
  out.number(evidence.redactions);
  for (const std::string& text :
       {evidence.run.value, evidence.step, evidence.actor, evidence.title, evidence.text, evidence.digest.toString()})
    out.text(text);
  out.raw({reinterpret_cast<const char*>(previous.bytes.data()), previous.bytes.size()});
  return sha256(out.bytes());
}

bool isIntact(const Run& run, std::span<const RunEvidence> evidence) {
  Digest head;
  std::uint64_t seq = 0;
  for (const RunEvidence& one : evidence) {
    if (one.seq != ++seq || one.hash != hashOf(one, head)) return false;
    head = one.hash;
  }
  return seq == run.evidence && head == run.head;
}

void RunEdit::putQuietly(const StepAttempt& attempt) {
  changed_ = true;
  putInto(run_.attempts, attempt);
  putInto(attempts_, attempt);
}

void RunEdit::put(const StepAttempt& attempt) {
  putQuietly(attempt);
  moved_ = true;
}

void RunEdit::put(const RunApproval& approval) {
  changed_ = moved_ = true;
  run_.put(approval);
  approvals_.push_back(approval);
}

void RunEdit::tell(NewEvidence evidence) {
  changed_ = moved_ = true;
  const StepAttempt* attempt = run_.current();
  RunEvidence out{run_.id,
                  ++run_.evidence,
                  now_,
                  run_.step,
                  attempt == nullptr ? 0 : attempt->seq,
                  evidence.kind,
                  std::move(evidence.actor),
                  std::move(evidence.title),
                  std::move(evidence.text),
                  {},
                  0,
                  {}};
  out.redactions = static_cast<std::uint32_t>(redactSecrets(out.title) + redactSecrets(out.text));
  out.digest = sha256(out.text);
  cutText(out.text, kMaxEvidenceText);
  out.hash = run_.head = hashOf(out, run_.head);
  evidence_.push_back(std::move(out));
}

std::vector<Row> RunEdit::rows() const {
  std::vector<Row> out;
  if (!changed_) return out;
  Run row = run_;
  row.changedAt = now_;
  if (moved_) ++row.moves;
  out.emplace_back(std::move(row));
  out.insert(out.end(), attempts_.begin(), attempts_.end());
  out.insert(out.end(), approvals_.begin(), approvals_.end());
  out.insert(out.end(), evidence_.begin(), evidence_.end());
  return out;
}

}  // namespace flotilla::controlplane
