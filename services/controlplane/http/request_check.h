// What a request's header must look like before anything of it is acted on: everything that two parties could read
// differently is refused (request smuggling), and so is what is too long. Thread: any; pure. Private to this folder.
#pragma once

#include <utility>  // before Asio: Boost 1.74 uses std::exchange without it

#include <boost/beast/http/fields.hpp>
#include <boost/beast/http/message.hpp>
#include <cstddef>
#include <optional>

#include "services/controlplane/http/reply.h"

namespace flotilla::controlplane {

inline constexpr std::size_t kMaxHeaderBytes = 16 * 1024;

// The refusal, or nothing if the header is fine. Where a refused request ends is not known.
std::optional<Reply> checkHeader(const boost::beast::http::request_header<>& header);
Reply tooLongReply();

}  // namespace flotilla::controlplane
