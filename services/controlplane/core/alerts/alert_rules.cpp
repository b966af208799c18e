#include "services/controlplane/core/alerts/alert_rules.h"

#include <algorithm>
#include <set>

#include "models/domain/nearest_name.h"
#include "services/controlplane/core/alerts/rotation.h"

namespace flotilla::controlplane {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMaxReceivers = 500;

template <class Thing>
const Thing* findNamed(const std::vector<Thing>& all, const std::string& name) {
  const auto at = std::find_if(all.begin(), all.end(), [&](const Thing& thing) { return thing.name == name; });
  return at == all.end() ? nullptr : &*at;
}

template <class Thing>
std::vector<std::string> declaredNames(const std::vector<Thing>& all) {
  std::vector<std::string> out;
  for (const Thing& thing : all) out.push_back(thing.name);
  return out;
}

template <class Thing>
Status checkNames(const std::vector<Thing>& all, const std::string& field) {
  if (all.size() > kMaxReceivers)
    return invalid("too_many", "there are more than " + std::to_string(kMaxReceivers) + " of them", field,
                   "leave some out");
  std::set<std::string> names;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::string place = field + "[" + std::to_string(i) + "].name";
    if (all[i].name.empty()) return invalid("no_name", "it has no name", place, "name it");
    if (!names.insert(all[i].name).second)
      return invalid("same_name", "two are named \"" + all[i].name + "\"", place, "rename one");
  }
  return okStatus();
}

// That a name is one of those that are declared.
template <class Thing>
Status checkKnown(const std::string& name, const std::vector<Thing>& all, const char* what, const std::string& field) {
  if (findNamed(all, name) != nullptr) return okStatus();
  const std::string near = nearestName(name, declaredNames(all));
  return invalid(std::string("unknown_") + what, "no " + std::string(what) + " is named \"" + name + "\"", field,
                 near.empty() ? "declare it, or name one that is declared" : "did you mean \"" + near + "\"?");
}

Status checkRoute(const Route& route, const Alerting& alerting) {
  FLOTILLA_CHECK(checkKnown(route.receiver, alerting.receivers, "receiver", route.field + ".receiver"));
  for (std::size_t i = 0; i < route.muteIn.size(); ++i)
    FLOTILLA_CHECK(
        checkKnown(route.muteIn[i], alerting.windows, "window", route.field + ".muteIn[" + std::to_string(i) + "]"));
  for (std::size_t i = 0; i < route.escalation.size(); ++i)
    FLOTILLA_CHECK(checkKnown(route.escalation[i].receiver, alerting.receivers, "receiver",
                              route.field + ".escalation[" + std::to_string(i) + "].receiver"));
  return okStatus();
}

Status checkPeople(const Alerting& alerting) {
  FLOTILLA_CHECK(checkNames(alerting.receivers, "receivers"));
  FLOTILLA_CHECK(checkNames(alerting.rotations, "rotations"));
  for (std::size_t i = 0; i < alerting.rotations.size(); ++i)
    FLOTILLA_CHECK(checkRotation(alerting.rotations[i], "rotations[" + std::to_string(i) + "]"));
  for (std::size_t i = 0; i < alerting.receivers.size(); ++i)
    if (!alerting.receivers[i].rotation.empty())
      FLOTILLA_CHECK(checkKnown(alerting.receivers[i].rotation, alerting.rotations, "rotation",
                                "receivers[" + std::to_string(i) + "].rotation"));
  return okStatus();
}

std::vector<InhibitRule> withBuiltIn(std::vector<InhibitRule> rules) {
  for (InhibitRule& rule : builtInAlerting().inhibitions)
    if (findNamed(rules, rule.name) == nullptr) rules.push_back(std::move(rule));
  return rules;
}

}  // namespace

const Receiver* AlertRules::receiver(const std::string& name) const {
  return findNamed(declared.receivers, name);
}

const Rotation* AlertRules::rotation(const std::string& name) const {
  return findNamed(declared.rotations, name);
}

Result<AlertRules> compileAlerting(const Alerting& alerting) {
  FLOTILLA_CHECK(checkPeople(alerting));
  AlertRules out{alerting, {}, {}, {}};
  FLOTILLA_TRY(out.windows, Windows::compile(alerting.windows));
  FLOTILLA_TRY(out.inhibitions, Inhibitions::compile(withBuiltIn(alerting.inhibitions)));
  FLOTILLA_TRY(out.routes, RouteTree::compile(alerting.route));
  for (std::size_t i = 0; i < out.routes.size(); ++i) FLOTILLA_CHECK(checkRoute(out.routes.at(i), alerting));
  if (alerting.resolveAfter < 1s || alerting.resolveAfter > 24h)
    return invalid("bad_interval", "an alert that is not said again resolves after 1 s to 24 h", "resolveAfter",
                   "write for example 5m");
  if (alerting.holdResolved < Duration{} || alerting.holdResolved > 24h)
    return invalid("bad_interval", "what has resolved is held for at most 24 h", "holdResolved",
                   "write for example 10m");
  return out;
}

}  // namespace flotilla::controlplane
