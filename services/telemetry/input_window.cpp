#include "services/telemetry/input_window.h"

#include <algorithm>

namespace flotilla {
namespace {

constexpr std::uint8_t kFormat = 1;
constexpr std::uint8_t kPartial = 1, kConfident = 2;
constexpr std::int64_t kLongestMicros = std::int64_t{1} << 52;

bool readHead(ByteReader& in, InputWindow& out, std::uint8_t& flags, std::size_t& features) {
  if (in.number<std::uint8_t>() != kFormat) return false;
  flags = in.number<std::uint8_t>();
  const auto began = in.number<std::int64_t>();
  const std::uint64_t length = readVarint(in), records = readVarint(in), repeats = readVarint(in);
  features = readVarint(in);
  const bool good = in.ok() && flags <= (kPartial | kConfident) && began >= 0 && began < kLongestMicros &&
                    length < static_cast<std::uint64_t>(kLongestMicros) && records <= UINT32_MAX &&
                    repeats <= UINT32_MAX && features <= kMaxFeatures;
  if (!good) return false;
  out.began = fromMicros(began);
  out.ended = out.began + Duration(static_cast<std::int64_t>(length));
  out.records = static_cast<std::uint32_t>(records);
  out.repeatsAfter = static_cast<std::uint32_t>(repeats);
  out.partial = (flags & kPartial) != 0;
  return true;
}

bool readAll(ByteReader& in, InputWindow& out) {
  std::uint8_t flags = 0;
  std::size_t features = 0;
  if (!readHead(in, out, flags, features)) return false;
  if (features > 0) {
    const std::string_view digest = in.raw(out.profile.bytes.size());
    std::copy(digest.begin(), digest.end(), out.profile.bytes.begin());
  }
  for (std::size_t i = 0; i < features; ++i)
    if (!readDistribution(in, out.records, out.features.emplace_back())) return false;
  if (flags & kConfident && !readDistribution(in, out.records, out.confidence.emplace())) return false;
  return in.atEnd();
}

}  // namespace

bool InputWindow::sameKind(const InputWindow& other) const {
  return profile == other.profile && features.size() == other.features.size() &&
         confidence.has_value() == other.confidence.has_value();
}

bool InputWindow::merge(const InputWindow& other) {
  if (!sameKind(other)) return false;
  began = std::min(began, other.began);
  ended = std::max(ended, other.ended);
  records = records > UINT32_MAX - other.records ? UINT32_MAX : records + other.records;
  repeatsAfter = std::max(repeatsAfter, other.repeatsAfter);
  partial = partial && other.partial;
  for (std::size_t i = 0; i < features.size(); ++i) features[i].merge(other.features[i]);
  if (confidence) confidence->merge(*other.confidence);
  return true;
}

std::string encodeWindow(const InputWindow& window) {
  ByteWriter out;
  out.number(kFormat);
  out.number(static_cast<std::uint8_t>((window.partial ? kPartial : 0) | (window.confidence ? kConfident : 0)));
  out.number(toMicros(window.began));
  writeVarint(out, static_cast<std::uint64_t>(std::max<std::int64_t>(0, (window.ended - window.began).count())));
  writeVarint(out, window.records);
  writeVarint(out, window.repeatsAfter);
  writeVarint(out, window.features.size());
  if (!window.features.empty())
    out.raw({reinterpret_cast<const char*>(window.profile.bytes.data()), window.profile.bytes.size()});
  for (const Distribution& feature : window.features) writeDistribution(out, feature, window.records);
  if (window.confidence) writeDistribution(out, *window.confidence, window.records);
  return out.take();
}

Result<InputWindow> decodeWindow(std::string_view bytes) {
  ByteReader in(bytes);
  InputWindow out;
  if (bytes.size() > kMaxWindowBytes || !readAll(in, out)) return invalid("bad_window", "a window is damaged");
  return out;
}

}  // namespace flotilla
