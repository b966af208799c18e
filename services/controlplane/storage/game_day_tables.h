// The columns of game days and of their faults on nodes; see tables.h. Thread: values.
#pragma once

#include "services/controlplane/storage/table.h"

namespace flotilla::controlplane {

FLOTILLA_TABLE(GameDay, "game_days", 1) {
  c("id", r.id);
  c("title", r.title);
  c("note", r.note);
  c("state", r.state);
  c("started_by", r.startedBy);
  c("started_at_us", r.startedAt);
  c("ends_by_us", r.endsBy);
  c("ended_at_us", r.endedAt);
  c("aborted_by", r.abortedBy);
  c("reason", r.reason);
  c("faults", r.faults);
}

FLOTILLA_TABLE(NodeFault, "game_day_nodes", 3) {
  c("game_day", r.gameDay);
  c("fault", r.fault);
  c("node", r.node);
  c("name", r.name);
  c("region", r.region);
  c("state", r.state);
  c("reason", r.reason);
  c("told_us", r.told);
  c("began_us", r.began);
  c("ended_us", r.ended);
}

}  // namespace flotilla::controlplane
