// One request as the parts of the HTTP front see it: they know nothing of connections. A request is its head, then the
// pieces of its body; it is answered at once, after its body, or when somebody else has spoken. Thread: the HTTP
// thread, except where it says otherwise.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <variant>

#include "models/domain/ids.h"
#include "services/controlplane/http/reply.h"

namespace flotilla::controlplane {

struct RequestHead {
  std::string_view method;
  std::string_view target;
  // Values of the headers of that name, empty if absent.
  std::string_view authorization = {};
  std::string_view contentType = {};
  std::string_view range = {};
  std::string_view ifRange = {};
  std::string_view contentRange = {};
  std::optional<std::uint64_t> contentLength = {};  // nullopt: chunked or no body
  std::optional<NodeId> node = {};  // who the client certificate names; nullopt on the listener for people
};

// Starts what takes time, on the HTTP thread. `respond` is called once, from any thread, also after the connection is
// gone. The reply is made on the HTTP thread, unless the connection is gone or a limit of time has passed.
using Respond = std::function<void(std::function<Reply()>)>;
using Later = std::function<void(Respond respond)>;
using Answer = std::variant<Reply, Later>;

// Takes the body of one request. Dropped before finish(): the request was cut, and nothing of it stays.
class BodySink {
 public:
  virtual ~BodySink() = default;
  virtual Status write(std::string_view piece) = 0;
  virtual Answer finish() = 0;
  // What an error of write() is told as.
  virtual Reply refuse(const Error& error) { return errorReply(error); }
};

using Outcome = std::variant<Reply, std::unique_ptr<BodySink>, Later>;
using Router = std::function<Outcome(const RequestHead&)>;

}  // namespace flotilla::controlplane
