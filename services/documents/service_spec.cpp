#include "services/documents/service_spec.h"

#include <algorithm>
#include <array>

#include "services/documents/strict_json.h"
#include "services/documents/text_checks.h"

namespace flotilla {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::size_t kMaxArguments = 64;
constexpr std::size_t kMaxTextBytes = 4096;  // of an argument or a value of env
constexpr std::size_t kMaxFileName = 100;    // as in a bundle
constexpr std::size_t kMaxVariables = 64;
constexpr std::size_t kMaxVariableName = 64;
constexpr std::size_t kMaxPath = 256;
constexpr std::uint64_t kMaxProbeMs = 10'000;
constexpr std::uint64_t kMaxStartSeconds = 240;  // the agent gives a worker five minutes by default
constexpr std::uint64_t kMaxGraceSeconds = 10;   // the agent ends a worker that takes longer to say goodbye
constexpr std::uint64_t kMaxFailures = 100;

Result<std::string> argumentText(const Json& node) {
  FLOTILLA_TRY(const std::string text, jsonText(node));
  if (text.size() <= kMaxTextBytes && !hasControls(text, false)) return text;
  return invalid("bad_text", "must be at most 4096 bytes without control characters");
}

bool isPlainName(const std::string& text) {
  return isToken(text, kMaxFileName) && text.front() != '.';
}

Result<std::vector<std::string>> commandLine(const Json& node, const std::string& path) {
  FLOTILLA_TRY(auto command, listOf<std::string>(1, kMaxArguments, argumentText)(node, path));
  if (isPlainName(command.front())) return command;
  return DocumentTraits<Json>::refuse(node, "bad_value", "must be the plain name of a file of the bundle", path + "[0]",
                                      "name the file as it is called in the bundle, without a folder");
}

bool isReserved(const std::string& name) {
  return name == "PORT" || name.starts_with("FLOTILLA_");
}

bool isVariableName(const std::string& name) {
  const auto good = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_'; };
  const auto later = [good](char c) { return good(c) || (c >= '0' && c <= '9'); };
  return !name.empty() && name.size() <= kMaxVariableName && good(name.front()) &&
         std::all_of(name.begin(), name.end(), later);
}

Result<std::map<std::string, std::string>> variables(const Json& node, const std::string& path) {
  using Traits = DocumentTraits<Json>;
  if (!node.is_object()) return Traits::refuse(node, "bad_value", Traits::kObjectRule, path, "");
  if (node.size() > kMaxVariables) return Traits::refuse(node, "bad_value", "must have at most 64 variables", path, "");
  std::map<std::string, std::string> out;
  for (const std::string& name : Traits::memberNames(node)) {
    const std::string field = path + "." + excerpt(name);
    if (!isVariableName(name))
      return Traits::refuse(node, "bad_value", "is no name of a variable", field, "use letters, digits and '_'");
    if (isReserved(name))
      return Traits::refuse(node, "bad_value", "is set by the node", field, "PORT and FLOTILLA_... cannot be set");
    FLOTILLA_TRY(out[name], convertAt(*Traits::member(node, name), field, argumentText));
  }
  return out;
}

struct HttpQuestion {
  std::string path;
  std::uint16_t port = 0;
};

Result<std::string> httpPath(const Json& node) {
  FLOTILLA_TRY(const std::string text, jsonAscii(node, 1, kMaxPath));
  if (text.front() == '/') return text;
  return invalid("bad_path", "must begin with '/'");
}

Result<HttpQuestion> httpQuestion(const Json& node, const std::string& path) {
  HttpQuestion http;
  JsonReader reader(node, path);
  reader.required("path", http.path, httpPath);
  reader.optional("port", http.port, integerFrom(1, 65'535));
  FLOTILLA_CHECK(reader.finish());
  return http;
}

Result<Unit> nothing(const Json& node, const std::string& path) {
  return JsonReader(node, path).finish();
}

// `more` reads the keys that only one of the two probes has.
template <class More>
Result<ServiceProbe> readProbe(const Json& node, const std::string& path, const More& more) {
  ServiceProbe probe;
  JsonReader reader(node, path);
  HttpQuestion http;
  Unit tcp;
  std::array<bool, 3> has{};
  has[0] = reader.optional("http", http, httpQuestion);
  has[1] = reader.optional("tcp", tcp, nothing);
  has[2] = reader.optional("exec", probe.command, commandLine);
  std::uint64_t timeoutMs = static_cast<std::uint64_t>(probe.timeout.count());
  reader.optional("timeout_ms", timeoutMs, integerFrom(1, kMaxProbeMs));
  more(reader);
  FLOTILLA_CHECK(reader.finish());
  if (std::count(has.begin(), has.end(), true) != 1)
    return DocumentTraits<Json>::refuse(node, "bad_value", "must have exactly one of http, tcp and exec", path,
                                        R"(write for example "http": {"path": "/healthz"})");
  probe.kind = has[0] ? ServiceProbe::Kind::Http : has[1] ? ServiceProbe::Kind::Tcp : ServiceProbe::Kind::Exec;
  probe.path = http.path;
  probe.port = http.port;
  probe.timeout = milliseconds(timeoutMs);
  return probe;
}

auto optionalInto(std::uint64_t& out, const char* name, std::uint64_t min, std::uint64_t max) {
  return [&out, name, min, max](JsonReader& reader) { reader.optional(name, out, integerFrom(min, max)); };
}

}  // namespace

Result<ServiceSpec> parseServiceSpec(std::string_view json) {
  FLOTILLA_TRY(const Json document, parseStrictJson(json));
  ServiceSpec spec;
  auto start = static_cast<std::uint64_t>(spec.startDeadline.count());
  auto grace = static_cast<std::uint64_t>(spec.stopGrace.count());
  std::uint64_t failures = spec.failures;
  JsonReader reader(document, "");
  reader.required("command", spec.command, commandLine);
  reader.optional("env", spec.env, variables);
  reader.required("readiness", spec.readiness, [&](const Json& node, const std::string& path) {
    return readProbe(node, path, optionalInto(start, "start_deadline_s", 1, kMaxStartSeconds));
  });
  reader.required("liveness", spec.liveness, [&](const Json& node, const std::string& path) {
    return readProbe(node, path, optionalInto(failures, "failures", 1, kMaxFailures));
  });
  reader.optional("stop_grace_s", grace, integerFrom(0, kMaxGraceSeconds));
  FLOTILLA_CHECK(reader.finish());
  spec.startDeadline = seconds(start);
  spec.stopGrace = seconds(grace);
  spec.failures = static_cast<std::uint32_t>(failures);
  return spec;
}

}  // namespace flotilla
