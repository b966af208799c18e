#include "services/agent/worker/tracer.h"

#include <utility>

#include "services/runtime/bytes.h"

namespace flotilla::worker {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";  // Crockford's base 32
constexpr int kTimeCharacters = 10;
constexpr std::chrono::minutes kMinute{1};

// The finalizer of SplitMix64: every bit of the input moves every bit of the output.
std::uint64_t mixed(std::uint64_t x) {
  x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9;
  x = (x ^ x >> 27) * 0x94D049BB133111EB;
  return x ^ x >> 31;
}

std::uint64_t hashOf(std::string_view text) {
  std::uint64_t hash = 0xCBF29CE484222325;  // FNV-1a
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3;
  return mixed(hash);
}

Duration between(SteadyPoint from, SteadyPoint to) {
  return std::chrono::duration_cast<Duration>(to - from);
}

}  // namespace

std::string correlationId(TimePoint at, std::string_view seed, std::uint64_t count) {
  const auto ms =
      static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(at.time_since_epoch()).count());
  std::string id;
  for (int i = kTimeCharacters - 1; i >= 0; --i) id += kAlphabet[ms >> (5 * i) & 31];
  const std::uint64_t first = mixed(hashOf(seed) + count), second = mixed(first ^ ms);
  for (int i = 0; i < 8; ++i) id += kAlphabet[first >> (5 * i) & 31];
  for (int i = 0; i < 8; ++i) id += kAlphabet[second >> (5 * i) & 31];
  return id;
}

bool isSampled(std::string_view corr, double share) {
  constexpr double kRange = 18446744073709551616.0;  // 2^64
  return static_cast<double>(hashOf(corr)) < share * kRange;
}

void Tracer::begin(TimePoint at, SteadyPoint now) {
  corr_ = correlationId(at, seed_, ++count_);
  begin_ = now;
  parts_.clear();
  reason_.clear();
  message_.clear();
}

void Tracer::part(const char* name, SteadyPoint end) {
  if (parts_.size() + 1 < kMaxSpans) parts_.push_back({name, end});
}

void Tracer::failed(std::string reason, std::string message) {
  reason_ = reason.empty() ? "failed" : std::move(reason);
  message_ = std::move(message);
}

bool Tracer::hasRoom(Kind kind) {
  const SteadyPoint now = parts_.back().end;
  if (now - minute_ >= kMinute) {
    minute_ = now;
    told_ = {};
  }
  std::uint32_t& told = told_[static_cast<std::size_t>(kind)];
  if (told < rule_.perMinute) return ++told, true;
  ++leftOut_;
  return false;
}

std::optional<Traced> Tracer::end() {
  if (parts_.empty()) return std::nullopt;
  const bool slow = between(begin_, parts_.back().end) >= rule_.slow;
  const bool sampled = isSampled(corr_, rule_.share);
  if (reason_.empty() && !slow && !sampled) return std::nullopt;
  const Kind kind = !reason_.empty() ? Kind::Failed : slow ? Kind::Slow : Kind::Sampled;
  return hasRoom(kind) ? std::optional(tell(kind)) : std::nullopt;
}

Traced Tracer::tell(Kind kind) {
  Traced out;
  out.corr = corr_;
  out.outcome = kind == Kind::Failed ? "failed" : kind == Kind::Slow ? "slow" : "ok";
  out.reason = reason_;
  out.message = message_;
  out.leftOut = std::exchange(leftOut_, 0);
  out.spans.push_back({"request", 0, Duration(0), between(begin_, parts_.back().end), reason_});
  SteadyPoint from = begin_;
  for (const Part& part : parts_) {
    out.spans.push_back({part.name, 1, between(begin_, from), between(from, part.end), {}});
    from = part.end;
  }
  out.spans.back().note = reason_;
  return out;
}

}  // namespace flotilla::worker
