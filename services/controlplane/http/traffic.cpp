#include "services/controlplane/http/traffic.h"

#include <algorithm>

#include "services/controlplane/http/web_route.h"
#include "services/controlplane/rpc/method_form.h"

namespace flotilla::controlplane {
namespace {

std::string methodLabel(const std::string& method) {
  constexpr std::array<std::string_view, 6> kKnown{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};
  return std::find(kKnown.begin(), kKnown.end(), method) == kKnown.end() ? "other" : method;
}

std::string numberText(double value) {
  std::array<char, 32> text{};
  const int length = std::snprintf(text.data(), text.size(), "%g", value);
  return {text.data(), static_cast<std::size_t>(length)};
}

}  // namespace

void Traffic::count(const Served& served) {
  const std::string_view path = std::string_view(served.target).substr(0, served.target.find('?'));
  // The methods that a path takes do not matter here.
  std::string group = "other";
  for (const WebRoute& route : webRoutes()) {
    const bool prefix = route.path.ends_with('/') || route.path.ends_with('.');
    if (prefix ? path.starts_with(route.path) : path == route.path) {
      group = route.path;
      break;
    }
  }
  const auto method = MethodForm::find(path);
  ++requests_[{method ? "/" + method->name() : group, methodLabel(served.method), served.status}];
  if (method && method->streams()) return;  // lasts as long as somebody looks
  Latency& latency = latencies_[group];
  const double seconds = static_cast<double>(served.took.count()) / 1e6;
  for (std::size_t i = 0; i < kBounds.size(); ++i) latency.below[i] += seconds <= kBounds[i] ? 1 : 0;
  ++latency.count;
  latency.seconds += seconds;
}

std::string Traffic::text() const {
  std::string out =
      "# HELP flotilla_http_requests_total Answered requests.\n# TYPE flotilla_http_requests_total counter\n";
  for (const auto& [labels, count] : requests_) {
    const auto& [route, method, code] = labels;
    out += "flotilla_http_requests_total{route=\"" + route + "\",method=\"" + method + "\",code=\"" +
           std::to_string(code) + "\"} " + std::to_string(count) + "\n";
  }
  out +=
      "# HELP flotilla_http_request_duration_seconds From the end of a request's header to the end of its answer; "
      "without streams.\n# TYPE flotilla_http_request_duration_seconds histogram\n";
  for (const auto& [route, latency] : latencies_) {
    const std::string name = "flotilla_http_request_duration_seconds";
    const std::string label = "route=\"" + route + "\"";
    for (std::size_t i = 0; i < kBounds.size(); ++i)
      out += name + "_bucket{" + label + ",le=\"" + numberText(kBounds[i]) + "\"} " + std::to_string(latency.below[i]) +
             "\n";
    out += name + "_bucket{" + label + ",le=\"+Inf\"} " + std::to_string(latency.count) + "\n";
    out += name + "_sum{" + label + "} " + numberText(latency.seconds) + "\n";
    out += name + "_count{" + label + "} " + std::to_string(latency.count) + "\n";
  }
  return out;
}

}  // namespace flotilla::controlplane
