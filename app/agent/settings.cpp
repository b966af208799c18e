#include "app/agent/settings.h"

namespace flotilla::agent {

std::vector<ConfigKey> settings() {
  return {
      {"data", ConfigType::Text, "", "data directory; only its owner may enter it"},
      {"report_interval", ConfigType::Length, "10s", "how often the node reports"},
      {"trial_deadline", ConfigType::Length, "5m", "a new version that is not proven by then is taken back"},
      {"backoff_max", ConfigType::Length, "5m", "longest wait before connecting again"},
      {"disk_reserve_mb", ConfigType::Integer, "64", "space that stays free, in MiB"},
      {"plugins", ConfigType::Text, "", "folder of plugins; empty = beside the program"},
      {"paused", ConfigType::Boolean, "false", "install, but feed no requests to workloads"},
      {"log.level", ConfigType::Text, "info", "debug, info, warn or error"},
  };
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
