#include "services/wire/operator_json.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <array>
#include <vector>

#include "models/domain/nearest_name.h"
#include "models/domain/utf8.h"
#include "services/wire/account_wire.h"
#include "services/wire/game_day_wire.h"
#include "services/wire/incident_wire.h"
#include "services/wire/run_wire.h"
#include "services/wire/runbook_wire.h"
#include "services/wire/summary_wire.h"
#include "services/wire/task_wire.h"

namespace flotilla::wire {
namespace {

using google::protobuf::FileDescriptor;
using google::protobuf::MessageFactory;
using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;

constexpr std::string_view kPackage = "flotilla.v1.";

// Naming a message of each file also makes the linker keep its descriptors.
std::array<const FileDescriptor*, 21> operatorFiles() {
  return {v1::ServerInfo::descriptor()->file(),   v1::Region::descriptor()->file(),
          v1::Node::descriptor()->file(),         v1::Release::descriptor()->file(),
          v1::Rollout::descriptor()->file(),      v1::Operator::descriptor()->file(),
          v1::Policy::descriptor()->file(),       v1::AuditEntry::descriptor()->file(),
          v1::Objective::descriptor()->file(),    v1::Alert::descriptor()->file(),
          v1::Budget::descriptor()->file(),       v1::DriftStanding::descriptor()->file(),
          v1::Incident::descriptor()->file(),     v1::Runbook::descriptor()->file(),
          v1::Run::descriptor()->file(),          v1::Task::descriptor()->file(),
          v1::Paper::descriptor()->file(),        v1::GameDay::descriptor()->file(),
          v1::Account::descriptor()->file(),      v1::Summary::descriptor()->file(),
          v1::BusinessPoint::descriptor()->file()};
}

std::vector<const MethodDescriptor*> operatorMethods() {
  std::vector<const MethodDescriptor*> methods;
  for (const FileDescriptor* file : operatorFiles()) {
    for (int s = 0; s < file->service_count(); ++s) {
      const ServiceDescriptor* service = file->service(s);
      for (int m = 0; m < service->method_count(); ++m) {
        const MethodDescriptor* method = service->method(m);
        if (!method->client_streaming() && !method->server_streaming()) methods.push_back(method);
      }
    }
  }
  return methods;
}

std::string shortName(const MethodDescriptor& method) {
  return method.service()->name() + "/" + method.name();
}

// By the whole name, or else by what follows the service: "listnodes" is NodeService/ListNodes.
std::string didYouMeanMethod(const std::string& name) {
  const auto methods = operatorMethodNames();
  std::string near = nearestName(name, methods);
  std::vector<std::string> verbs;
  for (const std::string& method : methods) verbs.push_back(method.substr(method.find('/') + 1));
  const std::string verb = near.empty() ? nearestName(name.substr(name.find('/') + 1), verbs) : std::string();
  for (const std::string& method : methods)
    if (!verb.empty() && method.ends_with("/" + verb)) near = method;
  return near.empty() ? "see flotillactl call --help" : "did you mean \"" + near + "\"?";
}

// What protobuf says about JSON quotes the text with pointers below it; only the name of a field is worth passing on.
Error jsonProblem(const google::protobuf::Descriptor& type, const std::string& raw) {
  if (raw.find("Root element must be a message") != std::string::npos)
    return invalid("bad_json", "the request is not a JSON object", "request", "write {\"field\": value}");
  const auto unknown = raw.find(": Cannot find field");
  if (unknown == std::string::npos)
    return invalid("bad_json", "the request is not JSON of " + type.name(), "request",
                   "write {\"field\": value}, as in services/proto");
  const auto before = raw.find_last_of(" :", unknown - 1);  // "(of) name: Cannot find field."
  const auto start = before == std::string::npos ? 0 : before + 1;
  const std::string field = raw.substr(start, unknown - start);
  std::vector<std::string> known;
  for (int i = 0; i < type.field_count(); ++i) known.push_back(type.field(i)->name());
  return invalid("bad_json", type.name() + " has no field \"" + field + "\"", field,
                 didYouMean(field, known, "see services/proto"));
}

}  // namespace

std::vector<std::string> operatorMethodNames() {
  std::vector<std::string> names;
  for (const MethodDescriptor* method : operatorMethods()) names.push_back(shortName(*method));
  return names;
}

Result<OperatorMethod> findOperatorMethod(const std::string& name) {
  const std::string wanted = name.starts_with(kPackage) ? name.substr(kPackage.size()) : name;
  const auto methods = operatorMethods();
  const auto at = std::find_if(methods.begin(), methods.end(), [&](const auto* m) { return shortName(*m) == wanted; });
  if (at == methods.end()) {
    return notFound("unknown_method", "\"" + excerpt(name, 100) + "\" is not a method of the operator API", "method",
                    didYouMeanMethod(wanted));
  }
  MessageFactory* factory = MessageFactory::generated_factory();
  OperatorMethod out;
  out.path = "/" + std::string(kPackage) + shortName(**at);
  out.request.reset(factory->GetPrototype((*at)->input_type())->New());
  out.response.reset(factory->GetPrototype((*at)->output_type())->New());
  return out;
}

Status readJson(const std::string& json, google::protobuf::Message& out) {
  if (json.empty()) return okStatus();
  const auto status = google::protobuf::util::JsonStringToMessage(json, &out);
  if (status.ok()) return okStatus();
  return jsonProblem(*out.GetDescriptor(), std::string(status.message()));
}

Result<std::string> writeJson(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.always_print_primitive_fields = true;
  options.preserve_proto_field_names = true;
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(message, &json, options);
  if (status.ok()) return json;
  return internalError("bad_answer", "the answer cannot be written as JSON: " + std::string(status.message()));
}

bool fillRequestId(google::protobuf::Message& request, const std::string& id) {
  const auto* field = request.GetDescriptor()->FindFieldByName("request_id");
  if (field == nullptr) return false;
  const auto* reflection = request.GetReflection();
  if (reflection->GetString(request, field).empty()) reflection->SetString(&request, field, id);
  return true;
}

}  // namespace flotilla::wire
