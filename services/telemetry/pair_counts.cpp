#include "services/telemetry/pair_counts.h"

#include <cmath>
#include <utility>

#include "models/domain/stage_report.h"
#include "services/runtime/bytes.h"

namespace flotilla {

void PairCounts::merge(const PairCounts& other) {
  if (compared == 0) {
    classes = other.classes;
    flips = other.flips;
  } else if (other.compared > 0 && classes != other.classes) {
    classes = 0;
    flips.clear();
  } else if (other.compared > 0) {
    for (std::size_t i = 0; i < other.flips.size(); ++i) flips[i] += other.flips[i];
  }
  compared += other.compared;
  differ += other.differ;
  errors += other.errors;
  drops += other.drops;
  slower += other.slower;
  shift += other.shift;
  ratio.merge(other.ratio);
}

std::string PairCounts::encode() const {
  ByteWriter out;
  for (const std::uint64_t count : {compared, differ, errors, drops, slower}) out.number(count);
  out.number(shift);
  out.text(ratio.encode());
  out.number(classes);
  for (const std::uint64_t count : flips) out.number(count);
  return out.take();
}

Result<PairCounts> PairCounts::decode(std::string_view bytes) {
  const Error damaged = invalid("bad_pair_counts", "counts of two versions are damaged");
  ByteReader in(bytes);
  PairCounts out;
  for (std::uint64_t* count : {&out.compared, &out.differ, &out.errors, &out.drops, &out.slower})
    *count = in.number<std::uint64_t>();
  out.shift = in.number<double>();
  auto ratio = Histogram::decode(in.text());
  out.classes = in.number<std::uint32_t>();
  if (!in.ok() || !ratio || out.classes > kMaxFlipClasses) return damaged;
  out.ratio = std::move(*ratio);
  out.flips.resize(std::size_t{out.classes} * out.classes);
  for (std::uint64_t& count : out.flips) count = in.number<std::uint64_t>();
  const bool sense = out.differ <= out.compared && out.slower <= out.compared && std::isfinite(out.shift);
  if (!in.atEnd() || !sense) return damaged;
  return out;
}

}  // namespace flotilla
