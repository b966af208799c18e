#include "services/wire/game_day_wire.h"

#include "services/wire/operator_fields.h"

namespace flotilla::wire {
namespace {

static_assert(sameEnum(v1::FAULT_KIND_RESTART_AGENT, FaultKind::RestartAgent));
static_assert(sameEnum(v1::GAME_DAY_STATE_ABORTED, GameDayState::Aborted));
static_assert(sameEnum(v1::FAULT_STATE_LEFT, FaultState::Left));
static_assert(sameEnum(v1::FAULT_PHASE_REFUSED, FaultPhase::Refused));
static_assert(sameEnum(v1::DRILL_CONSENT_ALLOW, DrillConsent::Allow));

v1::Fault writeFault(const Fault& fault) {
  v1::Fault out;
  out.set_kind(writeEnum<v1::FaultKind>(fault.kind));
  out.set_where(fault.where);
  *out.mutable_after() = toProto(fault.after);
  *out.mutable_lasts() = toProto(fault.lasts);
  *out.mutable_amount() = toProto(fault.amount);
  out.set_workload(fault.workload.value);
  return out;
}

Result<Fault> readFault(const v1::Fault& fault) {
  Fault out;
  FLOTILLA_TRY(out.kind, readEnum(fault.kind(), FaultKind::RestartAgent, "kind"));
  out.where = fault.where();
  out.after = fromProto(fault.after());
  out.lasts = fromProto(fault.lasts());
  out.amount = fromProto(fault.amount());
  out.workload = WorkloadName(fault.workload());
  return out;
}

v1::NodeFault writeNodeFault(const NodeFault& fault) {
  v1::NodeFault out;
  out.set_fault(fault.fault);
  out.set_node(fault.node.value);
  out.set_name(fault.name);
  out.set_region(fault.region.value);
  out.set_state(writeEnum<v1::FaultState>(fault.state));
  out.set_reason(fault.reason);
  putTime(out, &v1::NodeFault::mutable_told, fault.told);
  putTime(out, &v1::NodeFault::mutable_began, fault.began);
  putTime(out, &v1::NodeFault::mutable_ended, fault.ended);
  return out;
}

Result<NodeFault> readNodeFault(const v1::NodeFault& fault) {
  NodeFault out;
  out.fault = fault.fault();
  out.node = NodeId(fault.node());
  out.name = fault.name();
  out.region = RegionName(fault.region());
  FLOTILLA_TRY(out.state, readEnum(fault.state(), FaultState::Left, "state"));
  out.reason = fault.reason();
  out.told = timeOf(fault.has_told(), fault.told());
  out.began = timeOf(fault.has_began(), fault.began());
  out.ended = timeOf(fault.has_ended(), fault.ended());
  return out;
}

v1::PlannedFault writePlanned(const PlannedFault& planned) {
  v1::PlannedFault out;
  out.set_fault(planned.fault);
  out.set_node(planned.node.value);
  out.set_name(planned.name);
  out.set_region(planned.region.value);
  out.set_consent(writeEnum<v1::DrillConsent>(planned.consent));
  out.set_liveness(writeEnum<v1::Liveness>(planned.liveness));
  return out;
}

Result<PlannedFault> readPlanned(const v1::PlannedFault& planned) {
  PlannedFault out;
  out.fault = planned.fault();
  out.node = NodeId(planned.node());
  out.name = planned.name();
  out.region = RegionName(planned.region());
  FLOTILLA_TRY(out.consent, readEnum(planned.consent(), DrillConsent::Allow, "consent"));
  FLOTILLA_TRY(out.liveness, readEnum(planned.liveness(), Liveness::Unseen, "liveness"));
  return out;
}

v1::FaultScore writeScore(const FaultScore& score) {
  v1::FaultScore out;
  out.set_fault(score.fault);
  putTime(out, &v1::FaultScore::mutable_began, score.began);
  putTime(out, &v1::FaultScore::mutable_detected, score.detected);
  putTime(out, &v1::FaultScore::mutable_acknowledged, score.acknowledged);
  putTime(out, &v1::FaultScore::mutable_mitigated, score.mitigated);
  out.set_alert(score.alert.value);
  out.set_alert_title(score.alertTitle);
  out.set_incident(score.incident.value);
  return out;
}

Result<FaultScore> readScore(const v1::FaultScore& score) {
  FaultScore out;
  out.fault = score.fault();
  out.began = timeOf(score.has_began(), score.began());
  out.detected = timeOf(score.has_detected(), score.detected());
  out.acknowledged = timeOf(score.has_acknowledged(), score.acknowledged());
  out.mitigated = timeOf(score.has_mitigated(), score.mitigated());
  out.alert = AlertId(score.alert());
  out.alertTitle = score.alert_title();
  out.incident = IncidentId(score.incident());
  return out;
}

v1::FaultStatus writeStatus(const FaultStatus& status) {
  v1::FaultStatus out;
  out.set_id(status.id);
  out.set_phase(writeEnum<v1::FaultPhase>(status.phase));
  out.set_reason(status.reason);
  out.set_message(status.message);
  *out.mutable_begun_ago() = toProto(status.begunAgo);
  *out.mutable_ended_ago() = toProto(status.endedAgo);
  return out;
}

Result<FaultStatus> readStatus(const v1::FaultStatus& status) {
  FaultStatus out;
  out.id = status.id();
  FLOTILLA_TRY(out.phase, readEnum(status.phase(), FaultPhase::Refused, "phase"));
  out.reason = status.reason();
  out.message = status.message();
  out.begunAgo = fromProto(status.begun_ago());
  out.endedAgo = fromProto(status.ended_ago());
  return out;
}

}  // namespace

v1::GameDay toProto(const GameDay& gameDay) {
  v1::GameDay out;
  out.set_id(gameDay.id.value);
  out.set_title(gameDay.title);
  out.set_note(gameDay.note);
  out.set_state(writeEnum<v1::GameDayState>(gameDay.state));
  out.set_started_by(gameDay.startedBy);
  putTime(out, &v1::GameDay::mutable_started_at, gameDay.startedAt);
  putTime(out, &v1::GameDay::mutable_ends_by, gameDay.endsBy);
  putTime(out, &v1::GameDay::mutable_ended_at, gameDay.endedAt);
  out.set_aborted_by(gameDay.abortedBy);
  out.set_reason(gameDay.reason);
  writeAll(gameDay.faults, out.mutable_faults(), writeFault);
  writeAll(gameDay.nodes, out.mutable_nodes(), writeNodeFault);
  return out;
}

Result<GameDay> fromProto(const v1::GameDay& gameDay) {
  GameDay out;
  out.id = GameDayId(gameDay.id());
  out.title = gameDay.title();
  out.note = gameDay.note();
  FLOTILLA_TRY(out.state, readEnum(gameDay.state(), GameDayState::Aborted, "state"));
  out.startedBy = gameDay.started_by();
  out.startedAt = timeOf(gameDay.has_started_at(), gameDay.started_at());
  out.endsBy = timeOf(gameDay.has_ends_by(), gameDay.ends_by());
  out.endedAt = timeOf(gameDay.has_ended_at(), gameDay.ended_at());
  out.abortedBy = gameDay.aborted_by();
  out.reason = gameDay.reason();
  FLOTILLA_CHECK(readAll(gameDay.faults(), "faults", out.faults, readFault));
  FLOTILLA_CHECK(readAll(gameDay.nodes(), "nodes", out.nodes, readNodeFault));
  for (NodeFault& one : out.nodes) one.gameDay = out.id;
  return out;
}

v1::NewGameDay toProto(const NewGameDay& wanted) {
  v1::NewGameDay out;
  out.set_title(wanted.title);
  out.set_note(wanted.note);
  writeAll(wanted.faults, out.mutable_faults(), writeFault);
  if (wanted.limits.nodes) out.set_most_nodes(*wanted.limits.nodes);
  if (wanted.limits.regions) out.set_most_regions(*wanted.limits.regions);
  if (wanted.limits.traffic) out.set_most_traffic(*wanted.limits.traffic);
  return out;
}

Result<NewGameDay> fromProto(const v1::NewGameDay& wanted) {
  NewGameDay out;
  out.title = wanted.title();
  out.note = wanted.note();
  FLOTILLA_CHECK(readAll(wanted.faults(), "faults", out.faults, readFault));
  if (wanted.has_most_nodes()) out.limits.nodes = wanted.most_nodes();
  if (wanted.has_most_regions()) out.limits.regions = wanted.most_regions();
  if (wanted.has_most_traffic()) out.limits.traffic = wanted.most_traffic();
  return out;
}

v1::GameDayPreview toProto(const GameDayPreview& preview) {
  v1::GameDayPreview out;
  writeAll(preview.nodes, out.mutable_nodes(), writePlanned);
  out.set_allowing(preview.allowing);
  out.mutable_blast()->set_nodes(preview.blast.nodes);
  out.mutable_blast()->set_regions(preview.blast.regions);
  out.mutable_blast()->set_traffic(preview.blast.traffic);
  *out.mutable_lasts() = toProto(preview.lasts);
  for (const std::string& problem : preview.problems) out.add_problems(problem);
  out.set_digest(preview.digest.toString());
  return out;
}

Result<GameDayPreview> fromProto(const v1::GameDayPreview& preview) {
  GameDayPreview out;
  FLOTILLA_CHECK(readAll(preview.nodes(), "nodes", out.nodes, readPlanned));
  out.allowing = preview.allowing();
  out.blast = {preview.blast().nodes(), preview.blast().regions(), preview.blast().traffic()};
  out.lasts = fromProto(preview.lasts());
  out.problems = {preview.problems().begin(), preview.problems().end()};
  FLOTILLA_TRY(out.digest, readDigest(preview.digest(), "digest"));
  return out;
}

v1::GetGameDayResponse toProto(const GameDayDetail& detail) {
  v1::GetGameDayResponse out;
  *out.mutable_game_day() = toProto(detail.gameDay);
  writeAll(detail.scores, out.mutable_scores(), writeScore);
  return out;
}

Result<GameDayDetail> fromProto(const v1::GetGameDayResponse& detail) {
  GameDayDetail out;
  FLOTILLA_TRY(out.gameDay, under("game_day", fromProto(detail.game_day())));
  FLOTILLA_CHECK(readAll(detail.scores(), "scores", out.scores, readScore));
  return out;
}

v1::FaultOrder toProto(const FaultOrder& order) {
  v1::FaultOrder out;
  out.set_id(order.id);
  out.set_kind(writeEnum<v1::FaultKind>(order.kind));
  *out.mutable_lasts() = toProto(order.lasts);
  *out.mutable_amount() = toProto(order.amount);
  out.set_workload(order.workload.value);
  return out;
}

Result<FaultOrder> fromProto(const v1::FaultOrder& order) {
  FaultOrder out;
  out.id = order.id();
  FLOTILLA_TRY(out.kind, readEnum(order.kind(), FaultKind::RestartAgent, "kind"));
  out.lasts = fromProto(order.lasts());
  out.amount = fromProto(order.amount());
  out.workload = WorkloadName(order.workload());
  return out;
}

v1::FaultNews toProto(const FaultNews& news) {
  v1::FaultNews out;
  out.set_first(news.first);
  writeAll(news.faults, out.mutable_faults(), writeStatus);
  return out;
}

Result<FaultNews> fromProto(const v1::FaultNews& news) {
  FaultNews out;
  out.first = news.first();
  FLOTILLA_CHECK(readAll(news.faults(), "faults", out.faults, readStatus));
  return out;
}

}  // namespace flotilla::wire
