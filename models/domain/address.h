// Where a program listens, as people write it. Thread: pure function.
#pragma once

#include <string_view>

#include "models/domain/result.h"

namespace flotilla {

// Ok for HOST:PORT with a port from 1 to 65535; an address of IPv6 stands in brackets. What is looked up or opened
// later decides whether the host exists. Error: Invalid/"bad_address", about `field`.
Status checkAddress(std::string_view field, std::string_view text);

}  // namespace flotilla
