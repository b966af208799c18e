#include "services/agent/worker/frame_channel.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "services/runtime/bytes.h"

namespace flotilla::worker {
namespace {

using std::chrono::nanoseconds;

constexpr std::size_t kLengthBytes = sizeof(std::uint32_t);

Error systemError(const char* what) {
  return internalError("io_error", std::string(what) + ": " + std::strerror(errno));
}

timespec toTimespec(nanoseconds duration) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(duration);
  return {.tv_sec = seconds.count(), .tv_nsec = (duration - seconds).count()};
}

// Whether the descriptor became ready; an interrupted wait counts as a timeout, because the caller looks at the clock
// anyway.
Result<bool> waitFor(int descriptor, short events, std::optional<nanoseconds> timeout) {
  pollfd entry{.fd = descriptor, .events = events, .revents = 0};
  const timespec limit = toTimespec(std::max(timeout.value_or(nanoseconds(0)), nanoseconds(0)));
  const int ready = ::ppoll(&entry, 1, timeout ? &limit : nullptr, nullptr);
  if (ready < 0 && errno != EINTR) return systemError("waiting for the agent");
  return ready > 0;
}

bool retryable(int error) {
  return error == EINTR || error == EAGAIN || error == EWOULDBLOCK;
}

}  // namespace

Result<std::optional<Frame>> FrameChannel::takeFrame() {
  if (received_.size() < kLengthBytes) return std::optional<Frame>{};
  const auto length = ByteReader(received_).number<std::uint32_t>();
  if (length == 0 || length > kMaxFrame)
    return invalid("bad_frame", "a frame of " + std::to_string(length) + " bytes was announced");
  if (received_.size() - kLengthBytes < length) return std::optional<Frame>{};
  FLOTILLA_TRY(Frame frame, decode(std::string_view(received_).substr(kLengthBytes, length)));
  received_.erase(0, kLengthBytes + length);
  return std::optional<Frame>(std::move(frame));
}

Result<FrameChannel::Input> FrameChannel::receive(std::optional<nanoseconds> timeout, Frame& frame) {
  while (true) {
    FLOTILLA_TRY(std::optional<Frame> complete, takeFrame());
    if (complete) {
      frame = std::move(*complete);
      return Input::Arrived;
    }
    FLOTILLA_TRY(const bool ready, waitFor(descriptor_, POLLIN, timeout));
    if (!ready) return Input::Timeout;

    std::array<char, 16384> chunk;
    const ssize_t count = ::recv(descriptor_, chunk.data(), chunk.size(), MSG_DONTWAIT);
    if (count == 0 || (count < 0 && errno == ECONNRESET)) return Input::Closed;
    if (count < 0 && !retryable(errno)) return systemError("reading from the agent");
    if (count > 0) received_.append(chunk.data(), static_cast<std::size_t>(count));
  }
}

Status FrameChannel::send(const Frame& frame) {
  ByteWriter out;
  out.text(encode(frame));
  if (out.bytes().size() > kLengthBytes + kMaxFrame)
    return internalError("frame_too_large", "a frame exceeds the limit");

  std::string_view rest = out.bytes();
  while (!rest.empty()) {
    const ssize_t count = ::send(descriptor_, rest.data(), rest.size(), MSG_NOSIGNAL);
    if (count >= 0) {
      rest.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno == EPIPE || errno == ECONNRESET) {
      return Error{ErrorCode::Unavailable, "peer_gone", "the agent has closed the channel"};
    } else if (!retryable(errno)) {
      return systemError("writing to the agent");
    } else {
      FLOTILLA_CHECK(waitFor(descriptor_, POLLOUT, std::nullopt));
    }
  }
  return okStatus();
}

}  // namespace flotilla::worker
