#include "services/wire/operator_fields.h"
#include "services/wire/operator_wire.h"

namespace flotilla::wire {
namespace {

v1::InputSample writeSample(const InputSample& sample) {
  v1::InputSample out;
  *out.mutable_at() = toProto(sample.at);
  out.mutable_input()->Add(sample.input.begin(), sample.input.end());
  out.mutable_output()->Add(sample.output.begin(), sample.output.end());
  out.set_label(sample.label);
  out.set_failure(sample.failure);
  return out;
}

Result<InputSample> readSample(const v1::InputSample& sample) {
  if (static_cast<std::size_t>(sample.input_size()) > kMaxSampleFloats ||
      static_cast<std::size_t>(sample.output_size()) > kMaxOutputFloats)
    return invalid("too_large", "has more values than an input or output may have", "input");
  return InputSample{fromProto(sample.at()),
                     {sample.input().begin(), sample.input().end()},
                     {sample.output().begin(), sample.output().end()},
                     sample.label(),
                     sample.failure()};
}

}  // namespace

v1::SampleQuery toProto(const SampleQuery& query) {
  v1::SampleQuery out;
  out.set_workload(query.workload.value);
  out.set_samples(query.samples);
  *out.mutable_within() = toProto(query.within);
  return out;
}

Result<SampleQuery> fromProto(const v1::SampleQuery& query) {
  SampleQuery out{WorkloadName(query.workload()), query.samples(), fromProto(query.within())};
  FLOTILLA_CHECK(checkSampleQuery(out));
  return out;
}

v1::InputSamples toProto(const InputSamples& captured) {
  v1::InputSamples out;
  out.set_workload(captured.workload.value);
  out.set_version(captured.version);
  writeAll(captured.samples, out.mutable_samples(), writeSample);
  out.set_ended_early(captured.endedEarly);
  return out;
}

Result<InputSamples> fromProto(const v1::InputSamples& captured) {
  InputSamples out;
  out.workload = WorkloadName(captured.workload());
  out.version = captured.version();
  if (static_cast<std::size_t>(captured.samples_size()) > kMaxSamples)
    return invalid("too_large", "has more inputs than may be asked for", "samples");
  FLOTILLA_CHECK(readAll(captured.samples(), "samples", out.samples, readSample));
  out.endedEarly = captured.ended_early();
  return out;
}

Result<NodeSamples> fromProto(const v1::GetInputSamplesResponse& answer) {
  FLOTILLA_TRY(InputSamples captured, under("captured", fromProto(answer.captured())));
  return NodeSamples{NodeId(answer.id()), answer.node(), RegionName(answer.region()), SiteName(answer.site()),
                     std::move(captured)};
}

}  // namespace flotilla::wire
