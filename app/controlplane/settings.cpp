#include "app/controlplane/settings.h"

namespace flotilla::controlplane {

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
      {"log.level", ConfigType::Text, "info", "debug, info, warn or error"},
  };
}

Status checkSettings(const Config& config) {
  for (const char* port : {"listen.agents", "listen.operators", "listen.web", "listen.artifacts", "listen.enrolment"})
    if (const std::int64_t value = config.integer(port); value < 0 || value > 65'535)
      return invalid("out_of_range", std::string(port) + " is " + std::to_string(value), port,
                     "a port is 1 to 65535, or 0 for any free one");
  const std::string level = config.text("log.level");
  if (level != "debug" && level != "info" && level != "warn" && level != "error")
    return invalid("unknown_level", "log.level is \"" + level + "\"", "log.level", "one of debug, info, warn, error");
  const std::string host = config.text("public.host");
  if (host.empty() || host.find_first_of(" \t/:") != std::string::npos)
    return invalid("bad_host", "public.host is \"" + host + "\"", "public.host", "a name or an address without a port");
  return okStatus();
}

}  // namespace flotilla::controlplane
