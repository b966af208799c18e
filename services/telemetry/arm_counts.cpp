#include "services/telemetry/arm_counts.h"

#include "services/runtime/bytes.h"

namespace flotilla {

void ArmCounts::merge(const ArmCounts& other) {
  requests += other.requests;
  errors += other.errors;
  labelled += other.labelled;
  correct += other.correct;
  rawBytes += other.rawBytes;
  latencyUs.merge(other.latencyUs);
  held += other.held;
}

std::string ArmCounts::encode() const {
  ByteWriter out;
  for (const std::uint64_t value : {requests, errors, labelled, correct, rawBytes}) out.number(value);
  out.text(latencyUs.encode());
  if (held != 0) out.number(held);
  return out.take();
}

Result<ArmCounts> ArmCounts::decode(std::string_view bytes) {
  ByteReader in(bytes);
  ArmCounts out;
  for (std::uint64_t* value : {&out.requests, &out.errors, &out.labelled, &out.correct, &out.rawBytes})
    *value = in.number<std::uint64_t>();
  FLOTILLA_TRY(out.latencyUs, Histogram::decode(in.text()));
  if (!in.atEnd()) out.held = in.number<std::uint64_t>();
  if (!in.atEnd() || out.errors > out.requests || out.labelled > out.requests || out.correct > out.labelled ||
      out.held > out.requests)
    return invalid("bad_counts", "counts of an arm contradict each other");
  return out;
}

}  // namespace flotilla
