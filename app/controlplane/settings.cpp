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

}  // namespace flotilla::controlplane
