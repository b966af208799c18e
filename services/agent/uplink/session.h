// Private to the uplink: what is said in a session, over whichever line there is: hello, reports, answers, faults,
// renewal. Thread: the agent's loop. Lifetime: what the ports refer to outlives it.
#pragma once

#include <functional>
#include <string>

#include "services/agent/core/agent.h"
#include "services/agent/uplink/identity_choice.h"
#include "services/agent/uplink/node_answers.h"
#include "services/agent/uplink/report_window.h"
#include "services/agent/uplink/uplink.h"
#include "services/proto/flotilla/v1/agent.pb.h"

namespace flotilla::agent {

class Session {
 public:
  struct Acts {
    std::function<void(v1::AgentMessage)> say;
    std::function<void()> welcomed;
    std::function<void()> renewed;  // the identity: the session is to be opened anew with it
  };
  Session(const UplinkConfig& config, const Uplink::Ports& ports, IdentityChoice& identity, Acts acts);

  // A line was opened, and is gone.
  void begin();
  void end();
  bool isWelcome() const { return welcomed_; }

  void onMessage(const v1::ServerMessage& message);
  void sendReports() { window_.pump(); }
  // How faults stand has changed.
  void sendFaultNews() { sendFaultNews(false); }
  // Asks for a new certificate, if it is time.
  void checkRenewal();

 private:
  void onWelcome(const v1::Welcome& welcome);
  void onFault(const v1::FaultOrder& order);
  void onRenewed(const std::string& certificatePem);
  void sendFaultNews(bool first);

  const UplinkConfig& config_;
  Clock& clock_;
  Agent& agent_;
  IdentityStore& identities_;
  IdentityChoice& identity_;
  Acts acts_;
  ReportWindow window_;
  NodeAnswers answers_;
  bool welcomed_ = false;
  bool renewing_ = false;
  bool readsFaultNews_ = false;  // the control plane; older ones do not
};

}  // namespace flotilla::agent
