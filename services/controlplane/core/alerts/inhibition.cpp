#include "services/controlplane/core/alerts/inhibition.h"

#include <set>

namespace flotilla::controlplane {

Result<Inhibitions> Inhibitions::compile(const std::vector<InhibitRule>& rules) {
  if (rules.size() > kMaxInhibitions)
    return invalid("too_many", "there are more than " + std::to_string(kMaxInhibitions) + " inhibitions", "inhibitions",
                   "leave some out");
  Inhibitions out;
  std::set<std::string> names;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const InhibitRule& rule = rules[i];
    const std::string field = "inhibitions[" + std::to_string(i) + "]";
    if (!names.insert(rule.name).second)
      return invalid("same_name", "two inhibitions are named \"" + rule.name + "\"", field + ".name", "rename one");
    if (rule.source.empty() || rule.target.empty())
      return invalid("no_matchers", "an inhibition says which alerts hold back and which are held back",
                     field + (rule.source.empty() ? ".source" : ".target"), "write at least one matcher");
    One one{rule.name, {}, {}, rule.equal, rule.lasts};
    FLOTILLA_TRY(one.source, Matchers::compile(rule.source, field + ".source"));
    FLOTILLA_TRY(one.target, Matchers::compile(rule.target, field + ".target"));
    for (const std::string& name : rule.equal)
      if (name.empty() || name.size() > kMaxLabelName || rule.equal.size() > kMaxMatchers)
        return invalid("bad_label", "`equal` lists at most " + std::to_string(kMaxMatchers) + " names of labels",
                       field + ".equal", "name labels such as region");
    out.rules_.push_back(std::move(one));
  }
  return out;
}

std::vector<InhibitPart> Inhibitions::partsOf(const Labels& labels) const {
  std::vector<InhibitPart> out;
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    InhibitPart part{i, rules_[i].source.match(labels), rules_[i].target.match(labels), {}};
    if (!part.isSource && !part.isTarget) continue;
    for (const std::string& name : rules_[i].equal) part.equal += valueOf(labels, name) + '\xff';
    out.push_back(std::move(part));
  }
  return out;
}

void FiringSources::add(std::size_t index, const std::vector<InhibitPart>& parts) {
  for (const InhibitPart& part : parts) {
    if (!part.isSource) continue;
    const auto [at, isNew] = byRule_[part.rule].try_emplace(part.equal);
    if (isNew) at->second.any = index;
    if (part.isTarget || at->second.hasOnlySource) continue;
    at->second.hasOnlySource = true;
    at->second.onlySource = index;
  }
}

std::vector<FiringSources::Held> FiringSources::holding(std::size_t index,
                                                        const std::vector<InhibitPart>& parts) const {
  std::vector<Held> out;
  for (const InhibitPart& part : parts) {
    if (!part.isTarget) continue;
    const auto at = byRule_[part.rule].find(part.equal);
    if (at == byRule_[part.rule].end()) continue;
    const Sources& found = at->second;
    if (part.isSource && !found.hasOnlySource) continue;
    const std::size_t by = part.isSource ? found.onlySource : found.any;
    if (by != index) out.push_back({by, part.rule});
  }
  return out;
}

}  // namespace flotilla::controlplane
