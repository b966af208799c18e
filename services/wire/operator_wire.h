// Domain values of the operator API to protobuf and back. Reading checks nothing but form: an enum without a meaning, a
// version, digest, duration or time that does not parse is Invalid with the field's path. Thread: values.
#pragma once

#include "models/domain/budget.h"
#include "models/domain/drift.h"
#include "models/domain/indicator_history.h"
#include "models/domain/input_samples.h"
#include "models/domain/operator_api.h"
#include "models/domain/policy.h"
#include "models/domain/replay_api.h"
#include "services/proto/flotilla/v1/access.pb.h"
#include "services/proto/flotilla/v1/alert.pb.h"
#include "services/proto/flotilla/v1/audit.pb.h"
#include "services/proto/flotilla/v1/budget.pb.h"
#include "services/proto/flotilla/v1/common.pb.h"
#include "services/proto/flotilla/v1/drift.pb.h"
#include "services/proto/flotilla/v1/fleet.pb.h"
#include "services/proto/flotilla/v1/node.pb.h"
#include "services/proto/flotilla/v1/objective.pb.h"
#include "services/proto/flotilla/v1/policy.pb.h"
#include "services/proto/flotilla/v1/release.pb.h"
#include "services/proto/flotilla/v1/rollout.pb.h"
#include "services/proto/flotilla/v1/server.pb.h"

