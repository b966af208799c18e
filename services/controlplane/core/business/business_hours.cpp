#include "services/controlplane/core/business/business_hours.h"

#include "services/runtime/bytes.h"

namespace flotilla::controlplane {

std::string BusinessHour::encode() const {
  ByteWriter out;
  for (const auto& [second, value] : points) {
    out.number(second);
    out.number(value);
  }
  return out.take();
}

Status BusinessHour::decode(std::string_view bytes) {
  points.clear();
  ByteReader in(bytes);
  while (!in.atEnd()) {
    const auto second = in.number<std::uint16_t>();
    const auto value = in.number<double>();
    if (!in.ok() || second >= 3600) return internalError("bad_hour", "an hour of a business indicator is damaged");
    points[second] = value;
  }
  return okStatus();
}

}  // namespace flotilla::controlplane
