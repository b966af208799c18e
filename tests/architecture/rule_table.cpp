#include "tests/architecture/rule_table.h"

namespace flotilla::architecture {
namespace {

constexpr std::string_view kDomain = "models/domain";
constexpr std::string_view kRuntime = "services/runtime";
constexpr std::string_view kCrypto = "services/crypto";
constexpr std::string_view kTelemetry = "services/telemetry";
constexpr std::string_view kDocuments = "services/documents";
constexpr std::string_view kWire = "services/wire";
constexpr std::string_view kProto = "services/proto";
constexpr std::string_view kPluginsApi = "plugins/api";
constexpr std::string_view kControlCore = "services/controlplane/core";
constexpr std::string_view kAgentCore = "services/agent/core";
constexpr std::string_view kAgentUplink = "services/agent/uplink";

}  // namespace

const std::vector<FolderRule>& folderRules() {
  static const std::vector<FolderRule> rules{
      {"models/domain", {}},
      {"models/view", {kDomain}},
      {"services/proto", {}},
      {"services/runtime", {kDomain}},
      {"services/documents", {kDomain, kRuntime}},
      {"services/crypto", {kDomain, kRuntime}},
      {"services/telemetry", {kDomain, kRuntime}},
      {"services/wire", {kDomain, kTelemetry, kProto}},
      {"services/client", {kDomain, kRuntime}, {kWire, kProto}},
      {"services/publisher", {kDomain, kRuntime, kCrypto, kDocuments}},
      {"services/controlplane/core", {kDomain, kRuntime, kCrypto, kTelemetry, kDocuments}},
      {"services/controlplane/storage", {kControlCore, kDomain, kRuntime}},
      {"services/controlplane/rpc", {kControlCore, kDomain, kRuntime, kWire, kProto}},
      // Alertmanager's JSON is a codec of documents like any other. The front calls methods by their names, with bytes
      // or JSON, and knows none of their messages.
      {"services/controlplane/http",
       {kControlCore, kDomain, kRuntime, "services/controlplane/rpc/dispatcher.h",
        "services/controlplane/rpc/method_form.h", "services/documents/alert_api_json.h"}},
      {"services/controlplane/notify",
       {kControlCore, kDomain, kRuntime, kPluginsApi, "services/documents/webhook_json.h"}},
      {"services/controlplane/passwords", {kControlCore, kDomain, kRuntime}},
      {"services/agent/core", {kDomain, kRuntime, kCrypto, kTelemetry, kDocuments}},
      // What a session means runs in the simulator too: it has the messages of the wire, and no transport.
      {"services/agent/uplink",
       {kAgentCore, kDomain, kRuntime, kCrypto, kWire, "services/proto/flotilla/v1/agent.pb.h"}},
      {"services/agent/grpc", {kAgentUplink, kDomain, kRuntime, kCrypto, kWire, kProto}},
      {"services/agent/storage", {kAgentCore, kDomain, kRuntime}},
      {"services/agent/platform/linux", {kAgentCore, kDomain, kRuntime}},
      {"services/agent/worker", {kDomain, kRuntime, kTelemetry, kPluginsApi}},
      {"plugins/api", {}},
      {"plugins/*", {kPluginsApi}},
      // What the notifiers that talk to servers share, so that each of them is only its message.
      {"plugins/notifier-webhook", {kPluginsApi, "plugins/net"}},
      {"plugins/notifier-smtp", {kPluginsApi, "plugins/net"}},
      {"plugins/notifier-alertmanager", {kPluginsApi, "plugins/net"}},
      {"plugins/notifier-desktop", {kPluginsApi, "plugins/net"}},
      // Reads service.json with the code by which the release tool refused what it would not take.
      {"plugins/runtime-process", {kPluginsApi, kDomain, "services/documents/service_spec.h"}},
      // Programs that the fleet carries, not parts of it.
      {"resources/services", {}},
      {"ui/console/viz", {kDomain}},
      {"ui/console/*", {}},
      // Composition roots: everything of their program.
      {"app/controlplane",
       {kDomain, kRuntime, kCrypto, kTelemetry, kDocuments, kWire, kProto, kPluginsApi, "services/controlplane"}},
      {"app/agent", {kDomain, kRuntime, kCrypto, kTelemetry, kDocuments, kWire, kProto, kPluginsApi, "services/agent"}},
      // A backup is restored while no control plane runs, so the command line does it itself.
      {"app/cli",
       {kDomain, kRuntime, kCrypto, kTelemetry, kDocuments, "services/client", "services/publisher",
        "services/controlplane/storage"}},
      {"app/console",
       {kDomain, kRuntime, kCrypto, kDocuments, kPluginsApi, "services/client", "services/publisher", "models/view",
        "ui/console"}},
  };
  return rules;
}

const std::vector<ThirdPartyRule>& thirdPartyRules() {
  static const std::vector<ThirdPartyRule> rules{
      {"gRPC", {"grpc/", "grpcpp/"}, {"services/controlplane/rpc", "services/agent/grpc"}, {"services/client"}},
      {"Protobuf", {"google/protobuf/"}, {"services/wire", "services/controlplane/rpc"}},
      {"libsodium", {"sodium"}, {"services/controlplane/passwords"}},
      {"OpenSSL", {"openssl/"}, {"services/crypto"}},
      {"Boost", {"boost/"}, {"services/controlplane/http"}},
      {"nlohmann-json", {"nlohmann/"}, {"services/documents"}},
      {"yaml-cpp", {"yaml-cpp/"}, {"services/documents"}},
      {"SQLite", {"sqlite3"}, {"services/controlplane/storage", "services/agent/storage"}},
      {"libcurl", {"curl/"}, {"services/publisher", "services/agent/platform/linux", "plugins/net"}},
      {"zlib", {"zlib.h"}, {"services/controlplane/http"}},
      {"libdbus", {"dbus/"}, {"plugins/notifier-desktop"}},
      {"spdlog", {"spdlog/", "fmt/"}, {"services/runtime"}},
      {"CLI11", {"CLI/"}, {"app/cli"}},
      {"RE2", {"re2/"}, {"services/runtime"}},
      {"Abseil", {"absl/"}, {"services/runtime"}},
      {"ONNX Runtime", {"onnxruntime"}, {"plugins/runtime-onnx"}},
      {"Qt Core", {"QtCore"}, {"models/view", "ui", "app/console", "plugins/api/panel.h"}},
      {"Qt", {"Q", "qt"}, {"models/view", "ui", "app/console"}},
      // The cores and the pure libraries get time, chance, disk and network as arguments.
      {"the operating system",
       {"arpa/",    "dirent.h", "dlfcn.h", "errno.h",  "fcntl.h",   "fnmatch.h", "grp.h",   "limits.h", "linux/",
        "malloc.h", "net/",     "netdb.h", "netinet/", "poll.h",    "pthread.h", "pwd.h",   "sched.h",  "signal.h",
        "spawn.h",  "string.h", "sys/",    "syslog.h", "termios.h", "time.h",    "unistd.h"},
       {"services/runtime", "services/agent/platform/linux", "services/agent/worker", "services/controlplane/rpc",
        "services/controlplane/http", "app", "plugins/*", "resources/services"}},
  };
  return rules;
}

const std::vector<QmlRule>& qmlRules() {
  // A module names itself where it uses its own C++ types: Qt 6.4 does not find those without an import.
  static const std::vector<QmlRule> rules{
      {"ui/console/theme", {"QtQuick", "QtQml"}},
      {"ui/console/controls", {"QtQuick", "QtQml", "Flotilla.Theme", "Flotilla.Controls"}},
      {"ui/console/charts", {"QtQuick", "QtQml", "QtCharts", "Flotilla.Theme", "Flotilla.Charts"}},
      {"ui/console/gallery",
       {"QtQuick", "QtQml", "Flotilla.Controls", "Flotilla.Charts", "Flotilla.Viz", "Flotilla.Theme",
        "Flotilla.Gallery"}},
      {"ui/console/shell", {"QtQuick", "QtQml", "Flotilla"}},
      {"ui/console/*",
       {"QtQuick", "QtQml", "Flotilla.Models", "Flotilla.Controls", "Flotilla.Charts", "Flotilla.Viz",
        "Flotilla.Theme"}},
  };
  return rules;
}

const std::vector<LengthRule>& lengthRules() {
  static const std::vector<LengthRule> rules{
      {".cpp", 500}, {".h", 250}, {".qml", 300}, {".ts", 350}, {".svelte", 350},
  };
  return rules;
}

const std::vector<std::string_view>& topLevelFolders() {
  static const std::vector<std::string_view> folders{"app",     "ui",        "models", "services",
                                                     "plugins", "resources", "tests",  "packaging"};
  return folders;
}

}  // namespace flotilla::architecture
