// `flotilla-agent enrol`: makes this machine a node. Thread: main.
#pragma once

#include <string>

#include "services/runtime/files.h"

namespace flotilla::agent {

struct EnrolOptions {
  Path data;
  std::string server;  // host:port of enrolment
  Path tokenFile;      // "-" = standard input; never an argument, because arguments are visible to everybody
  Path root;           // root.json; installed as <data>/trust/root.json
};

// The node's name. Running it again with the same token finishes what was interrupted.
Result<std::string> runEnrol(const EnrolOptions& options);

}  // namespace flotilla::agent
