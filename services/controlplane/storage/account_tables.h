// The columns of accounts, sessions and API tokens; see tables.h. Thread: values.
#pragma once

#include "services/controlplane/storage/table.h"

namespace flotilla::controlplane {

FLOTILLA_TABLE(AccountRecord, "accounts", 1) {
  c("id", r.id);
  c("password_hash", r.passwordHash);
  c("second_factor", r.secondFactor);
  c("pending_factor", r.pendingFactor);
  c("last_step", r.lastStep);
  c("recovery", r.recovery);
  c("invitation", r.invitation);
  c("invitation_expires_us", r.invitationExpires);
  c("invitation_resets", r.invitationResets);
  c("disabled", r.disabled);
}

FLOTILLA_TABLE(SessionRecord, "sessions", 1) {
  c("id", r.id);
  c("owner", r.owner);
  c("secret_hash", r.secretHash);
  c("created_at_us", r.createdAt);
  c("seen_at_us", r.seenAt);
  c("confirmed_at_us", r.confirmedAt);
  c("expires_us", r.expires);
  c("source", r.source);
  c("program", r.program);
}

FLOTILLA_TABLE(ApiTokenRecord, "api_tokens", 1) {
  c("id", r.id);
  c("owner", r.owner);
  c("name", r.name);
  c("secret_hash", r.secretHash);
  c("grants", r.grants);
  c("created_at_us", r.createdAt);
  c("expires_us", r.expires);
  c("used_at_us", r.usedAt);
}

}  // namespace flotilla::controlplane
