#include "services/controlplane/core/alerts/route_question.h"

#include <algorithm>

#include "services/controlplane/core/alerts/routing.h"

namespace flotilla::controlplane {

std::vector<std::string> receiversFor(const Alerting& alerting, const Labels& labels) {
  std::vector<std::string> out;
  const auto routes = RouteTree::compile(alerting.route);
  if (!routes) return out;
  for (const std::size_t index : routes->match(labels)) {
    const std::string& receiver = routes->at(index).receiver;
    if (std::find(out.begin(), out.end(), receiver) == out.end()) out.push_back(receiver);
  }
  return out;
}

}  // namespace flotilla::controlplane
