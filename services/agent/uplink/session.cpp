#include "services/agent/uplink/session.h"

#include "services/runtime/log.h"
#include "services/wire/agent_wire.h"
#include "services/wire/game_day_wire.h"
#include "services/wire/operator_wire.h"

namespace flotilla::agent {
namespace {

v1::AgentMessage helloOf(const UplinkConfig& config, Agent& agent) {
  v1::AgentMessage message;
  v1::Hello& hello = *message.mutable_hello();
  hello.set_boot_id(agent.bootId());
  hello.set_hardware(config.hardware);
  hello.set_agent_version(config.agentVersion);
  hello.set_epoch_seen(agent.highestEpoch());
  hello.set_generation_seen(agent.lastGeneration());
  hello.set_assignment(agent.newestAssignment());
  hello.set_queue(agent.queue().incarnation);
  hello.set_queue_begins(agent.queue().begins);
  hello.set_queue_continues(agent.queue().continues);
  hello.set_searches_logs(static_cast<bool>(config.searchLogs));
  hello.set_captures_inputs(true);
  hello.set_takes_orders(true);
  hello.set_takes_faults(true);
  hello.set_takes_thresholds(true);
  hello.set_takes_stages(true);
  hello.set_allows_faults(agent.drills().allowed());
  return message;
}

}  // namespace

Session::Session(const UplinkConfig& config, const Uplink::Ports& ports, IdentityChoice& identity, Acts acts)
    : config_(config),
      clock_(ports.clock),
      agent_(ports.agent),
      identities_(ports.identities),
      identity_(identity),
      acts_(std::move(acts)),
      window_(ports.agent, ports.clock, acts_.say),
      answers_(ports.loop, ports.agent, config.searchLogs, [this](v1::AgentMessage message) {
        if (welcomed_) acts_.say(std::move(message));
      }) {}

void Session::begin() {
  welcomed_ = renewing_ = false;
  window_.begin();
  acts_.say(helloOf(config_, agent_));
}

void Session::end() {
  welcomed_ = renewing_ = false;
  window_.close();
}

void Session::onMessage(const v1::ServerMessage& message) {
  if (message.has_welcome()) return onWelcome(message.welcome());
  if (message.has_ack()) return window_.onAck(message.ack());
  if (message.has_assignment()) {
    const auto& delivery = message.assignment();
    return agent_.onAssignment(delivery.envelope(), {delivery.releases().begin(), delivery.releases().end()});
  }
  if (message.has_policy()) return agent_.onPolicy(message.policy().envelope());
  if (message.has_search_logs()) return answers_.onSearch(message.search_logs());
  if (message.has_capture_inputs()) return answers_.onCapture(message.capture_inputs());
  if (message.has_orders()) {
    agent_.onOrders(wire::fromProto(message.orders()));
    return checkRenewal();
  }
  if (message.has_fault()) return onFault(message.fault());
  if (message.has_end_faults()) return agent_.drills().end(message.end_faults().prefix());
  if (message.has_renewed()) onRenewed(message.renewed().certificate_pem());
}

void Session::onWelcome(const v1::Welcome& welcome) {
  window_.onWelcome(welcome);
  log::info("connected", {{"epoch", std::to_string(welcome.epoch())}});
  welcomed_ = true;
  readsFaultNews_ = welcome.reads_fault_news();
  sendFaultNews(true);
  acts_.welcomed();
  identity_.accepted();
  window_.open(welcome);
  checkRenewal();
}

void Session::onFault(const v1::FaultOrder& order) {
  const auto fault = wire::fromProto(order);
  if (!fault) return log::warn("a fault cannot be read", {{"why", fault.error().message}});
  agent_.drills().take(*fault);
}

void Session::sendFaultNews(bool first) {
  if (!welcomed_ || !readsFaultNews_) return;
  v1::AgentMessage message;
  *message.mutable_fault_news() = wire::toProto(FaultNews{first, agent_.drills().statuses()});
  acts_.say(std::move(message));
}

void Session::checkRenewal() {
  if (!welcomed_ || renewing_ || !(identity_.isDue(clock_.now()) || agent_.wantsRenewal())) return;
  const auto key = identities_.nextKey();
  if (!key) return log::error("no key for renewal", {{"why", key.error().message}});
  renewing_ = true;
  v1::AgentMessage message;
  message.mutable_renew()->set_csr_pem(key->makeRequest());
  acts_.say(std::move(message));
}

void Session::onRenewed(const std::string& certificatePem) {
  renewing_ = false;
  if (const Status renewed = identity_.renew(certificatePem); !renewed)
    return log::error("the renewed certificate cannot be used", {{"why", renewed.error().message}});
  log::info("identity renewed", {{"until", toRfc3339(identity_.now().info.notAfter)}});
  agent_.onRenewed();
  acts_.renewed();
}

}  // namespace flotilla::agent
