#include "app/agent/settings.h"

#include "services/documents/config_check.h"

namespace flotilla::agent {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kMostReserveMb = 1 << 20;  // 1 TiB
constexpr double kMostSensor = 1'000'000;

Status checkPlugins(const std::string& folder) {
  std::error_code error;
  if (folder.empty() || std::filesystem::is_directory(folder, error)) return okStatus();
  return invalid("no_plugins", "there is no directory " + folder, "plugins",
                 "name the folder of plugins, or leave it empty for the one beside the program");
}

}  // namespace

std::vector<ConfigKey> settings() {
  return {
      {"data", ConfigType::Text, "", "data directory; only its owner may enter it"},
      {"report_interval", ConfigType::Length, "10s", "how often the node reports"},
      {"trial_deadline", ConfigType::Length, "5m", "a new version that is not proven by then is taken back"},
      {"backoff_max", ConfigType::Length, "5m", "longest wait before connecting again"},
      {"disk_reserve_mb", ConfigType::Integer, "64", "space that stays free, in MiB"},
      {"plugins", ConfigType::Text, "", "folder of plugins; empty = beside the program"},
      {"paused", ConfigType::Boolean, "false", "install, but feed no requests to workloads"},
      {"sensor.gain", ConfigType::Number, "1",
       "what this node's sensor makes of every input: x * gain + offset + noise"},
      {"sensor.offset", ConfigType::Number, "0", "likewise"},
      {"sensor.noise", ConfigType::Number, "0", "likewise, the standard deviation"},
      {"log.level", ConfigType::Text, "info", "debug, info, warn or error"},
  };
}

Status checkSettings(const Config& config) {
  FLOTILLA_CHECK(checkLength(config, "report_interval", 100ms, 1h));
  FLOTILLA_CHECK(checkLength(config, "trial_deadline", 1s, 24h * 7));
  FLOTILLA_CHECK(checkLength(config, "backoff_max", 1s, 24h));
  FLOTILLA_CHECK(checkInteger(config, "disk_reserve_mb", 0, kMostReserveMb));
  FLOTILLA_CHECK(checkNumber(config, "sensor.gain", -kMostSensor, kMostSensor));
  FLOTILLA_CHECK(checkNumber(config, "sensor.offset", -kMostSensor, kMostSensor));
  FLOTILLA_CHECK(checkNumber(config, "sensor.noise", 0, kMostSensor));
  FLOTILLA_CHECK(checkPlugins(config.text("plugins")));
  return checkLogLevel(config, "log.level");
}

std::vector<ConfigKey> serverKeys() {
  return {
      {"name", ConfigType::Text, "", "name of this node"},
      {"agents", ConfigType::Text, "", "host:port of sessions"},
      {"artifacts", ConfigType::Text, "", "host:port of downloads"},
      {"enrolment", ConfigType::Text, "", "host:port of enrolment"},
  };
}

}  // namespace flotilla::agent
