// Whom an alert would reach. Pure but for the zones of the machine. Thread: any.
#pragma once

#include <string>
#include <vector>

#include "models/domain/alerting.h"

namespace flotilla::controlplane {

// The receivers of its routes in the order of the tree, each once; without who is on call and whatever holds it back.
// Nothing if the alerting cannot be compiled.
std::vector<std::string> receiversFor(const Alerting& alerting, const Labels& labels);

}  // namespace flotilla::controlplane
