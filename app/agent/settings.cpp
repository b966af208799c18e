#include "app/agent/settings.h"

#include "models/domain/fault.h"
#include "models/domain/ids.h"
#include "services/documents/config_check.h"

namespace flotilla::agent {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kMostReserveMb = 1 << 20;  // 1 TiB
constexpr std::int64_t kMostQuotaKb = 1 << 30;    // 1 TiB
constexpr std::int64_t kMostLogsMb = 4096;
constexpr double kMostSensor = 1'000'000;

Status checkPlugins(const std::string& folder) {
  std::error_code error;
  if (folder.empty() || std::filesystem::is_directory(folder, error)) return okStatus();
  return invalid("no_plugins", "there is no directory " + folder, "plugins",
                 "name the folder of plugins, or leave it empty for the one beside the program");
}

Status checkDrills(const std::string& text) {
  if (text == "allow" || text == "refuse") return okStatus();
  return invalid("bad_value", "\"" + text.substr(0, 40) + "\" is neither allow nor refuse", "drills",
                 "write drills: allow, or drills: refuse");
}

Status checkRegion(const std::string& name) {
  if (name.empty() || checkName("region", name)) return okStatus();
  return invalid("bad_region", "\"" + name.substr(0, 80) + "\" is not a name of a region", "region",
                 "write 1 to 63 of a-z, 0-9 and '-', as the fleet declares it, for example eu-west");
}

}  // namespace

std::vector<ConfigKey> settings() {
  return {
      {"data", ConfigType::Text, "", "data directory; only its owner may enter it"},
      {"report_interval", ConfigType::Length, "10s", "how often the node reports"},
      {"trial_deadline", ConfigType::Length, "5m", "a new version that is not proven by then is taken back"},
      {"backoff_max", ConfigType::Length, "5m", "longest wait before connecting again"},
      {"disk_reserve_mb", ConfigType::Integer, "64", "space that stays free, in MiB"},
      {"telemetry.metric_quota_kb", ConfigType::Integer, "32768",
       "disk for reports that wait for the control plane, in KiB; when it is full the oldest are merged, then dropped "
       "and "
       "counted"},
      {"telemetry.event_quota_kb", ConfigType::Integer, "8192",
       "disk for events that wait, in KiB; they may take that of reports too, and a quarter is for security events "
       "only"},
      {"telemetry.segment_kb", ConfigType::Integer, "8192", "the most of one file of them, in KiB"},
      {"saturation.cpu_percent", ConfigType::Integer, "90",
       "a second in which more of the processors is in use counts as saturated; 100 = none does"},
      {"saturation.memory_percent", ConfigType::Integer, "90",
       "likewise of memory, of the machine or of the control group that is fuller"},
      {"saturation.disk_percent", ConfigType::Integer, "90", "likewise of the disk of the data directory"},
      {"plugins", ConfigType::Text, "", "folder of plugins; empty = beside the program"},
      {"region", ConfigType::Text, "", "region of this machine, for the rules of a policy; empty = as it enrolled"},
      {"paused", ConfigType::Boolean, "false", "install, but feed no requests to workloads"},
      {"sensor.gain", ConfigType::Number, "1",
       "what this node's sensor makes of every input: x * gain + offset + noise"},
      {"sensor.offset", ConfigType::Number, "0", "likewise"},
      {"sensor.noise", ConfigType::Number, "0", "likewise, the standard deviation"},
      {"windows.records", ConfigType::Integer, "500",
       "inputs that a window of their distribution counts, at least; see drift"},
      {"windows.shortest", ConfigType::Length, "3m", "time that it lasts, at least"},
      {"windows.longest", ConfigType::Length, "1h", "and then it closes with however few inputs"},
      {"drills", ConfigType::Text, "refuse",
       "allow: the control plane may break things on this node for a short time, for practice; refuse: it may not"},
      {"drill_limit", ConfigType::Length, "15m", "and none of that may last longer"},
      {"log.level", ConfigType::Text, "info", "debug, info, warn or error"},
      {"logs.quota_mb", ConfigType::Integer, "16",
       "disk for log lines and traces, which stay on the node and are searched there, in MiB; the oldest go first"},
      {"traces.share", ConfigType::Number, "0.01",
       "of the requests of workloads that leave a trace, 0 to 1; those that fail or are slow do besides"},
      {"traces.slow", ConfigType::Length, "1s", "a request that takes so long is slow"},
  };
}

Status checkSettings(const Config& config) {
  FLOTILLA_CHECK(checkLength(config, "report_interval", 100ms, 1h));
  FLOTILLA_CHECK(checkLength(config, "trial_deadline", 1s, 24h * 7));
  FLOTILLA_CHECK(checkLength(config, "backoff_max", 1s, 24h));
  FLOTILLA_CHECK(checkInteger(config, "disk_reserve_mb", 0, kMostReserveMb));
  FLOTILLA_CHECK(checkInteger(config, "telemetry.metric_quota_kb", 16, kMostQuotaKb));
  FLOTILLA_CHECK(checkInteger(config, "telemetry.event_quota_kb", 16, kMostQuotaKb));
  FLOTILLA_CHECK(checkInteger(config, "telemetry.segment_kb", 4, kMostQuotaKb));
  for (std::size_t i = 0; i < kResourceNames.size(); ++i)
    FLOTILLA_CHECK(checkInteger(config, thresholdKey(static_cast<Resource>(i)), 0, 100));
  FLOTILLA_CHECK(checkNumber(config, "sensor.gain", -kMostSensor, kMostSensor));
  FLOTILLA_CHECK(checkNumber(config, "sensor.offset", -kMostSensor, kMostSensor));
  FLOTILLA_CHECK(checkNumber(config, "sensor.noise", 0, kMostSensor));
  FLOTILLA_CHECK(checkInteger(config, "windows.records", 1, 100'000'000));
  FLOTILLA_CHECK(checkLength(config, "windows.shortest", 100ms, 24h));
  FLOTILLA_CHECK(checkLength(config, "windows.longest", config.length("windows.shortest"), 24h));
  FLOTILLA_CHECK(checkInteger(config, "logs.quota_mb", 1, kMostLogsMb));
  FLOTILLA_CHECK(checkNumber(config, "traces.share", 0, 1));
  FLOTILLA_CHECK(checkLength(config, "traces.slow", 1ms, 1h));
  FLOTILLA_CHECK(checkDrills(config.text("drills")));
  FLOTILLA_CHECK(checkLength(config, "drill_limit", kShortestFault, kLongestFault));
  FLOTILLA_CHECK(checkPlugins(config.text("plugins")));
  FLOTILLA_CHECK(checkRegion(config.text("region")));
  return checkLogLevel(config, "log.level");
}

std::string thresholdKey(Resource resource) {
  return "saturation." + std::string(toText(resource)) + "_percent";
}

std::vector<ConfigKey> serverKeys() {
  return {
      {"name", ConfigType::Text, "", "name of this node"},
      {"agents", ConfigType::Text, "", "host:port of sessions"},
      {"artifacts", ConfigType::Text, "", "host:port of downloads"},
      {"enrolment", ConfigType::Text, "", "host:port of enrolment"},
      {"region", ConfigType::Text, "", "where the token put it"},
      {"site", ConfigType::Text, "", "likewise"},
  };
}

}  // namespace flotilla::agent
