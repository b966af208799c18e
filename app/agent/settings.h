// The configuration of flotilla-agent, and what enrolment wrote down about the server. Thread: any; constant.
#pragma once

#include <vector>

#include "services/documents/config.h"

namespace flotilla::agent {

std::vector<ConfigKey> settings();
// <data>/identity/server.yaml
std::vector<ConfigKey> serverKeys();

}  // namespace flotilla::agent
