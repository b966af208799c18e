#include "tests/architecture/rules.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>
#include <set>

#include "tests/architecture/rule_table.h"
#include "tests/architecture/source_text.h"

namespace flotilla::architecture {
namespace {

constexpr std::string_view kTests = "tests";

std::string parentOf(std::string_view path) {
  return std::string(path.substr(0, path.rfind('/')));
}

// Whether `path` is `pattern` or lies below it; see FolderRule about '*'.
bool isIn(std::string_view path, std::string_view pattern) {
  if (pattern.ends_with("/*")) {
    const auto stem = pattern.substr(0, pattern.size() - 1);
    return path.starts_with(stem) && path.find('/', stem.size()) != std::string_view::npos;
  }
  return path == pattern || (path.starts_with(pattern) && path.substr(pattern.size()).starts_with('/'));
}

template <typename Folders>
bool isInAny(std::string_view path, const Folders& folders) {
  return std::ranges::any_of(folders, [path](std::string_view folder) { return isIn(path, folder); });
}

// The rule whose folder names `path` most precisely.
template <typename Rule>
const Rule* ruleOf(std::string_view path, const std::vector<Rule>& rules) {
  const Rule* best = nullptr;
  for (const auto& rule : rules) {
    const bool wild = rule.folder.ends_with('*');
    const bool better = best == nullptr || (best->folder.ends_with('*') && !wild);
    if (isIn(path, rule.folder) && better) best = &rule;
  }
  return best;
}

// The folder of `path` that its rule speaks of: plugins/runtime-onnx for plugins/*.
std::string unitOf(std::string_view path, const FolderRule& rule) {
  if (!rule.folder.ends_with('*')) return std::string(rule.folder);
  return std::string(path.substr(0, path.find('/', rule.folder.size() - 1)));
}

bool isTest(std::string_view path) {
  return isIn(path, kTests) || path.ends_with(".test.ts") || path.ends_with(".spec.ts");
}

bool isOurs(std::string_view include) {
  return isInAny(include, topLevelFolders());
}

// A header of the C++ library has neither a folder nor an extension, and no capital letter.
bool isStandard(std::string_view include) {
  return std::ranges::all_of(include, [](unsigned char c) { return std::islower(c) || std::isdigit(c) || c == '_'; });
}

std::string quoted(std::string_view text) {
  return "\"" + std::string(text) + "\"";
}

void checkOurs(const SourceFile& file, const Include& include, std::vector<Finding>& findings) {
  if (include.angled)
    findings.push_back({file.path, include.line, "our own header " + include.path + " goes in quotes"});
  if (isIn(file.path, kTests)) return;
  const auto* rule = ruleOf(file.path, folderRules());
  if (rule == nullptr || isIn(include.path, unitOf(file.path, *rule)) || isInAny(include.path, rule->mayInclude))
    return;
  const bool hidden = isInAny(include.path, rule->inCppOnly);
  if (hidden && file.path.ends_with(".cpp")) return;
  findings.push_back({file.path, include.line,
                      std::string(rule->folder) + " may not include " + quoted(include.path) +
                          (hidden ? " in a header, only in a .cpp" : "")});
}

const ThirdPartyRule* libraryOf(std::string_view include) {
  for (const auto& rule : thirdPartyRules()) {
    const auto names = [include](std::string_view prefix) { return include.starts_with(prefix); };
    if (std::ranges::any_of(rule.headers, names)) return &rule;
  }
  return nullptr;
}

bool isPlugin(std::string_view path) {
  return path.starts_with("plugins/") && !isIn(path, "plugins/api");
}

void checkThirdParty(const SourceFile& file, const Include& include, std::vector<Finding>& findings) {
  if (isStandard(include.path) || isIn(file.path, kTests)) return;
  const auto* rule = libraryOf(include.path);
  // A plugin may use whatever it is about, but not a library that another plugin is about.
  const auto ownedByPlugin = [](std::string_view folder) { return isPlugin(folder); };
  if (isPlugin(file.path) && (rule == nullptr || std::ranges::none_of(rule->folders, ownedByPlugin))) return;
  if (rule == nullptr) {
    findings.push_back({file.path, include.line, "<" + include.path + "> is of no library that the table knows"});
    return;
  }
  if (isInAny(file.path, rule->folders)) return;
  const bool hidden = isInAny(file.path, rule->inCppOnly);
  if (hidden && file.path.ends_with(".cpp")) return;
  findings.push_back({file.path, include.line,
                      std::string(rule->library) + " <" + include.path + "> may not appear here" +
                          (hidden ? " in a header, only in a .cpp" : "")});
}

void checkInclude(const SourceFile& file, const Include& include, std::vector<Finding>& findings) {
  if (include.path.find("./") != std::string::npos) {
    findings.push_back({file.path, include.line, "relative include " + quoted(include.path)});
  } else if (isOurs(include.path)) {
    checkOurs(file, include, findings);
  } else if (include.angled) {
    checkThirdParty(file, include, findings);
  } else if (!include.path.ends_with(".moc")) {
    findings.push_back(
        {file.path, include.line, quoted(include.path) + " does not start at the root of the repository"});
  }
}

void checkLength(const SourceFile& file, std::vector<Finding>& findings) {
  const int lines = countLines(file.text);
  for (const auto& rule : lengthRules()) {
    const int limit = isTest(file.path) ? 2 * rule.lines : rule.lines;
    if (file.path.ends_with(rule.extension) && lines > limit) {
      findings.push_back(
          {file.path, 0, "has " + std::to_string(lines) + " lines, at most " + std::to_string(limit) + " are allowed"});
    }
  }
}

void checkFunctions(const SourceFile& file, std::string_view code, std::vector<Finding>& findings) {
  const int limit = isTest(file.path) ? 2 * kLongestFunctionLines : kLongestFunctionLines;
  for (const auto& function : findFunctions(code)) {
    if (function.lineCount <= limit) continue;
    findings.push_back({file.path, function.firstLine,
                        "the function has " + std::to_string(function.lineCount) + " lines, at most " +
                            std::to_string(limit) + " are allowed: " + function.head});
  }
}

// The module of a QML import, if this line is one.
std::optional<std::string> importOf(std::string_view line) {
  const auto start = line.find_first_not_of(" \t");
  if (start == std::string_view::npos || !line.substr(start).starts_with("import ")) return std::nullopt;
  const auto name = line.find_first_not_of(" \t", start + 6);
  if (name == std::string_view::npos) return std::nullopt;
  return std::string(line.substr(name, line.find_first_of(" \t\r;", name) - name));
}

void checkImport(const SourceFile& file, int line, const std::string& module, std::vector<Finding>& findings) {
  if (module.starts_with('"')) {
    if (module.find("./") != std::string::npos) findings.push_back({file.path, line, "relative import " + module});
    return;
  }
  const auto* rule = ruleOf(file.path, qmlRules());
  if (rule == nullptr || isTest(file.path)) return;
  const auto allows = [&module](std::string_view allowed) {
    return module == allowed || (module.starts_with(allowed) && module[allowed.size()] == '.');
  };
  if (std::ranges::any_of(rule->imports, allows)) return;
  findings.push_back({file.path, line, std::string(rule->folder) + " may not import " + module});
}

template <typename OnLine>
void forEachLine(std::string_view text, OnLine onLine) {
  int number = 1;
  for (std::size_t at = 0; at < text.size(); ++number) {
    const auto end = std::min(text.find('\n', at), text.size());
    onLine(number, text.substr(at, end - at));
    at = end + 1;
  }
}

// The target of a folder, as packaging/cmake/FlotillaTargets.cmake names it. A header stands for its folder.
std::string targetOf(std::string_view folder) {
  std::string name = folder.ends_with(".h") ? parentOf(folder) : std::string(folder);
  for (const std::string_view prefix : {"models/", "services/"}) {
    if (name.starts_with(prefix)) name.erase(0, prefix.size());
  }
  std::ranges::replace(name, '/', '_');
  return name;
}

bool mayLink(const FolderRule& rule, std::string_view unit, std::string_view target) {
  const auto covers = [target](std::string_view folder) {
    const auto name = targetOf(folder);
    return target == name || target.starts_with(name + "_");
  };
  return covers(unit) || std::ranges::any_of(rule.mayInclude, covers) || std::ranges::any_of(rule.inCppOnly, covers);
}

using Edges = std::map<std::string, std::map<std::string, Finding>>;  // from -> to -> one include that makes the edge

// The own folder of a core holds its ports and puts its capabilities together, that of a program its commands or
// adapters; so only the parts are told apart.
bool isWholeOf(std::string_view whole, std::string_view part) {
  const bool program = whole.starts_with("app/") && std::ranges::count(whole, '/') == 1;
  return (program || whole.ends_with("/core")) && isIn(part, whole);
}

Edges includeEdges(const std::vector<SourceFile>& files) {
  Edges edges;
  for (const auto& file : files) {
    if (isIn(file.path, kTests)) continue;
    const auto from = parentOf(file.path);
    for (const auto& include : readSource(file.text).includes) {
      const auto to = parentOf(include.path);
      if (!isOurs(include.path) || from == to || isWholeOf(from, to) || isWholeOf(to, from)) continue;
      edges[from].try_emplace(to, Finding{file.path, include.line, ""});
    }
  }
  return edges;
}

std::set<std::string> reachableFrom(const std::string& start, const Edges& edges) {
  std::set<std::string> reached;
  std::vector<std::string> open{start};
  while (!open.empty()) {
    const auto at = edges.find(open.back());
    open.pop_back();
    if (at == edges.end()) continue;
    for (const auto& [to, where] : at->second) {
      if (reached.insert(to).second) open.push_back(to);
    }
  }
  return reached;
}

}  // namespace

std::string describe(const Finding& finding) {
  return finding.path + ":" + std::to_string(finding.line) + ": " + finding.rule;
}

std::vector<Finding> checkCpp(const SourceFile& file) {
  std::vector<Finding> findings;
  const auto source = readSource(file.text);
  if (file.path.ends_with(".h") && !source.hasPragmaOnce) findings.push_back({file.path, 1, "has no #pragma once"});
  if (!isIn(file.path, kTests) && ruleOf(file.path, folderRules()) == nullptr) {
    findings.push_back({file.path, 0, "lies in a folder that the table does not know"});
  }
  for (const auto& include : source.includes) checkInclude(file, include, findings);
  checkLength(file, findings);
  checkFunctions(file, source.code, findings);
  return findings;
}

std::vector<Finding> checkUi(const SourceFile& file) {
  std::vector<Finding> findings;
  checkLength(file, findings);
  if (!file.path.ends_with(".qml")) return findings;
  forEachLine(file.text, [&](int number, std::string_view line) {
    if (const auto module = importOf(line)) checkImport(file, number, *module, findings);
  });
  return findings;
}

std::vector<Finding> checkCMake(const SourceFile& file) {
  std::vector<Finding> findings;
  const auto* rule = ruleOf(file.path, folderRules());
  if (rule == nullptr) return findings;
  constexpr std::string_view kNamespace = "flotilla::";
  forEachLine(file.text, [&](int number, std::string_view line) {
    line = line.substr(0, line.find('#'));
    for (auto at = line.find(kNamespace); at != std::string_view::npos; at = line.find(kNamespace, at + 1)) {
      const auto name = line.substr(at + kNamespace.size());
      const auto target = name.substr(0, name.find_first_of(" \t\r)>;\""));
      if (mayLink(*rule, unitOf(file.path, *rule), target)) continue;
      findings.push_back(
          {file.path, number, std::string(rule->folder) + " may not link flotilla::" + std::string(target)});
    }
  });
  return findings;
}

std::vector<Finding> checkTopLevel(const std::vector<std::string>& folders) {
  std::vector<Finding> findings;
  for (const auto& folder : folders) {
    const bool known = folder.starts_with('.') || folder == "build" || isInAny(folder, topLevelFolders());
    if (!known) findings.push_back({folder, 0, "is a top-level folder that the architecture does not have"});
  }
  return findings;
}

std::vector<Finding> checkCycles(const std::vector<SourceFile>& files) {
  std::vector<Finding> findings;
  const auto edges = includeEdges(files);
  for (const auto& [from, targets] : edges) {
    for (const auto& [to, where] : targets) {
      if (!reachableFrom(to, edges).contains(from)) continue;
      findings.push_back({where.path, where.line, "include cycle between folders " + from + " and " + to});
    }
  }
  return findings;
}

}  // namespace flotilla::architecture
