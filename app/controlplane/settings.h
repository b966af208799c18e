// The configuration of flotillad: keys, defaults, one line of help each. Thread: any; constant.
#pragma once

#include <vector>

#include "services/documents/config.h"

namespace flotilla::controlplane {

std::vector<ConfigKey> settings();

// What the types of the keys cannot say: ports, levels, names. Errors are Invalid with the key as field.
Status checkSettings(const Config& config);

}  // namespace flotilla::controlplane
