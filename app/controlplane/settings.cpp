#include "app/controlplane/settings.h"

#include <arpa/inet.h>

#include <array>
#include <map>

#include "app/controlplane/ports.h"
#include "services/documents/config_check.h"

namespace flotilla::controlplane {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kLastPort = 65'535;

Status checkPort(const Config& config, const std::string& key) {
  const std::int64_t value = config.integer(key);
  if (value >= 0 && value <= kLastPort) return okStatus();
  return invalid("out_of_range", "\"" + config.written(key) + "\" is not a port", key,
                 "write 1 to 65535, or 0 for any free port");
}

Status checkPorts(const Config& config) {
  std::map<std::int64_t, std::string> taken;
  for (const std::string& key : portKeys()) {
    FLOTILLA_CHECK(checkPort(config, key));
    const auto [at, isFirst] = taken.emplace(config.integer(key), key);
    if (!isFirst && at->first != 0)
      return invalid("port_twice", at->second + " and " + key + " are the same port", key, "choose another for one");
  }
  return okStatus();
}

bool isIpAddress(const std::string& text) {
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  return ::inet_pton(AF_INET, text.c_str(), bytes.data()) == 1 ||
         ::inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1;
}

Status checkListenAddress(const std::string& address) {
  if (isIpAddress(address)) return okStatus();
  return invalid("bad_address", "\"" + address + "\" is not an IP address", "listen.address",
                 "write 127.0.0.1 for this computer only, or 0.0.0.0 for every network it is in");
}

Status checkHost(const char* key, const std::string& host) {
  const bool isName = !host.empty() && host.find_first_of(" \t/:") == std::string::npos;
  if (isName || isIpAddress(host)) return okStatus();
  return invalid("bad_host", "\"" + host + "\" is not a host", key, "write a name or an address without a port");
}

Status checkSlot(Duration slot) {
  if (slot >= 1s && slot <= 1h && 1h % slot == Duration(0)) return okStatus();
  return invalid("out_of_range", flotilla::toText(slot) + " does not divide an hour", "objectives.slot",
                 "write 1s to 1h, for example 10s, 60s or 5m");
}

}  // namespace

std::vector<ConfigKey> settings() {
  return {
      {"data", ConfigType::Text, "", "data directory; only its owner may enter it"},
      {"listen.address", ConfigType::Text, "127.0.0.1", "address of all listeners"},
      {"listen.agents", ConfigType::Integer, "7443", "port of agent sessions; 0 = any free"},
      {"listen.operators", ConfigType::Integer, "7444", "port of the operator API"},
      {"listen.web", ConfigType::Integer, "7445", "port of uploads and the web"},
      {"listen.artifacts", ConfigType::Integer, "7446", "port from which nodes download"},
      {"listen.enrolment", ConfigType::Integer, "7447", "port of enrolment and expired renewal"},
      {"tls.hosts", ConfigType::TextList, "localhost,127.0.0.1", "names and addresses in the server certificate"},
      {"public.host", ConfigType::Text, "127.0.0.1",
       "name or address under which nodes and operators reach this server"},
      {"nodes.certificate_life", ConfigType::Length, "7d", "life of node certificates; renewed at half of it"},
      {"nodes.report_interval", ConfigType::Length, "10s", "how often nodes report; two missed ones make a node late"},
      {"nodes.learning_max", ConfigType::Length, "60s",
       "after a start nothing is assigned until the nodes have reported; at most so long"},
      {"objectives.slot", ConfigType::Length, "60s", "grain in which objectives count; a divisor of an hour"},
      {"drift.every", ConfigType::Length, "60s", "how often the inputs of models are judged"},
      {"drift.days_per_false_alarm", ConfigType::Integer, "90",
       "a node or a region drifts by mistake once in so many days; limits follow from it"},
      {"drift.beginning", ConfigType::Length, "24h",
       "what a node sees first, for so long, is what it is compared with later, besides the training"},
      {"alerts.node_offline_for", ConfigType::Length, "5m",
       "how long a node is offline, beyond what its region allows, before it is an alert"},
      {"alerts.telemetry_gap_for", ConfigType::Length, "5m",
       "how long a node reports and counts no request of what it serves, before it is an alert"},
      {"accounts.first_admin", ConfigType::Boolean, "true",
       "while nobody has a password, each start invites the operator admin and prints the code"},
      {"accounts.session_idle", ConfigType::Length, "30m", "after so long without a request a session ends"},
      {"accounts.session_longest", ConfigType::Length, "12h", "after so long a session ends in any case"},
      {"accounts.password_memory", ConfigType::Integer, "64",
       "MiB that hashing one password takes; four are hashed at once"},
      {"plugins", ConfigType::Text, "", "folder of notifier plugins; empty = beside the program"},
      {"log.level", ConfigType::Text, "info", "debug, info, warn or error"},
  };
}

Status checkSettings(const Config& config) {
  FLOTILLA_CHECK(checkPorts(config));
  FLOTILLA_CHECK(checkListenAddress(config.text("listen.address")));
  FLOTILLA_CHECK(checkHost("public.host", config.text("public.host")));
  const auto hosts = config.list("tls.hosts");
  if (hosts.empty()) return checkHost("tls.hosts", {});
  for (const std::string& host : hosts) FLOTILLA_CHECK(checkHost("tls.hosts", host));
  FLOTILLA_CHECK(checkLength(config, "nodes.certificate_life", 30s, 24h * 397));
  FLOTILLA_CHECK(checkLength(config, "nodes.report_interval", 100ms, 1h));
  FLOTILLA_CHECK(checkLength(config, "nodes.learning_max", 100ms, 1h));
  FLOTILLA_CHECK(checkLength(config, "drift.every", 1s, 1h));
  FLOTILLA_CHECK(checkInteger(config, "drift.days_per_false_alarm", 1, 3650));
  FLOTILLA_CHECK(checkLength(config, "drift.beginning", 1s, 24h * 35));
  FLOTILLA_CHECK(checkLength(config, "accounts.session_idle", 1min, 24h));
  FLOTILLA_CHECK(checkLength(config, "accounts.session_longest", 1min, 24h * 7));
  FLOTILLA_CHECK(checkInteger(config, "accounts.password_memory", 1, 1024));
  FLOTILLA_CHECK(checkSlot(config.length("objectives.slot")));
  return checkLogLevel(config, "log.level");
}

}  // namespace flotilla::controlplane
