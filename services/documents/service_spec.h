// service.json of a service bundle: what is started, and how one knows that it works. The release tool refuses before
// signing what the node would refuse, because both read it here. Thread: values.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "models/domain/result.h"

namespace flotilla {

inline constexpr const char* kServiceFile = "service.json";
inline constexpr std::size_t kMaxServiceFileBytes = 64 << 10;

// One question to the service, on the loopback interface.
struct ServiceProbe {
  enum class Kind { Http, Tcp, Exec };
  Kind kind = Kind::Tcp;
  std::string path;                  // of http; 200 to 399 is a yes
  std::uint16_t port = 0;            // 0 = the one that the service got as PORT
  std::vector<std::string> command;  // of exec; exit code 0 is a yes
  std::chrono::milliseconds timeout{1'000};
  friend bool operator==(const ServiceProbe&, const ServiceProbe&) = default;
};

struct ServiceSpec {
  std::vector<std::string> command;        // the first is a file of the bundle, by its plain name
  std::map<std::string, std::string> env;  // besides PATH, PORT, HOME, TMPDIR, FLOTILLA_BUNDLE and FLOTILLA_WORKLOAD
  ServiceProbe readiness;
  std::chrono::seconds startDeadline{30};  // to become ready
  ServiceProbe liveness;
  std::uint32_t failures = 3;         // of liveness, one after the other: the service hangs and is started anew
  std::chrono::seconds stopGrace{3};  // from SIGTERM to SIGKILL
  friend bool operator==(const ServiceSpec&, const ServiceSpec&) = default;
};

// Errors: Invalid/"V19_<what>" as for every signed document (strict_json.h), naming the field.
Result<ServiceSpec> parseServiceSpec(std::string_view json);

}  // namespace flotilla
