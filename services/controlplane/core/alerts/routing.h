// From an alert's labels to the routes that it takes and the groups that it belongs to. Pure. Thread: any; a tree does
// not change.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "models/domain/alerting.h"
#include "services/controlplane/core/alerts/matching.h"

namespace flotilla::controlplane {

inline constexpr std::size_t kMaxRoutes = 1000;
inline constexpr std::size_t kMaxRouteDepth = 16;

// A route with all that it inherits.
struct Route {
  std::string path = {};   // of matchers, from the root: {}/{severity="page"}; unique in the tree
  std::string field = {};  // where it is declared: route.routes[0]
  std::string receiver = {};
  std::vector<std::string> groupBy = {};
  bool byAll = false;  // every label
  Duration groupWait{};
  Duration groupInterval{};
  Duration repeatInterval{};  // a multiple of groupInterval
  std::vector<std::string> muteIn = {};
  std::vector<EscalationStep> escalation = {};
};

class RouteTree {
 public:
  // Errors name the field: no_receiver, bad_interval, too_many, too_deep, root_matchers, bad_label, bad_escalation, and
  // those of Matchers.
  static Result<RouteTree> compile(const AlertRoute& root);

  // Indexes of routes, in the order of the tree; at least the root.
  std::vector<std::size_t> match(const Labels& labels) const;
  const Route& at(std::size_t index) const { return nodes_[index].route; }
  std::size_t size() const { return nodes_.size(); }

 private:
  struct Node {
    Route route;
    Matchers matchers;
    bool goesOn = false;
    std::vector<std::size_t> children;
  };
  friend class RouteCompiler;
  bool collect(std::size_t index, const Labels& labels, std::vector<std::size_t>& out) const;

  std::vector<Node> nodes_;
};

// The labels that a group of this route shares; a label that the alert has not is not there.
Labels groupLabelsOf(const Route& route, const Labels& labels);
// The route's path and those labels, so that no two groups have the same.
std::string groupKeyOf(const Route& route, const Labels& groupLabels);

}  // namespace flotilla::controlplane
