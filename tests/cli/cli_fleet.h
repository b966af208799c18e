// flotillactl beside a control plane that says what a test needs, and the rollouts it says most. Thread: the caller's,
// blocking; the handler of the control plane runs on threads of gRPC.
#pragma once

#include <string>
#include <vector>

#include "models/domain/rollout.h"
#include "tests/cli/cli_process.h"
#include "tests/client/fake_operator_server.h"

namespace flotilla::test {

// flotillactl with a data directory in which a control plane listens.
struct Fleet {
  Cli cli;
  FakeOperatorServer server;

  explicit Fleet(FakeOperatorServer::Handler handler)
      : server("unix:" + cli.path("operators.sock").toStdString(), std::move(handler)) {}
  CliResult run(const QStringList& arguments, const QByteArray& input = {}) const {
    return cli.run(arguments + QStringList{"--data", cli.path(".")}, input);
  }
};

inline RolloutNode outcome(const char* name, NodeOutcome what, std::uint32_t wave = 0) {
  RolloutNode node;
  node.nodeName = name;
  node.outcome = what;
  node.wave = wave;
  return node;
}

// 11 11 … for '\x11': a digest that can be told from others.
inline Digest digestOf(std::uint8_t byte) {
  Digest digest;
  digest.bytes.fill(byte);
  return digest;
}

inline RolloutWave waveOf(const char* name, WaveState state) {
  RolloutWave wave;
  wave.name = name;
  wave.state = state;
  wave.nodes = 1;
  return wave;
}

// meter-reader-3, which ann wrote a plan for: a canary that soaks, and the rest, which two people have to agree to.
inline Rollout plannedRollout(RolloutState state) {
  Rollout out;
  out.id = RolloutId("meter-reader-3");
  out.workload = WorkloadName("meter-reader");
  out.artifact = ArtifactName("meter-reader");
  out.to = {2, 0, 0};
  out.state = state;
  out.author = "ann";
  out.plan = R"({"workload":"meter-reader","to":"2.0.0","waves":[{"name":"canary","size":1},{"name":"all"}]})";
  out.planDigest = digestOf(0x11);
  out.seed = 4711;
  const bool begun = state != RolloutState::Draft && state != RolloutState::AwaitingApproval;
  out.waves = {waveOf("canary", begun ? WaveState::Soaking : WaveState::Pending), waveOf("all", WaveState::Pending)};
  out.waves[1].place = 1;
  out.waves[1].approvalsNeeded = 2;
  out.nodes = {outcome("delft-1", begun ? NodeOutcome::Proven : NodeOutcome::Planned),
               outcome("delft-2", NodeOutcome::Planned, 1)};
  return out;
}

inline FakeAnswer answerOf(const Rollout& rollout) {
  return FakeAnswer::of(wire::toProto(rollout));
}

}  // namespace flotilla::test
