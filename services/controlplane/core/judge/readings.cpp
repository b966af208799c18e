#include "services/controlplane/core/judge/readings.h"

#include <optional>

#include "services/runtime/bytes.h"

namespace flotilla::controlplane {
namespace {

// Most counters of most looks are small: seven bits per byte, the low ones first.
void writeVarint(ByteWriter& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out.number(static_cast<std::uint8_t>(value | 0x80));
  out.number(static_cast<std::uint8_t>(value));
}

std::optional<std::uint64_t> readVarint(ByteReader& in) {
  std::uint64_t value = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    const auto byte = in.number<std::uint8_t>();
    if (!in.ok()) return std::nullopt;
    value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
    if ((byte & 0x80) == 0) return value;
  }
  return std::nullopt;
}

// A look without readings is never stored, so a count of nothing says that the number of the format follows.
constexpr std::uint64_t kFormat = 2;

// The fields in the order in which they are written; the same list reads and writes.
template <class R, class F>
void eachField(R& r, bool hasPast, F&& f) {
  f(r.place);
  f(r.canary);
  f(r.reporting);
  f(r.stratum);
  f(r.requests);
  f(r.bad);
  f(r.slow);
  f(r.over);
  f(r.restarts);
  f(r.memoryMb);
  if (!hasPast) return;
  f(r.pastRequests);
  f(r.pastBad);
  f(r.pastSlow);
}

}  // namespace

std::string encodeReadings(const std::vector<Reading>& readings) {
  ByteWriter out;
  writeVarint(out, 0);
  writeVarint(out, kFormat);
  writeVarint(out, readings.size());
  for (const Reading& reading : readings)
    eachField(reading, true, [&](const auto& field) { writeVarint(out, static_cast<std::uint64_t>(field)); });
  return out.take();
}

Result<std::vector<Reading>> decodeReadings(std::string_view bytes) {
  const Error bad = internalError("bad_readings", "the readings of a look are damaged");
  ByteReader in(bytes);
  auto count = readVarint(in);
  const bool hasPast = count == 0U;
  if (hasPast) {
    if (readVarint(in) != kFormat) return bad;
    count = readVarint(in);
  }
  if (!count || *count > bytes.size()) return bad;
  std::vector<Reading> out;
  out.reserve(*count);
  for (std::uint64_t i = 0; i < *count; ++i) {
    Reading reading;
    bool fits = true;
    eachField(reading, hasPast, [&]<class T>(T& field) {
      const auto value = readVarint(in);
      field = static_cast<T>(value.value_or(0));
      fits &= value.has_value() && static_cast<std::uint64_t>(field) == *value;
    });
    if (!fits) return bad;
    out.push_back(reading);
  }
  if (!in.atEnd()) return bad;
  return out;
}

}  // namespace flotilla::controlplane
