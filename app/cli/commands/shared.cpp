#include <iostream>

#include "app/cli/commands/commands.h"
#include "app/cli/text_output.h"

namespace flotilla::cli {

CLI::App* addGroup(CLI::App& root, const std::string& name, const std::string& help, const char* group) {
  CLI::App* app = root.add_subcommand(name, help);
  app->group(group);
  app->require_subcommand(1);
  return app;
}

void addListOptions(CLI::App& command, ListQuery& query) {
  command.add_option("--filter", query.filter, "A selector over the list's fields, for example \"version<2.0.0\"");
  command.add_option("--order-by", query.orderBy, "\"field\", \"field desc\", or several with commas");
  command.add_option("--limit", query.pageSize, "Print at most this many")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
}

void noteRest(std::size_t shown, std::uint64_t total) {
  if (total > shown) std::cerr << "note: " << shown << " of " << total << " shown; raise --limit to see more\n";
}

std::string grantText(const Grant& grant) {
  const std::string regions = joined(grant.regions, ",", [](const RegionName& region) { return region.value; });
  return std::string(toText(grant.role)) + (regions.empty() ? "" : "(" + regions + ")");
}

}  // namespace flotilla::cli
