#include <iostream>

#include "app/cli/arguments.h"
#include "app/cli/commands/commands.h"
#include "app/cli/text_output.h"

namespace flotilla::cli {
namespace {

constexpr std::uint32_t kLargestPage = 1000;
constexpr std::size_t kHelpWidth = 110;

std::string fieldsText(const std::vector<SelectorField>& fields) {
  std::string text = "Fields of --filter and --order-by:";
  std::size_t width = text.size();
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const std::string name = fields[i].name + (fields[i].name.ends_with('.') ? "NAME" : "");
    const std::string word = name + (i + 1 < fields.size() ? "," : "");
    const bool fits = width + 1 + word.size() <= kHelpWidth;
    text += (fits ? " " : "\n  ") + word;
    width = fits ? width + 1 + word.size() : 2 + word.size();
  }
  return text;
}

}  // namespace

CLI::App* addGroup(CLI::App& root, const std::string& name, const std::string& help, const char* group) {
  CLI::App* app = root.add_subcommand(name, help);
  app->group(group);
  app->require_subcommand(1);
  return app;
}

void addListOptions(CLI::App& command, ListQuery& query, const std::vector<SelectorField>& fields,
                    const std::string& example) {
  command.add_option("--filter", query.filter, "A selector over the list's fields, for example \"" + example + "\"");
  command.add_option("--order-by", query.orderBy, "\"field\", \"field desc\", or several with commas");
  addWhole(command, "--limit", query.pageSize, 1, kLargestPage, "Print at most this many");
  command.footer(fieldsText(fields) + "\n" + command.get_footer());
}

void noteRest(std::size_t shown, std::uint64_t total) {
  if (total <= shown) return;
  const bool most = shown >= kLargestPage;
  std::cerr << "note: " << (most ? "the first " : "") << shown << " of " << total << " shown; "
            << (most ? "narrow it with --filter" : "raise --limit to see more") << '\n';
}

std::vector<Grant> grantsOf(const std::vector<Role>& roles, const std::vector<RegionName>& regions) {
  std::vector<Grant> grants;
  for (const Role role : roles) grants.push_back({role, regions});
  return grants;
}

void addGrantOptions(CLI::App& app, std::vector<Role>& roles, std::vector<RegionName>& regions,
                     const std::string& roleNames) {
  addEach(app, "--role", roles, parseRole, roleNames + " (repeatable)")->required()->type_name("ROLE");
  addEach(app, "--region", regions, parseName<RegionName>,
          "Only in this region (repeatable); otherwise the whole fleet")
      ->type_name("REGION");
}

std::string grantText(const Grant& grant) {
  const std::string regions = joined(grant.regions, ",", [](const RegionName& region) { return region.value; });
  return std::string(toText(grant.role)) + (regions.empty() ? "" : "(" + regions + ")");
}

}  // namespace flotilla::cli
