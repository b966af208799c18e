#include "services/wire/operator_fields.h"
#include "services/wire/operator_wire.h"

namespace flotilla::wire {

static_assert(sameEnum(v1::DEBIT_CAUSE_UNEXPLAINED, DebitCause::Unexplained));

v1::Budget toProto(const Budget& budget) {
  v1::Budget out;
  *out.mutable_standing() = toProto(budget.standing);
  out.set_enforced(budget.enforced);
  out.set_warming_up(budget.warmingUp);
  out.set_meaning(budget.meaning);
  return out;
}

Result<Budget> fromProto(const v1::Budget& budget) {
  Budget out;
  FLOTILLA_TRY(out.standing, under("standing", fromProto(budget.standing())));
  out.enforced = budget.enforced();
  out.warmingUp = budget.warming_up();
  out.meaning = budget.meaning();
  return out;
}

v1::BudgetOverride toProto(const BudgetOverride& override) {
  v1::BudgetOverride out;
  out.set_id(override.id.value);
  out.set_region(override.region.value);
  out.set_objective(override.objective.value);
  out.set_reason(override.reason);
  out.set_by(override.by);
  *out.mutable_at() = toProto(override.at);
  *out.mutable_expires() = toProto(override.expires);
  out.set_revoked_by(override.revokedBy);
  return out;
}

Result<BudgetOverride> fromProto(const v1::BudgetOverride& override) {
  return BudgetOverride{BudgetOverrideId(override.id()),
                        RegionName(override.region()),
                        ObjectiveName(override.objective()),
                        override.reason(),
                        override.by(),
                        fromProto(override.at()),
                        fromProto(override.expires()),
                        override.revoked_by()};
}

namespace {

void writeCause(const CauseTotal& total, v1::BudgetCause& out) {
  out.set_cause(writeEnum<v1::DebitCause>(total.cause));
  out.set_id(total.id);
  out.set_bad(total.bad);
}

Result<CauseTotal> readCause(const v1::BudgetCause& total) {
  CauseTotal out;
  FLOTILLA_TRY(out.cause, readEnum(total.cause(), DebitCause::Unexplained, "cause"));
  out.id = total.id();
  out.bad = total.bad();
  return out;
}

}  // namespace

v1::BudgetReport toProto(const BudgetReport& report) {
  v1::BudgetReport out;
  out.set_objective(report.objective.value);
  out.set_region(report.region.value);
  *out.mutable_from() = toProto(report.from);
  *out.mutable_to() = toProto(report.to);
  *out.mutable_tally() = toProto(report.tally);
  out.set_allowed(report.allowed);
  for (const CauseTotal& cause : report.causes) writeCause(cause, *out.add_causes());
  for (const BudgetDebit& debit : report.debits) {
    v1::BudgetDebit& one = *out.add_debits();
    writeCause(debit.spent, *one.mutable_spent());
    one.set_region(debit.region.value);
    *one.mutable_from() = toProto(debit.from);
    *one.mutable_to() = toProto(debit.to);
  }
  return out;
}

Result<BudgetReport> fromProto(const v1::BudgetReport& report) {
  BudgetReport out;
  out.objective = ObjectiveName(report.objective());
  out.region = RegionName(report.region());
  out.from = fromProto(report.from());
  out.to = fromProto(report.to());
  out.tally = fromProto(report.tally());
  out.allowed = report.allowed();
  for (const v1::BudgetCause& cause : report.causes()) {
    FLOTILLA_TRY(const CauseTotal total, readCause(cause));
    out.causes.push_back(total);
  }
  for (const v1::BudgetDebit& debit : report.debits()) {
    FLOTILLA_TRY(const CauseTotal spent, readCause(debit.spent()));
    out.debits.push_back({spent, RegionName(debit.region()), fromProto(debit.from()), fromProto(debit.to())});
  }
  return out;
}

}  // namespace flotilla::wire
