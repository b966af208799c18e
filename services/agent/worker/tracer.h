// What one request did and how long each part took, and which requests are worth telling: a share of all, chosen by
// their ids, and besides every one that failed or was slow, so many of each in a minute. What is too much is counted,
// and told with the next one. Thread: one; time is an argument.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "services/runtime/clock.h"
#include "services/telemetry/worker_frames.h"

namespace flotilla::worker {

// 26 characters like a ULID: the time in ms, then a hash of `seed` and `count`. The same for the same arguments.
std::string correlationId(TimePoint at, std::string_view seed, std::uint64_t count);
// Whether it is in the share, 0 to 1; the same everywhere for the same id.
bool isSampled(std::string_view corr, double share);

class Tracer {
 public:
  Tracer() = default;
  Tracer(TraceRule rule, std::string seed) : rule_(rule), seed_(std::move(seed)) {}

  // Another request; its id is made now.
  void begin(TimePoint at, SteadyPoint now);
  // The part that began with the one before it ended, or with the request.
  void part(const char* name, SteadyPoint end);
  // The part that ended last, and with it the request, failed.
  void failed(std::string reason, std::string message);
  // The request is over with its last part. Nothing if it is not told.
  std::optional<Traced> end();

 private:
  struct Part {
    const char* name;
    SteadyPoint end;
  };
  enum class Kind { Sampled, Slow, Failed };
  bool hasRoom(Kind kind);
  Traced tell(Kind kind);

  TraceRule rule_;
  std::string seed_;
  std::uint64_t count_ = 0;
  std::string corr_;
  SteadyPoint begin_{};
  std::vector<Part> parts_;
  std::string reason_;
  std::string message_;
  SteadyPoint minute_{};
  std::array<std::uint32_t, 3> told_{};
  std::uint32_t leftOut_ = 0;
};

}  // namespace flotilla::worker
