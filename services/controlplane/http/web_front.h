// What the HTTP front asks of the control plane for browsers, probes and Prometheus, and what it serves as the built
// app. Thread: calls on the HTTP thread, none may block; answers come once, from any thread. Lifetime: outlives the
// HTTP server.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/domain/result.h"

namespace flotilla::controlplane {

struct Credentials;

// One file of the built app, part of the program. `gzip` and `brotli` are the same content compressed, or empty.
struct WebFile {
  std::string_view path;  // "/index.html"
  std::string_view type;  // content type
  std::string_view identity;
  std::string_view gzip;
  std::string_view brotli;
  bool immutable = false;  // its name says what is in it
};
using WebFiles = std::span<const WebFile>;

class WebFront {
 public:
  virtual ~WebFront() = default;
  // Whether requests can be answered, or why not yet. From any thread.
  virtual Status readiness() const = 0;
  // Lines of Prometheus' text format about the fleet and the process, for whoever may see the whole fleet. Errors:
  // Unauthenticated, Denied.
  virtual void facts(Credentials credentials, std::function<void(Result<std::string>)> answered) = 0;
};

struct WebSite {
  WebFront& front;
  WebFiles files = {};                  // empty: this build has no app
  std::vector<std::string> hosts = {};  // names and addresses under which this server is reached; empty: any
};

}  // namespace flotilla::controlplane
