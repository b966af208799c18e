// Puts flotilla-agent together. Member order is lifetime order. Thread: start and stop on the main thread.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "services/agent/core/agent.h"
#include "services/agent/grpc/grpc_dialler.h"
#include "services/agent/platform/linux/curl_downloader.h"
#include "services/agent/platform/linux/machine_gauge.h"
#include "services/agent/platform/linux/worker_process.h"
#include "services/agent/storage/log_book.h"
#include "services/agent/storage/sqlite_agent_store.h"
#include "services/agent/storage/telemetry_queue.h"
#include "services/agent/uplink/uplink.h"
#include "services/documents/config.h"

namespace flotilla::agent {

class NodeProgram {
 public:
  // `restart`: see AgentConfig::restart; called on the agent's loop.
  static Result<std::unique_ptr<NodeProgram>> start(const Config& config, std::function<Status()> restart);
  ~NodeProgram();
  const std::string& name() const { return name_; }

 private:
  NodeProgram(const Config& config, std::function<Status()> restart)
      : config_(config), data_(config.text("data")), restart_(std::move(restart)) {}
  Status open();
  Result<AgentConfig> agentConfig(const NodeId& node, const Config& server);
  void openLogs(const Config& server);
  Status openQueue();
  Status openUplink(const Config& server);

  const Config config_;
  const Path data_;
  const std::function<Status()> restart_;
  SystemFiles files_;
  SystemClock clock_;
  SystemRandom random_;
  std::string name_;
  std::unique_ptr<FileLock> lock_;
  std::unique_ptr<LogBook> book_;  // outlives whoever logs, see the destructor
  std::unique_ptr<SqliteAgentStore> store_;
  std::unique_ptr<FileTelemetryQueue> queue_;
  std::unique_ptr<IdentityStore> identities_;
  std::unique_ptr<SerialLoop> loop_;
  std::unique_ptr<CurlDownloader> downloader_;
  std::unique_ptr<LinuxWorkerLauncher> launcher_;
  std::unique_ptr<LinuxMachineGauge> gauge_;
  std::unique_ptr<Agent> agent_;
  std::unique_ptr<GrpcDialler> dialler_;
  std::unique_ptr<Uplink> uplink_;
};

}  // namespace flotilla::agent
