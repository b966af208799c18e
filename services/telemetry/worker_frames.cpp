#include "services/telemetry/worker_frames.h"

#include <algorithm>
#include <utility>

#include "services/runtime/bytes.h"

namespace flotilla::worker {
namespace {

void put(ByteWriter& out, const Load& f) {
  for (const std::string& text : {f.slot, f.runtimePlugin, f.sourcePlugin, f.seed}) out.text(text);
  for (const double value : {f.gain, f.offset, f.noise}) out.number(value);
  out.text(f.bins);
  out.raw({reinterpret_cast<const char*>(f.profile.bytes.data()), f.profile.bytes.size()});
  out.number(f.windows.records);
  for (const Duration length : {f.windows.shortest, f.windows.longest}) out.number(length.count());
  out.number(f.traces.share);
  out.number(f.traces.slow.count());
  out.number(f.traces.perMinute);
}
void put(ByteWriter& out, const Serve& f) {
  for (const double value : {f.ratePerSecond, f.minConfidence}) out.number(value);
  out.number(static_cast<std::uint8_t>(f.front));
  for (const std::uint32_t value : {f.round, f.percent}) out.number(value);
  out.text(f.salt);
}
void put(ByteWriter& out, const Checked& f) {
  out.number(static_cast<std::uint8_t>(f.ok));
  out.text(f.reason);
  out.text(f.message);
}
void put(ByteWriter& out, const Counts& f) {
  out.text(f.delta.encode());
}
void put(ByteWriter& out, const WindowClosed& f) {
  out.text(f.window);
}
void put(ByteWriter& out, const Traced& f) {
  for (const std::string* text : {&f.corr, &f.outcome, &f.reason, &f.message}) out.text(*text);
  out.number(f.leftOut);
  out.number(static_cast<std::uint8_t>(f.spans.size()));
  for (const TraceSpan& span : f.spans) {
    out.text(span.name);
    out.number(span.depth);
    for (const Duration time : {span.start, span.length}) out.number(time.count());
    out.text(span.note);
  }
}
void put(ByteWriter& out, const Capture& f) {
  out.number(f.samples);
}
void putFloats(ByteWriter& out, const std::vector<float>& values) {
  out.number(static_cast<std::uint32_t>(values.size()));
  for (const float value : values) out.number(value);
}
void put(ByteWriter& out, const Ask& f) {
  out.number(f.id);
  putFloats(out, f.input);
}
void put(ByteWriter& out, const Answer& f) {
  out.number(f.id);
  putFloats(out, f.output);
  out.number(f.latencyUs);
  out.text(f.error);
}
void put(ByteWriter& out, const Compared& f) {
  out.number(f.round);
  out.text(f.delta.encode());
  out.text(f.counts.encode());
}
void put(ByteWriter& out, const Sampled& f) {
  out.number(f.sample.at.time_since_epoch().count());
  putFloats(out, f.sample.input);
  putFloats(out, f.sample.output);
  out.number(f.sample.label);
  for (const std::string* text : {&f.sample.failure, &f.refused, &f.message}) out.text(*text);
}
void put(ByteWriter& out, const Failed& f) {
  out.text(f.reason);
  out.text(f.message);
}
template <class Empty>
void put(ByteWriter&, const Empty&) {}

void get(ByteReader& in, Load& f) {
  for (std::string* text : {&f.slot, &f.runtimePlugin, &f.sourcePlugin, &f.seed}) *text = in.text();
  for (double* value : {&f.gain, &f.offset, &f.noise}) *value = in.number<double>();
  f.bins = in.text(kMaxFrame / 2);
  const std::string_view profile = in.raw(f.profile.bytes.size());
  std::copy(profile.begin(), profile.end(), f.profile.bytes.begin());
  f.windows.records = in.number<std::uint32_t>();
  for (Duration* length : {&f.windows.shortest, &f.windows.longest}) *length = Duration(in.number<std::int64_t>());
  f.traces.share = in.number<double>();
  f.traces.slow = Duration(in.number<std::int64_t>());
  f.traces.perMinute = in.number<std::uint32_t>();
}
void get(ByteReader& in, Serve& f) {
  for (double* value : {&f.ratePerSecond, &f.minConfidence}) *value = in.number<double>();
  f.front = static_cast<FrontMode>(std::min<std::uint8_t>(in.number<std::uint8_t>(), 2));
  for (std::uint32_t* value : {&f.round, &f.percent}) *value = in.number<std::uint32_t>();
  f.salt = in.text();
}
void get(ByteReader& in, Checked& f) {
  f.ok = in.number<std::uint8_t>() != 0;
  f.reason = in.text();
  f.message = in.text();
}
void get(ByteReader& in, Counts& f) {
  if (const auto counts = ArmCounts::decode(in.text())) f.delta = *counts;
}
void get(ByteReader& in, WindowClosed& f) {
  f.window = in.text(kMaxWindowBytes);
}
// More spans than there may be leave bytes behind, and so the frame is damaged.
void get(ByteReader& in, Traced& f) {
  for (std::string* text : {&f.corr, &f.outcome, &f.reason, &f.message}) *text = in.text();
  f.leftOut = in.number<std::uint32_t>();
  f.spans.resize(std::min<std::size_t>(in.number<std::uint8_t>(), kMaxSpans));
  for (TraceSpan& span : f.spans) {
    span.name = in.text();
    span.depth = in.number<std::uint32_t>();
    for (Duration* time : {&span.start, &span.length}) *time = Duration(in.number<std::int64_t>());
    span.note = in.text();
  }
}
void get(ByteReader& in, Capture& f) {
  f.samples = in.number<std::uint32_t>();
}
// As with spans: more of them than there may be leave bytes behind.
void getFloats(ByteReader& in, std::size_t most, std::vector<float>& values) {
  values.resize(std::min<std::size_t>(in.number<std::uint32_t>(), most));
  for (float& value : values) value = in.number<float>();
}
void get(ByteReader& in, Ask& f) {
  f.id = in.number<std::uint64_t>();
  getFloats(in, kMaxAskFloats, f.input);
}
void get(ByteReader& in, Answer& f) {
  f.id = in.number<std::uint64_t>();
  getFloats(in, kMaxAskFloats, f.output);
  f.latencyUs = in.number<double>();
  f.error = in.text();
}
void get(ByteReader& in, Compared& f) {
  f.round = in.number<std::uint32_t>();
  if (auto delta = PairCounts::decode(in.text())) f.delta = std::move(*delta);
  if (auto counts = ArmCounts::decode(in.text())) f.counts = std::move(*counts);
}
void get(ByteReader& in, Sampled& f) {
  f.sample.at = TimePoint(Duration(in.number<std::int64_t>()));
  getFloats(in, kMaxSampleFloats, f.sample.input);
  getFloats(in, kMaxOutputFloats, f.sample.output);
  f.sample.label = in.number<std::int32_t>();
  for (std::string* text : {&f.sample.failure, &f.refused, &f.message}) *text = in.text();
}
void get(ByteReader& in, Failed& f) {
  f.reason = in.text();
  f.message = in.text();
}
template <class Empty>
void get(ByteReader&, Empty&) {}

// Reads the alternative with number `index` of the variant.
template <std::size_t I = 0>
bool read(std::size_t index, ByteReader& in, Frame& out) {
  if constexpr (I < std::variant_size_v<Frame>) {
    if (index != I) return read<I + 1>(index, in, out);
    get(in, out.emplace<I>());
    return in.atEnd();
  } else {
    return false;
  }
}

}  // namespace

std::string encode(const Frame& frame) {
  ByteWriter out;
  out.number(static_cast<std::uint8_t>(frame.index()));
  std::visit([&](const auto& f) { put(out, f); }, frame);
  return out.take();
}

Result<Frame> decode(std::string_view bytes) {
  ByteReader in(bytes);
  Frame frame{};
  const auto index = in.number<std::uint8_t>();
  if (bytes.size() > kMaxFrame || !read(index, in, frame)) return invalid("bad_frame", "a worker frame is damaged");
  return frame;
}

}  // namespace flotilla::worker
