// The configuration of flotilla-agent, and what enrolment wrote down about the server. Thread: any.
#pragma once

#include <string>
#include <vector>

#include "models/domain/saturation.h"
#include "services/documents/config.h"

namespace flotilla::agent {

std::vector<ConfigKey> settings();
// What the types of the keys cannot say: ranges, levels, the folder of plugins. Errors are Invalid with the key as
// field.
Status checkSettings(const Config& config);
// The setting that says from which percentage on a resource is used too much.
std::string thresholdKey(Resource resource);
// <data>/identity/server.yaml
std::vector<ConfigKey> serverKeys();

}  // namespace flotilla::agent
