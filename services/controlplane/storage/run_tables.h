// The columns of runs of runbooks and what belongs to them; see tables.h. Thread: values.
#pragma once

#include "services/controlplane/storage/table.h"

namespace flotilla::controlplane {

FLOTILLA_TABLE(Run, "runs", 1) {
  c("id", r.id);
  c("runbook", r.runbook);
  c("version", r.version);
  c("title", r.title);
  c("incident", r.incident);
  c("region", r.region);
  c("drill", r.drill);
  c("state", r.state);
  c("started_by", r.startedBy);
  c("owner", r.owner);
  c("started_at_us", r.startedAt);
  c("changed_at_us", r.changedAt);
  c("ended_at_us", r.endedAt);
  c("inputs", r.inputs);
  c("step", r.step);
  c("moves", r.moves);
  c("improved_at_us", r.improvedAt);
  c("escalated_at_us", r.escalatedAt);
  c("escalate_to", r.escalateTo);
  c("reason", r.reason);
  c("evidence", r.evidence);
  c("head", r.head);
  c("feedback", r.feedback);
}

FLOTILLA_TABLE(StepAttempt, "run_attempts", 2) {
  c("run", r.run);
  c("seq", r.seq);
  c("step", r.step);
  c("attempt", r.attempt);
  c("state", r.state);
  c("actor", r.actor);
  c("outcome", r.outcome);
  c("subject", r.subject);
  c("nodes", r.blast.nodes);
  c("regions", r.blast.regions);
  c("traffic", r.blast.traffic);
  c("begun_at_us", r.begun);
  c("due_us", r.due);
  c("holds_since_us", r.holdsSince);
  c("acted_at_us", r.acted);
  c("ended_at_us", r.ended);
  c("undone_at_us", r.undone);
  c("undone_by", r.undoneBy);
}

FLOTILLA_TABLE(RunApproval, "run_approvals", 3) {
  c("run", r.run);
  c("attempt", r.attempt);
  c("actor", r.actor);
  c("approves", r.approves);
  c("subject", r.subject);
  c("comment", r.comment);
  c("at_us", r.at);
  c("broke_glass", r.brokeGlass);
}

FLOTILLA_TABLE(RunEvidence, "run_evidence", 2) {
  c("run", r.run);
  c("seq", r.seq);
  c("at_us", r.at);
  c("step", r.step);
  c("attempt", r.attempt);
  c("kind", r.kind);
  c("actor", r.actor);
  c("title", r.title);
  c("text", r.text);
  c("digest", r.digest);
  c("redactions", r.redactions);
  c("hash", r.hash);
}

}  // namespace flotilla::controlplane
