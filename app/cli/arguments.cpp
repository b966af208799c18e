#include "app/cli/arguments.h"

#include <algorithm>
#include <vector>

#include "models/domain/nearest_name.h"

namespace flotilla::cli {
namespace {

// The subcommand that the arguments got to.
const CLI::App& deepest(const CLI::App& root) {
  const CLI::App* app = &root;
  while (!app->get_subcommands().empty()) app = app->get_subcommands().back();
  return *app;
}

std::vector<std::string> commandNames(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(command->get_name());
  return names;
}

std::vector<std::string> optionNames(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* at = &app; at != nullptr; at = at->get_parent()) {
    for (const CLI::Option* option : at->get_options()) {
      for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    }
  }
  return names;
}

std::string didYouMean(const std::string& word, const std::vector<std::string>& names) {
  const std::string near = nearestName(word, names);
  return near.empty() ? std::string() : "did you mean \"" + near + "\"? ";
}

std::string seeHelp(const CLI::App& root, const CLI::App& app) {
  std::string path = app.get_name();
  for (const CLI::App* at = app.get_parent(); at != nullptr && at != &root; at = at->get_parent())
    path = at->get_name() + " " + path;
  return "see flotillactl " + (&app == &root ? std::string() : path + " ") + "--help";
}

}  // namespace

void refuseArgument(const Error& error) {
  throw CLI::ValidationError(error.message + (error.fix.empty() ? "" : "; " + error.fix));
}

CLI::Option* addDuration(CLI::App& app, const std::string& name, Duration& target, const std::string& help) {
  CLI::Option* option = addParsed(app, name, target, parseDuration, help + ", for example 30s, 10m, 2h or 7d");
  if (target != Duration::zero()) option->default_str(toText(target));
  return option->type_name("TIME");
}

Error usageError(const CLI::App& root, const CLI::ParseError& problem) {
  const CLI::App& app = deepest(root);
  const auto commands = commandNames(app);
  const auto left = root.remaining(true);
  const auto word = std::find_if(left.begin(), left.end(), [](const std::string& w) { return !w.starts_with('-'); });
  const auto option = std::find_if(left.begin(), left.end(), [](const std::string& w) { return w.starts_with("--"); });
  if (!commands.empty() && word != left.end()) {
    return invalid("usage", "\"" + *word + "\" is not a command of " + app.get_name(), {},
                   didYouMean(*word, commands) + seeHelp(root, app));
  }
  if (option != left.end()) {
    const std::string name = option->substr(0, option->find('='));
    return invalid("usage", name + " is not an option of " + app.get_name(), {},
                   didYouMean(name, optionNames(app)) + seeHelp(root, app));
  }
  return invalid("usage", problem.what(), {}, seeHelp(root, app));
}

}  // namespace flotilla::cli
