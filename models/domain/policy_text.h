// The sentences that several rules of a policy have in common. Thread: pure functions.
#pragma once

#include <string>
#include <vector>

#include "models/domain/policy.h"

namespace flotilla {

// "rule 'eu-data-stays': "
std::string ruleText(const PolicyRule& rule);
// "eu-west, eu-north", and how many more there are if it becomes long.
std::string listText(const std::vector<std::string>& names);
template <class Name>
std::string listText(const std::vector<Name>& ids) {
  std::vector<std::string> names;
  for (const Name& id : ids) names.push_back(id.value);
  return listText(names);
}
// "2026-12-18 00:00 UTC"
std::string momentText(TimePoint at);
// "mon, tue from 22:00 to 04:00 (Europe/Berlin)"
std::string windowText(const TimeWindow& window);
// "an approver", "a viewer"
std::string roleText(Role role);
// The selector of the nodes on which the rule allows to run: hardware:(x86_64|aarch64); empty for other demands.
std::string allowedSelector(const PolicyRule& rule);

}  // namespace flotilla
