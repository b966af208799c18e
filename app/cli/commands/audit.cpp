#include <iostream>

#include "app/cli/arguments.h"
#include "app/cli/commands/commands.h"
#include "app/cli/text_output.h"
#include "models/domain/list_fields.h"

namespace flotilla::cli {
namespace {

Status listAudit(Session& session, const ListQuery& query) {
  FLOTILLA_TRY(const Page<AuditEntry> page,
               session.ask<Page<AuditEntry>>([&](auto& client, auto done) { client.listAudit(query, done); }));
  session.show([&] {
    Table table({"SEQ", "TIME", "ACTOR", "ACTION", "OBJECT", "DETAIL"});
    for (const AuditEntry& entry : page.items)
      table.add(
          {std::to_string(entry.seq), shortTime(entry.at), entry.actor, entry.action, entry.object, entry.detail});
    table.print(std::cout);
    noteRest(page.items.size(), page.total);
  });
  return okStatus();
}

struct NoAuditArguments {};

Status verifyAudit(Session& session) {
  FLOTILLA_TRY(const AuditVerdict verdict,
               session.ask<AuditVerdict>([](auto& client, auto done) { client.verifyAudit(done); }));
  session.show([&] {
    std::cout << (verdict.intact ? "intact: " : "broken: ") << verdict.entries
              << (verdict.entries == 1 ? " entry" : " entries") << ", head " << verdict.head.toString() << '\n';
  });
  if (verdict.intact) return okStatus();
  return precondition("audit_broken",
                      "the audit log is broken at entry " + std::to_string(verdict.firstBad) + ": " + verdict.problem,
                      {}, "keep the database as it is and find out who changed it");
}

}  // namespace

void addAuditCommands(CLI::App& root, Session& session) {
  CLI::App* audit = addGroup(root, "audit", "Read and check the audit log", kAccessGroup);
  addCommand<ListQuery>(
      *audit, session, "list", "List entries, newest first",
      [](CLI::App& app, ListQuery& query) {
        addListOptions(app, query, auditFields(), "actor:ann action:CreateRollout");
      },
      listAudit);
  addCommand<NoAuditArguments>(
      *audit, session, "verify", "Check the chain of entries from the first to the last",
      [](CLI::App&, NoAuditArguments&) {}, [](Session& s, const NoAuditArguments&) { return verifyAudit(s); });
}

}  // namespace flotilla::cli
