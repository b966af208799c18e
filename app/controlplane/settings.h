// The configuration of flotillad: keys, defaults, one line of help each. Thread: any; constant.
#pragma once

#include <vector>

#include "services/documents/config.h"

namespace flotilla::controlplane {

std::vector<ConfigKey> settings();

}  // namespace flotilla::controlplane
