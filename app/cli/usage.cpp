#include "app/cli/usage.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/cli/arguments.h"
#include "app/cli/session.h"
#include "models/domain/nearest_name.h"
#include "services/documents/text_checks.h"

namespace flotilla::cli {
namespace {

// The subcommand that the arguments got to.
const CLI::App& deepest(const CLI::App& root) {
  const CLI::App* app = &root;
  while (!app->get_subcommands().empty()) app = app->get_subcommands().back();
  return *app;
}

std::string pathOf(const CLI::App& app) {
  const CLI::App* parent = app.get_parent();
  return (parent == nullptr ? "" : pathOf(*parent) + " ") + app.get_name();
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

// The first argument that nothing took, with or without a dash in front; empty if there is none.
std::string leftOver(const CLI::App& root, bool dash) {
  for (const std::string& word : root.remaining(true))
    if (word.starts_with('-') == dash) return word;
  return {};
}

// Part of a sentence of the parser, what we say instead, and whether what follows it stays.
struct Phrase {
  std::string_view theirs;
  std::string_view ours;
  bool keepsRest;
};
constexpr std::array<Phrase, 4> kPhrases{{{": At Most ", " is given more than once", false},
                                          {" is required", " is missing", false},
                                          {" excludes ", " cannot stand beside ", true},
                                          {" requires ", " needs ", true}}};

std::string inOurWords(const std::string& text) {
  if (text.starts_with("A subcommand")) return "a command is missing";
  if (text.ends_with(" missing")) return text.substr(0, text.find(':')) + ": its value is missing";
  for (const Phrase& phrase : kPhrases) {
    const auto at = text.find(phrase.theirs);
    if (at == std::string::npos) continue;
    const std::string rest = phrase.keepsRest ? text.substr(at + phrase.theirs.size()) : std::string();
    return text.substr(0, at) + std::string(phrase.ours) + rest;
  }
  return text;
}

// "" -> "see ...", "write X" -> "write X; see ..."
std::string withHelp(const std::string& fix, const CLI::App& app) {
  return fix + (fix.empty() ? "" : fix.ends_with('?') ? " " : "; ") + "see " + pathOf(app) + " --help";
}

Error unknownOption(const std::string& word, const CLI::App& app) {
  const std::string name = word.substr(0, word.find('='));
  const std::string fix = name == "--json" ? "write -o json" : didYouMean(name, optionNames(app), {});
  return invalid("usage", name + " is not an option of " + pathOf(app), {}, withHelp(fix, app));
}

Error prefixed(Error error) {
  if (!error.field.starts_with("--")) return error;
  if (!error.message.starts_with(error.field)) error.message = error.field + ": " + error.message;
  error.field.clear();
  return error;
}

using Alias = std::pair<std::string_view, std::string_view>;

// Names of the API that are not those of an option with '_' for '-'; a command has at most one option of each.
constexpr std::array<Alias, 17> kAliases{{{"regions", "region"},
                                          {"grants", "role"},
                                          {"labels", "label"},
                                          {"lifetime", "ttl"},
                                          {"page_size", "limit"},
                                          {"token", "token-file"},
                                          {"folder", "out"},
                                          {"release", "release-threshold"},
                                          {"root", "root-threshold"},
                                          {"hardware", "bundle"},
                                          {"envelope", "layout"},
                                          {"assignment", "assignment-key"},
                                          {"plan", "file"},
                                          {"plan_digest", "plan"},
                                          {"id", "silence"},
                                          {"ends_at", "until"},
                                          {"starts_at", "from"}}};

// What `app` calls the argument `name`: "--region", or "node"; empty if it has none.
std::string argumentOf(const CLI::App& app, std::string_view name) {
  if (name == "version" && app.get_parent() == nullptr) return {};  // it prints our own
  for (const CLI::Option* option : app.get_options())
    if (option->check_lname(std::string(name)) || option->check_name(std::string(name))) return option->get_name();
  return {};
}

std::string typedName(const CLI::App& app, std::string_view field) {
  std::string name(field);
  std::replace(name.begin(), name.end(), '_', '-');
  std::vector<std::string_view> candidates{name};
  for (const auto& [api, option] : kAliases)
    if (api == field) candidates.push_back(option);
  for (const std::string_view candidate : candidates)
    for (const CLI::App* at = &app; at != nullptr; at = at->get_parent())
      if (const std::string found = argumentOf(*at, candidate); !found.empty()) return found;
  return {};
}

// Of "grants.regions" the last part says most, of "envelope.version" the first.
std::string typedField(const CLI::App& app, std::string_view field) {
  for (const std::string_view part : {field, field.substr(field.rfind('.') + 1), field.substr(0, field.find('.'))})
    if (std::string name = part.empty() ? std::string() : typedName(app, part); !name.empty()) return name;
  return {};
}

}  // namespace

std::optional<Error> notUtf8(int argc, const char* const* argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view text = argv[i];
    if (isUtf8(text)) continue;
    const std::string_view before = argv[i - 1];
    const std::string_view own = text.substr(0, text.find('='));
    std::string name = "argument " + std::to_string(i);
    if (i > 1 && before.starts_with('-') && isUtf8(before)) name = before;
    if (text.starts_with("--") && own != text && isUtf8(own)) name = own;
    return invalid("not_utf8", name + ": is not valid UTF-8");
  }
  return std::nullopt;
}

bool asksForUnknownCommand(const CLI::App& root) {
  return !commandNames(deepest(root)).empty() && !leftOver(root, false).empty();
}

Error usageError(const CLI::App& root, const CLI::ParseError& problem) {
  const CLI::App& app = deepest(root);
  if (const auto* refused = dynamic_cast<const ArgumentRefused*>(&problem)) {
    Error error = refused->error;
    error.fix = withHelp(error.fix, app);
    return prefixed(std::move(error));
  }
  const std::string word = leftOver(root, false);
  const std::string option = leftOver(root, true);
  if (!word.empty() && !commandNames(app).empty()) {
    return invalid("usage", "\"" + word + "\" is not a command of " + pathOf(app), {},
                   withHelp(didYouMean(word, commandNames(app), {}), app));
  }
  if (option.starts_with("--")) return unknownOption(option, app);
  if (!option.empty() || !word.empty())
    return invalid("usage", "\"" + (option.empty() ? word : option) + "\" is not expected here", {}, withHelp({}, app));
  return invalid("usage", inOurWords(problem.what()), {}, withHelp({}, app));
}

Error aboutArgument(const CLI::App& root, Error error) {
  if (std::string name = typedField(deepest(root), error.field); !name.empty()) error.field = std::move(name);
  return prefixed(std::move(error));
}

int exitCodeOf(const CLI::App& root, const Error& error) {
  if (isSilence(error)) return 3;
  if (error.reason == kWaitTimeout) return 4;
  if (error.reason == kInterrupted) return 130;
  if (error.reason == kUnconfirmed) return 2;
  return error.code == ErrorCode::Invalid && !typedField(deepest(root), error.field).empty() ? 2 : 1;
}

}  // namespace flotilla::cli
