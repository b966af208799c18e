// What every answer says about how a browser has to treat it. Thread: any; pure. Private to this folder.
#pragma once

#include <span>
#include <string_view>
#include <utility>

#include "services/controlplane/http/reply.h"

namespace flotilla::controlplane {

using HeaderLine = std::pair<std::string_view, std::string_view>;

// Of every answer on the listener for people.
std::span<const HeaderLine> securityHeaders();

// Adds them; and what says nothing about being kept is not to be kept. Nodes, which are no browsers, are told nothing
// of it.
void completeHeaders(Reply& reply, bool forNodes);

}  // namespace flotilla::controlplane
