#include "services/wire/operator_fields.h"
#include "services/wire/operator_wire.h"
#include "services/wire/stage_wire.h"

namespace flotilla::wire {
namespace {

v1::PreviewNote writeNote(const PreviewNote& note) {
  v1::PreviewNote out;
  out.set_reason(note.reason);
  out.set_message(note.message);
  return out;
}

Result<PreviewNote> readNote(const v1::PreviewNote& note) {
  return PreviewNote{note.reason(), note.message()};
}

v1::PreviewNode writeNode(const PreviewNode& node) {
  v1::PreviewNode out;
  out.set_node(node.node.value);
  out.set_node_name(node.name);
  out.set_region(node.region.value);
  out.set_site(node.site.value);
  if (node.hasVersion) out.set_from(node.from.toString());
  out.set_to(node.to.toString());
  out.set_liveness(writeEnum<v1::Liveness>(node.liveness));
  out.set_way_back(node.wayBack);
  writeAll(node.warnings, out.mutable_warnings(), writeNote);
  return out;
}

Result<PreviewNode> readNode(const v1::PreviewNode& node) {
  PreviewNode out;
  out.node = NodeId(node.node());
  out.name = node.node_name();
  out.region = RegionName(node.region());
  out.site = SiteName(node.site());
  out.hasVersion = !node.from().empty();
  FLOTILLA_TRY(out.from, readOptionalVersion(node.from(), "from"));
  FLOTILLA_TRY(out.to, readVersion(node.to(), "to"));
  FLOTILLA_TRY(out.liveness, readEnum(node.liveness(), Liveness::Unseen, "liveness"));
  out.wayBack = node.way_back();
  FLOTILLA_CHECK(readAll(node.warnings(), "warnings", out.warnings, readNote));
  return out;
}

v1::ExcludedNode writeExcluded(const ExcludedNode& node) {
  v1::ExcludedNode out;
  out.set_node(node.node.value);
  out.set_node_name(node.name);
  out.set_region(node.region.value);
  out.set_site(node.site.value);
  *out.mutable_why() = writeNote(node.why);
  return out;
}

Result<ExcludedNode> readExcluded(const v1::ExcludedNode& node) {
  return ExcludedNode{NodeId(node.node()),
                      node.node_name(),
                      RegionName(node.region()),
                      SiteName(node.site()),
                      {node.why().reason(), node.why().message()}};
}

v1::RegionPreview writeRegion(const RegionPreview& region) {
  v1::RegionPreview out;
  out.set_region(region.region.value);
  out.set_nodes(region.nodes);
  out.set_excluded(region.excluded);
  out.set_warned(region.warned);
  out.set_without_way_back(region.withoutWayBack);
  return out;
}

Result<RegionPreview> readRegion(const v1::RegionPreview& region) {
  return RegionPreview{RegionName(region.region()), region.nodes(), region.excluded(), region.warned(),
                       region.without_way_back()};
}

v1::WavePreview writeWave(const WavePreview& wave) {
  v1::WavePreview out;
  out.set_name(wave.name);
  out.set_size(wave.size);
  out.set_nodes(wave.nodes);
  out.set_baseline(wave.baseline);
  out.set_bytes(wave.bytes);
  *out.mutable_duration() = toProto(wave.duration);
  out.set_smallest_harm(wave.smallestHarm);
  if (wave.doubling) *out.mutable_doubling() = toProto(*wave.doubling);
  out.set_can_permute(wave.canPermute);
  out.set_approvals(wave.approvals);
  for (const std::string& name : wave.someNodes) out.add_nodes_named(name);
  writeAll(wave.notes, out.mutable_notes(), writeNote);
  return out;
}

Result<WavePreview> readWave(const v1::WavePreview& wave) {
  WavePreview out;
  out.name = wave.name();
  out.size = wave.size();
  out.nodes = wave.nodes();
  out.baseline = wave.baseline();
  out.bytes = wave.bytes();
  out.duration = fromProto(wave.duration());
  out.smallestHarm = wave.smallest_harm();
  if (wave.has_doubling()) out.doubling = fromProto(wave.doubling());
  out.canPermute = wave.can_permute();
  out.approvals = wave.approvals();
  out.someNodes.assign(wave.nodes_named().begin(), wave.nodes_named().end());
  FLOTILLA_CHECK(readAll(wave.notes(), "notes", out.notes, readNote));
  return out;
}

}  // namespace

v1::RolloutPreview toProto(const RolloutPreview& preview) {
  v1::RolloutPreview out;
  out.set_workload(preview.workload.value);
  out.set_artifact(preview.artifact.value);
  out.set_to(optionalText(preview.to));
  writeAll(preview.nodes, out.mutable_nodes(), writeNode);
  writeAll(preview.excluded, out.mutable_excluded(), writeExcluded);
  writeAll(preview.regions, out.mutable_regions(), writeRegion);
  out.set_total_nodes(preview.nodeCount);
  out.set_total_excluded(preview.excludedCount);
  out.set_revision(preview.revision);
  out.set_plan_digest(optionalText(preview.planDigest));
  writeAll(preview.waves, out.mutable_waves(), writeWave);
  if (!preview.stages.empty()) *out.mutable_stages() = toProto(preview.stages);
  if (!preview.problem) return out;
  v1::Problem* problem = out.mutable_problem();
  problem->set_code(static_cast<std::uint32_t>(statusCodeOf(preview.problem->code)));
  problem->set_message(preview.problem->message);
  problem->mutable_detail()->set_reason(preview.problem->reason);
  problem->mutable_detail()->set_field(preview.problem->field);
  problem->mutable_detail()->set_fix(preview.problem->fix);
  return out;
}

Result<RolloutPreview> fromProto(const v1::RolloutPreview& preview) {
  RolloutPreview out;
  out.workload = WorkloadName(preview.workload());
  out.artifact = ArtifactName(preview.artifact());
  FLOTILLA_TRY(out.to, readOptionalVersion(preview.to(), "to"));
  FLOTILLA_CHECK(readAll(preview.nodes(), "nodes", out.nodes, readNode));
  FLOTILLA_CHECK(readAll(preview.excluded(), "excluded", out.excluded, readExcluded));
  FLOTILLA_CHECK(readAll(preview.regions(), "regions", out.regions, readRegion));
  out.nodeCount = preview.total_nodes();
  out.excludedCount = preview.total_excluded();
  out.revision = preview.revision();
  FLOTILLA_TRY(out.planDigest, readOptionalDigest(preview.plan_digest(), "plan_digest"));
  FLOTILLA_CHECK(readAll(preview.waves(), "waves", out.waves, readWave));
  out.stages = fromProto(preview.stages());
  if (preview.has_problem()) {
    const v1::Problem& p = preview.problem();
    out.problem = Error{errorCodeOf(static_cast<int>(p.code())), p.detail().reason(), p.message(), p.detail().field(),
                        p.detail().fix()};
  }
  return out;
}

}  // namespace flotilla::wire