namespace flotilla::wire {

// gRPC status codes as numbers, so that this folder needs no gRPC.
int statusCodeOf(ErrorCode code);
ErrorCode errorCodeOf(int statusCode);
std::string encodeErrorDetail(const Error& error);  // goes into the status details
Error decodeError(int statusCode, const std::string& message, const std::string& details);

v1::Role toProto(Role role);
Result<Role> fromProto(v1::Role role);
v1::Grant toProto(const Grant& grant);
Result<Grant> fromProto(const v1::Grant& grant);
v1::Operator toProto(const Operator& op);
Result<Operator> fromProto(const v1::Operator& op);

v1::Region toProto(const Region& region);
Result<Region> fromProto(const v1::Region& region);
v1::Site toProto(const Site& site);
Result<Site> fromProto(const v1::Site& site);
v1::Workload toProto(const Workload& workload);
Result<Workload> fromProto(const v1::Workload& workload);

v1::Objective toProto(const Objective& objective);
Result<Objective> fromProto(const v1::Objective& objective);
v1::ObjectiveStanding toProto(const ObjectiveStanding& standing);
Result<ObjectiveStanding> fromProto(const v1::ObjectiveStanding& standing);
v1::ObjectiveAlert toProto(const ObjectiveAlert& alert);
Result<ObjectiveAlert> fromProto(const v1::ObjectiveAlert& alert);
v1::Tally toProto(const Tally& tally);
Tally fromProto(const v1::Tally& tally);
v1::GetIndicatorsRequest toProto(const IndicatorQuery& query);
IndicatorQuery fromProto(const v1::GetIndicatorsRequest& query);
v1::IndicatorReading toProto(const IndicatorReading& reading);
Result<IndicatorReading> fromProto(const v1::IndicatorReading& reading);
v1::GetIndicatorHistoryRequest toProto(const IndicatorHistoryQuery& query);
v1::IndicatorStep toProto(const IndicatorStep& step);
Result<IndicatorStep> fromProto(const v1::IndicatorStep& step);

v1::AlertStatus toProto(const AlertStatus& status);
Result<AlertStatus> fromProto(const v1::AlertStatus& status);
v1::AlertGroup toProto(const AlertGroup& group);
Result<AlertGroup> fromProto(const v1::AlertGroup& group);
v1::AlertFiring toProto(const AlertFiring& firing);
Result<AlertFiring> fromProto(const v1::AlertFiring& firing);
Result<ReplayReport> fromProto(const v1::ReplayResponse& answer);
v1::Acknowledgement toProto(const Acknowledgement& acknowledgement);
Result<Acknowledgement> fromProto(const v1::Acknowledgement& acknowledgement);
v1::Matcher toProto(const Matcher& matcher);
Result<Matcher> fromProto(const v1::Matcher& matcher);
v1::Silence toProto(const SilenceStatus& status);
Result<SilenceStatus> fromProto(const v1::Silence& silence);
v1::GetAlertingResponse toProto(const AlertingDocument& document);
Result<AlertingDocument> fromProto(const v1::GetAlertingResponse& document);

v1::ClockReading toProto(const ClockReading& reading);
Result<ClockReading> fromProto(const v1::ClockReading& reading);
v1::Saturation toProto(const Saturation& saturation);
Result<Saturation> fromProto(const v1::Saturation& saturation);
v1::InstallState toProto(InstallState state);
Result<InstallState> fromProto(v1::InstallState state);
v1::Node toProto(const Node& node);
Result<Node> fromProto(const v1::Node& node);
v1::NodeEvent toProto(const NodeEvent& event);
Result<NodeEvent> fromProto(const v1::NodeEvent& event);  // reason and message cut to 128 and 1024 bytes

v1::LogQuery toProto(const LogQuery& query);
Result<LogQuery> fromProto(const v1::LogQuery& query);  // limit 0 becomes 100; checked
v1::LogExcerpt toProto(const LogExcerpt& excerpt);
Result<LogExcerpt> fromProto(const v1::LogExcerpt& excerpt);
Result<NodeLogs> fromProto(const v1::GetNodeLogsResponse& answer);

v1::Release toProto(const ReleaseSummary& release);
Result<ReleaseSummary> fromProto(const v1::Release& release);

v1::Policy toProto(const PolicySummary& policy);
Result<PolicySummary> fromProto(const v1::Policy& policy);

v1::Budget toProto(const Budget& budget);
Result<Budget> fromProto(const v1::Budget& budget);
v1::BudgetOverride toProto(const BudgetOverride& override);
Result<BudgetOverride> fromProto(const v1::BudgetOverride& override);
v1::BudgetReport toProto(const BudgetReport& report);
Result<BudgetReport> fromProto(const v1::BudgetReport& report);

v1::DriftStanding toProto(const DriftStanding& standing);
Result<DriftStanding> fromProto(const v1::DriftStanding& standing);
v1::SampleQuery toProto(const SampleQuery& query);
Result<SampleQuery> fromProto(const v1::SampleQuery& query);  // checked
v1::InputSamples toProto(const InputSamples& captured);
Result<InputSamples> fromProto(const v1::InputSamples& captured);
Result<NodeSamples> fromProto(const v1::GetInputSamplesResponse& answer);
v1::GetDriftRequest toProto(const DriftQuery& query);
DriftQuery fromProto(const v1::GetDriftRequest& request);

v1::Rollout toProto(const Rollout& rollout);
Result<Rollout> fromProto(const v1::Rollout& rollout);
v1::RolloutPreview toProto(const RolloutPreview& preview);
Result<RolloutPreview> fromProto(const v1::RolloutPreview& preview);
v1::RolloutExplanation toProto(const RolloutExplanation& explanation);
Result<RolloutExplanation> fromProto(const v1::RolloutExplanation& explanation);  // looks without their rollout
v1::RolloutNode toProto(const RolloutNode& node);
Result<RolloutNode> fromProto(const v1::RolloutNode& node);  // without its rollout
v1::VersionTotals toProto(const VersionTotals& totals);
Result<VersionTotals> fromProto(const v1::VersionTotals& totals);
v1::WorkloadSummary toProto(const WorkloadSummary& summary);
Result<WorkloadSummary> fromProto(const v1::WorkloadSummary& summary);

v1::ServerInfo toProto(const ServerInfo& info);
Result<ServerInfo> fromProto(const v1::ServerInfo& info);
v1::Backup toProto(const Backup& backup);
Result<Backup> fromProto(const v1::Backup& backup);

v1::AuditEntry toProto(const AuditEntry& entry);
Result<AuditEntry> fromProto(const v1::AuditEntry& entry);

v1::ListOptions toProto(const ListQuery& query);
ListQuery fromProto(const v1::ListOptions& options);  // page size 0 becomes 100

google::protobuf::Timestamp toProto(TimePoint at);
TimePoint fromProto(const google::protobuf::Timestamp& at);
google::protobuf::Duration toProto(Duration length);
Duration fromProto(const google::protobuf::Duration& length);

}  // namespace flotilla::wire
