#include "app/controlplane/web_site.h"

#include <dirent.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <map>

#include "models/domain/incident.h"
#include "models/domain/rollout.h"
#include "services/controlplane/core/fleet/node_view.h"
#include "services/proto/flotilla/v1/server.pb.h"
#include "services/wire/operator_wire.h"

namespace flotilla::controlplane {
namespace {

constexpr const char* kWhoAsks = "flotilla.v1.ServerService/GetServer";

using Counts = std::map<std::string, std::size_t>;

void head(std::string& out, const char* name, const char* type, const char* help) {
  out += std::string("# HELP ") + name + " " + help + "\n# TYPE " + name + " " + type + "\n";
}

void single(std::string& out, const char* name, const char* type, const char* help, double value) {
  head(out, name, type, help);
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%.17g", value);
  out += std::string(name) + " " + text.data() + "\n";
}

void byState(std::string& out, const char* name, const char* help, const Counts& counts) {
  head(out, name, "gauge", help);
  for (const auto& [state, count] : counts)
    out += std::string(name) + "{state=\"" + state + "\"} " + std::to_string(count) + "\n";
}

template <class Names>
Counts noneOf(const Names& names) {
  Counts out;
  for (const std::string_view name : names) out[std::string(name)] = 0;
  return out;
}

double residentBytes() {
  std::ifstream statm("/proc/self/statm");
  double total = 0;
  double resident = 0;
  statm >> total >> resident;
  return resident * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

double openFiles() {
  DIR* folder = ::opendir("/proc/self/fd");
  if (folder == nullptr) return 0;
  double count = -3;  // ".", ".." and this one
  while (::readdir(folder) != nullptr) ++count;
  ::closedir(folder);
  return count;
}

double cpuSeconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

void addProcess(std::string& out) {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  single(out, "process_cpu_seconds_total", "counter", "CPU time in user and system mode.", cpuSeconds());
  single(out, "process_resident_memory_bytes", "gauge", "Resident memory.", residentBytes());
  single(out, "process_open_fds", "gauge", "Open file descriptors.", openFiles());
  single(out, "process_max_fds", "gauge", "File descriptors that may be open.", static_cast<double>(files.rlim_cur));
}

Status maySeeFleet(const Result<std::string>& answer) {
  if (!answer) return answer.error();
  v1::ServerInfo info;
  if (!info.ParseFromString(*answer)) return internalError("bad_answer", "GetServer answers something else");
  Caller caller;
  for (const v1::Grant& given : info.grants()) {
    FLOTILLA_TRY(Grant grant, wire::fromProto(given));
    caller.grants.push_back(std::move(grant));
  }
  if (caller.mayEverywhere(Role::Viewer)) return okStatus();
  return Error{ErrorCode::Denied, "role_missing", "the figures tell about the whole fleet", "authorization",
               "use a token with the role viewer for the whole fleet"};
}

}  // namespace

std::vector<std::string> webHosts(const std::string& publicHost, const std::string& listenAddress,
                                  const std::vector<std::string>& certified) {
  std::vector<std::string> out{publicHost, listenAddress, "localhost", "127.0.0.1", "::1"};
  out.insert(out.end(), certified.begin(), certified.end());
  return out;
}

Status FleetFacts::readiness() const {
  if (!learning_) return okStatus();
  return precondition("learning", "the control plane has just started and waits for its nodes to report");
}

void FleetFacts::facts(Credentials credentials, std::function<void(Result<std::string>)> answered) {
  dispatcher_.call(kWhoAsks, {}, std::move(credentials),
                   [this, answered = std::move(answered)](const Result<std::string>& answer) {
                     const Status allowed = maySeeFleet(answer);
                     answered(allowed ? Result<std::string>(text()) : Result<std::string>(allowed.error()));
                   });
}

// On the fleet loop.
std::string FleetFacts::text() const {
  const FleetState& state = plane_.fleet.state();
  Counts live = noneOf(kLivenessNames);
  Counts identities = noneOf(kNodeIdentityNames);
  for (const auto& [id, entry] : state.nodes) {
    ++live[std::string(toText(nodeLiveness(state, entry, plane_.clock.now(), plane_.reportInterval)))];
    ++identities[std::string(toText(entry.record.identity))];
  }
  Counts rollouts = noneOf(kRolloutStateNames);
  for (const auto& [id, rollout] : state.rollouts) ++rollouts[std::string(toText(rollout.state))];
  Counts incidents = noneOf(kIncidentStateNames);
  for (const auto& [id, incident] : state.incidents) ++incidents[std::string(toText(incident.state))];
  std::string out;
  byState(out, "flotilla_nodes", "Nodes by how lately they reported.", live);
  byState(out, "flotilla_node_identities", "Nodes by the state of their identity.", identities);
  byState(out, "flotilla_rollouts", "Rollouts by state.", rollouts);
  byState(out, "flotilla_incidents", "Incidents by state.", incidents);
  single(out, "flotilla_alerts", "gauge", "Alerts that fire.",
         plane_.alerts ? static_cast<double>(plane_.alerts().alerts.size()) : 0);
  single(out, "flotilla_watchers", "gauge", "Open watches of the fleet.", static_cast<double>(watch_.watchers()));
  single(out, "flotilla_fleet_revision", "counter", "Commits of the fleet's state.",
         static_cast<double>(state.revision));
  single(out, "flotilla_audit_entries", "counter", "Entries of the audit log.", static_cast<double>(state.auditSeq));
  addProcess(out);
  return out;
}

}  // namespace flotilla::controlplane
