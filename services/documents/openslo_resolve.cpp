// References of a file of OpenSLO.
#include "models/domain/nearest_name.h"
#include "models/domain/utf8.h"
#include "services/documents/openslo_parts.h"
#include "services/documents/text_checks.h"

namespace flotilla::openslo {
namespace {

// The things of one kind that a reference can mean.
template <class T>
class Named {
 public:
  Named(Kind kind, std::vector<T>& things, Findings& findings) : kind_(kind), things_(things), findings_(findings) {
    for (std::size_t i = 0; i < things.size(); ++i) {
      if (things[i].inlined || things[i].metadata.name.empty()) continue;
      names_.push_back(things[i].metadata.name);
      if (const auto [at, isNew] = index_.emplace(things[i].metadata.name, i); !isNew)
        findings.error(below(things[i].where, "metadata.name"), "duplicate_name",
                       "there is an " + std::string(toText(kind)) + " of this name in line " +
                           std::to_string(things[at->second].where.line),
                       "names are unique among all of a kind");
    }
  }

  void find(Use& use) {
    if (!use.name.empty()) {
      const auto found = index_.find(use.name);
      if (found != index_.end()) use.index = found->second;
      if (found == index_.end() && !findings_.full()) noteMissing(use);
    }
    if (use.index) things_[*use.index].used = true;
  }

  void noteUnused() const {
    for (const T& thing : things_)
      if (!thing.used && !thing.inlined)
        findings_.warn(thing.where, "unused", "nothing in this file refers to it", "remove it, or refer to it");
  }

 private:
  // A service is only a name to an objective, so its document may be elsewhere.
  void noteMissing(const Use& use) {
    const std::string message =
        "there is no " + std::string(toText(kind_)) + " \"" + excerpt(use.name) + "\" in this file";
    const std::string fix = didYouMean(excerpt(use.name, 64), names_, "write the document, or the name of one");
    if (kind_ == Kind::Service)
      findings_.warn(use.where, "unknown_reference", message, fix);
    else
      findings_.error(use.where, "unknown_reference", message, fix);
  }

  Kind kind_;
  std::vector<T>& things_;
  Findings& findings_;
  std::map<std::string, std::size_t> index_;
  std::vector<std::string> names_;
};

void findSource(std::optional<MetricSource>& source, Named<DataSource>& dataSources, const File& file) {
  if (!source || !source->dataSource) return;
  dataSources.find(*source->dataSource);
  if (source->type.empty() && source->dataSource->index)
    source->type = file.dataSources[*source->dataSource->index].type;
}

}  // namespace

void resolve(File& file, Findings& findings) {
  Named services(Kind::Service, file.services, findings);
  Named dataSources(Kind::DataSource, file.dataSources, findings);
  Named targets(Kind::AlertNotificationTarget, file.targets, findings);
  Named slis(Kind::Sli, file.slis, findings);
  Named slos(Kind::Slo, file.slos, findings);
  Named conditions(Kind::AlertCondition, file.conditions, findings);
  Named policies(Kind::AlertPolicy, file.policies, findings);
  for (Sli& sli : file.slis) {
    findSource(sli.counted, dataSources, file);
    findSource(sli.total, dataSources, file);
  }
  for (Policy& policy : file.policies) {
    for (Use& use : policy.conditions) conditions.find(use);
    for (Use& use : policy.targets) targets.find(use);
  }
  for (Slo& slo : file.slos) {
    if (slo.service) services.find(*slo.service);
    if (slo.indicator) slis.find(*slo.indicator);
    for (SloObjective& objective : slo.objectives)
      if (objective.indicator) slis.find(*objective.indicator);
    for (Use& use : slo.policies) policies.find(use);
  }
  services.noteUnused();
  dataSources.noteUnused();
  targets.noteUnused();
  slis.noteUnused();
  conditions.noteUnused();
  policies.noteUnused();
}

}  // namespace flotilla::openslo
