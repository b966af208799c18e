#include <iostream>

#include "app/cli/arguments.h"
#include "app/cli/commands/commands.h"
#include "app/cli/text_output.h"
#include "services/controlplane/storage/restore.h"
#include "services/runtime/clock.h"

namespace flotilla::cli {
namespace {

struct NoBackupArguments {};

struct RestoreArguments {
  std::string folder;
};

Status createBackup(Session& session) {
  session.seenIn = "audit list --filter action:CreateBackup";
  FLOTILLA_TRY(const Backup backup, session.ask<Backup>([](auto& client, auto done) { client.createBackup(done); }));
  session.show([&] { std::cout << harmless(backup.path) << '\n'; });
  std::cerr << "note: it holds the secret keys of the control plane, and no artifacts; keep it where only you can read "
               "it\n";
  return okStatus();
}

Status restore(Session& session, const RestoreArguments& arguments) {
  if (session.options.data.empty())
    return invalid("no_data", "--data is missing", "--data", "name the data directory that gets the backup");
  SystemFiles files;
  FLOTILLA_TRY(const auto outcome,
               controlplane::restoreBackup(files, arguments.folder, session.options.data, SystemClock().now()));
  if (session.options.json) {
    std::cout << "{\"paused\":" << outcome.paused << "}\n";
  } else {
    std::cout << harmless(session.options.data) << " has the backup\n";
    if (!outcome.replaced.empty()) std::cout << "what was there is in " << harmless(outcome.replaced.string()) << '\n';
    if (outcome.paused > 0)
      std::cout << counted(outcome.paused, "rollout") << (outcome.paused == 1 ? " was" : " were")
                << " running and paused: look at what the nodes run before you resume\n";
  }
  std::cerr << "note: artifacts are not in a backup: publish releases again whose blobs are gone\n";
  return okStatus();
}

void declareRestore(CLI::App& app, RestoreArguments& arguments) {
  addText(app, "folder", arguments.folder, "A folder that `backup create` made")->required()->type_name("FOLDER");
}

}  // namespace

void addBackupCommands(CLI::App& root, Session& session) {
  CLI::App* backup = addGroup(root, "backup", "Back up the control plane, and restore it", kFleetGroup);
  addCommand<NoBackupArguments>(
      *backup, session, "create",
      "Make a backup in DATA/backups while flotillad runs, and print its folder: database, keys and pki",
      [](CLI::App&, NoBackupArguments&) {}, [](Session& s, const NoBackupArguments&) { return createBackup(s); });
  addCommand<RestoreArguments>(*backup, session, "restore",
                               "Put a backup into --data while flotillad does not run there; nodes keep what they have",
                               declareRestore, restore);
}

}  // namespace flotilla::cli
