#include "services/controlplane/storage/migrations.h"

#include "services/runtime/log.h"

namespace flotilla::controlplane {

Status migrate(Database& database) {
  FLOTILLA_TRY(const std::int64_t current, database.integer("PRAGMA user_version"));
  const int newest = migrations().back().number;
  if (current > newest)
    return precondition(
        "schema_newer",
        "flotilla.db has schema " + std::to_string(current) + ", this program knows up to " + std::to_string(newest),
        {}, "run the newer flotillad, or restore a backup made before the upgrade");
  for (const Migration& migration : migrations()) {
    if (migration.number <= current) continue;
    const std::string script = "BEGIN IMMEDIATE;\n" + std::string(migration.sql) +
                               "\nPRAGMA user_version=" + std::to_string(migration.number) + ";\nCOMMIT;";
    if (const Status done = database.execute(script.c_str()); !done) {
      (void)database.execute("ROLLBACK");
      return done;
    }
    log::info("schema migrated", {{"to", std::string(migration.name)}});
  }
  return okStatus();
}

}  // namespace flotilla::controlplane
