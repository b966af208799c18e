// One request as the parts of the HTTP front see it: they know nothing of connections. A request is its head, then the
// pieces of its body; it is answered at once, after its body, or when somebody else has spoken. Thread: the HTTP
// thread, except where it says otherwise.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
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
  std::string_view contentEncoding = {};
  std::string_view acceptEncoding = {};
  std::string_view ifNoneMatch = {};
  std::string_view host = {};
  std::string_view cookie = {};
  std::string_view csrf = {};       // X-Flotilla-CSRF
  std::string_view origin = {};     // absent, "null", or where the page is from
  std::string_view fetchSite = {};  // Sec-Fetch-Site
  std::string_view userAgent = {};
  std::string_view connectVersion = {};             // Connect-Protocol-Version
  std::string_view connectTimeout = {};             // Connect-Timeout-Ms
  std::string_view connectEncoding = {};            // Connect-Content-Encoding
  std::optional<std::uint64_t> contentLength = {};  // nullopt: chunked or no body
  std::optional<NodeId> node = {};  // who the client certificate names; nullopt on the listener for people
  std::string_view peer = {};       // address without port
};

// Starts what takes time, on the HTTP thread. `respond` is called once, from any thread, also after the connection is
// gone. The reply is made on the HTTP thread, unless the connection is gone or a limit of time has passed.
using Respond = std::function<void(std::function<Reply()>)>;
struct Later {
  std::function<void(Respond respond)> start;
  std::chrono::milliseconds patience{0};       // 0: as HttpLimits has it
  std::function<Reply()> outOfTime = nullptr;  // what is told then; empty: that it takes too long
};

// An answer whose body is made while it is sent, a piece at a time. Thread: every call on the HTTP thread.
class PieceSource {
 public:
  struct Piece {
    std::string bytes;
    bool last = false;
  };
  virtual ~PieceSource() = default;
  // Once, before all others. `wake` is called from any thread, also after ended(): take() has something.
  virtual void start(std::function<void()> wake) = 0;
  virtual std::optional<Piece> take() = 0;
  virtual void sent() = 0;       // what was taken is on its way: make the next
  virtual void outOfTime() = 0;  // come to an end
  virtual void ended() = 0;      // once, after start(): all is sent, or the far end is gone
};
struct Streamed {
  Reply head;  // without a body
  std::shared_ptr<PieceSource> source;
  std::chrono::milliseconds life{0};  // until outOfTime(); 0: no limit
};
using Answer = std::variant<Reply, Later, Streamed>;

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
// Told of each answer once it is sent: how long it took from the end of the request's header.
struct Served {
  std::string method;
  std::string target;
  unsigned status = 0;
  std::chrono::microseconds took{0};
};
struct Desk {
  Router route;
  std::function<void(const Served&)> served;  // may be empty
};

}  // namespace flotilla::controlplane
