#include "services/wire/operator_fields.h"
#include "services/wire/operator_wire.h"

namespace flotilla::wire {

static_assert(sameEnum(v1::ROLE_ADMINISTRATOR, Role::Administrator));

v1::Role toProto(Role role) {
  return writeEnum<v1::Role>(role);
}
Result<Role> fromProto(v1::Role role) {
  return readEnum(role, Role::Administrator, "role");
}

v1::Grant toProto(const Grant& grant) {
  v1::Grant out;
  out.set_role(toProto(grant.role));
  for (const RegionName& region : grant.regions) out.add_regions(region.value);
  return out;
}

Result<Grant> fromProto(const v1::Grant& grant) {
  Grant out;
  FLOTILLA_TRY(out.role, fromProto(grant.role()));
  for (const std::string& region : grant.regions()) out.regions.emplace_back(region);
  return out;
}

v1::Operator toProto(const Operator& op) {
  v1::Operator out;
  out.set_id(op.id.value);
  out.set_name(op.name);
  writeAll(op.grants, out.mutable_grants(), kWrite);
  if (op.createdAt != TimePoint{}) *out.mutable_created_at() = toProto(op.createdAt);
  return out;
}

Result<Operator> fromProto(const v1::Operator& op) {
  Operator out;
  out.id = OperatorId(op.id());
  out.name = op.name();
  FLOTILLA_CHECK(readAll(op.grants(), "grants", out.grants, kRead));
  out.createdAt = fromProto(op.created_at());
  return out;
}

v1::ServerInfo toProto(const ServerInfo& info) {
  v1::ServerInfo out;
  out.set_version(info.version);
  out.set_epoch(info.epoch);
  out.set_revision(info.revision);
  out.set_assignment_key_pem(info.assignmentKeyPem);
  out.set_nodes(info.nodes);
  out.set_connected(info.connected);
  *out.mutable_report_interval() = toProto(info.reportInterval);
  *out.mutable_now() = toProto(info.now);
  out.set_caller(info.caller.name);
  writeAll(info.caller.grants, out.mutable_grants(), kWrite);
  out.set_learning(info.learning);
  out.set_unheard(info.unheard);
  return out;
}

Result<ServerInfo> fromProto(const v1::ServerInfo& info) {
  ServerInfo out;
  out.version = info.version();
  out.epoch = info.epoch();
  out.revision = info.revision();
  out.assignmentKeyPem = info.assignment_key_pem();
  out.nodes = info.nodes();
  out.connected = info.connected();
  out.reportInterval = fromProto(info.report_interval());
  out.now = fromProto(info.now());
  out.caller.name = info.caller();
  FLOTILLA_CHECK(readAll(info.grants(), "grants", out.caller.grants, kRead));
  out.learning = info.learning();
  out.unheard = info.unheard();
  return out;
}

v1::Backup toProto(const Backup& backup) {
  v1::Backup out;
  out.set_path(backup.path);
  out.set_bytes(backup.bytes);
  *out.mutable_at() = toProto(backup.at);
  out.set_epoch(backup.epoch);
  out.set_revision(backup.revision);
  return out;
}

Result<Backup> fromProto(const v1::Backup& backup) {
  return Backup{backup.path(), backup.bytes(), fromProto(backup.at()), backup.epoch(), backup.revision()};
}

v1::AuditEntry toProto(const AuditEntry& entry) {
  v1::AuditEntry out;
  out.set_seq(entry.seq);
  *out.mutable_at() = toProto(entry.at);
  out.set_actor(entry.actor);
  out.set_action(entry.action);
  out.set_object(entry.object);
  out.set_detail(entry.detail);
  out.set_before(optionalText(entry.before));
  out.set_after(optionalText(entry.after));
  out.set_previous(optionalText(entry.previous));
  out.set_hash(optionalText(entry.hash));
  return out;
}

Result<AuditEntry> fromProto(const v1::AuditEntry& entry) {
  AuditEntry out;
  out.seq = entry.seq();
  out.at = fromProto(entry.at());
  out.actor = entry.actor();
  out.action = entry.action();
  out.object = entry.object();
  out.detail = entry.detail();
  FLOTILLA_TRY(out.before, readOptionalDigest(entry.before(), "before"));
  FLOTILLA_TRY(out.after, readOptionalDigest(entry.after(), "after"));
  FLOTILLA_TRY(out.previous, readOptionalDigest(entry.previous(), "previous"));
  FLOTILLA_TRY(out.hash, readOptionalDigest(entry.hash(), "hash"));
  return out;
}

}  // namespace flotilla::wire
