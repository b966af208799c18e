// Names and values that people give things; a missing label is the empty string everywhere. Thread: values.
#pragma once

#include <map>
#include <string>

namespace flotilla {

using Labels = std::map<std::string, std::string>;

}  // namespace flotilla
