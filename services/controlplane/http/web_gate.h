// What a request must show before anything is done for it on the listener for people: that it is meant for this server,
// and that a page of ours made it where a browser's cookie would speak for it. Thread: any; pure. Private to this
// folder.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/controlplane/http/exchange.h"
#include "services/controlplane/http/web_route.h"

namespace flotilla::controlplane {

inline constexpr std::string_view kSessionCookie = "__Host-flt";

// The session's text in a Cookie header; empty if there is none, or more than one.
std::string_view sessionOf(std::string_view cookie);

// Whether the Host header names one of `hosts`, whatever the port. No hosts: any does.
bool isOurHost(std::string_view host, const std::vector<std::string>& hosts);

// The refusal by the route's class (403), or nothing.
std::optional<Reply> checkOrigin(const RequestHead& head, const WebRoute& route);

// "Bearer ..." as the dispatcher wants it: what the request says, or what its cookie stands for; empty for neither.
std::string authorizationOf(const RequestHead& head);

}  // namespace flotilla::controlplane
