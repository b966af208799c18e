#include "services/agent/uplink/uplink.h"

#include "services/agent/uplink/identity_choice.h"
#include "services/agent/uplink/link_fault.h"
#include "services/agent/uplink/renewal_request.h"
#include "services/agent/uplink/session.h"
#include "services/runtime/backoff.h"
#include "services/runtime/log.h"

namespace flotilla::agent {
namespace {

constexpr auto kRenewCheck = std::chrono::seconds(5);
constexpr int kClosedBeforeAsking = 2;  // handshakes in a row; one may be an accident

// There is no way back but a new enrolment. Other denials may be about one of two certificates only.
bool isForGood(const Error& why) {
  return why.code == ErrorCode::Denied &&
         (why.reason == "revoked" || why.reason == "retired" || why.reason == "unknown_node");
}

}  // namespace

struct Uplink::Impl : std::enable_shared_from_this<Uplink::Impl> {
  Impl(UplinkConfig given, Ports ports, std::function<void(const Identity&)> onIdentity)
      : config(std::move(given)),
        loop(ports.loop),
        clock(ports.clock),
        random(ports.random),
        identities(ports.identities),
        agent(ports.agent),
        dialler(ports.dialler),
        identity(identities, random,
                 [this, told = std::move(onIdentity)](const Identity& next) {
                   told(next);
                   agent.setKeyFingerprint(next.info.fingerprint.hex());
                 }),
        backoff(random, config.backoffBase, config.backoffCap),
        link(loop, agent.drills(),
             {[this](v1::AgentMessage message) { line->say(std::move(message)); }, [this] { cutLink(); },
              [this] { restoreLink(); }}),
        session(config, ports, identity,
                {[this](v1::AgentMessage message) { link.say(std::move(message)); }, [this] { backoff.reset(); },
                 [this] { redial(); }}) {}

  const UplinkConfig config;
  Executor& loop;
  Clock& clock;
  Random& random;
  IdentityStore& identities;
  Agent& agent;
  Dialler& dialler;
  IdentityChoice identity;
  Backoff backoff;
  LinkFault link;
  Session session;
  std::unique_ptr<Line> line;  // while there is one
  int closedHandshakes = 0;    // in a row, before any word of the control plane
  bool stopped = false;

  // What it returns does nothing once the uplink is gone.
  template <class F>
  auto mine(F work) {
    return [weak = weak_from_this(), work = std::move(work)](const auto&... args) {
      if (const auto self = weak.lock(); self && !self->stopped) work(*self, args...);
    };
  }
  template <class F>
  void later(std::chrono::milliseconds delay, F work) {
    loop.postAfter(delay, mine(std::move(work)));
  }

  void dial() {
    if (link.refuses()) return;
    if (clock.now() >= identity.now().info.notAfter) return recoverExpired();
    line = dialler.dial(identity.now(),
                        {mine([](Impl& self, const v1::ServerMessage& message) { self.session.onMessage(message); }),
                         mine([](Impl& self, LineEnd end) { self.onEnd(end); })});
    link.begin();
    session.begin();
  }

  // How faults stand is said before the link is cut, if need be.
  void onDrills() {
    session.sendFaultNews();
    link.onChange();
  }

  void cutLink() {
    if (line == nullptr) return;
    log::warn("the link is cut, for practice");
    redial();
  }

  void restoreLink() {
    backoff.reset();
    dial();
  }

  void dropLine() {
    line.reset();
    link.begin();
    session.end();
  }

  void redial() {
    dropLine();
    dial();
  }

  void onEnd(const LineEnd& end) {
    const bool atHandshake = !session.isWelcome() && end.closedByPeer;
    closedHandshakes = atHandshake ? closedHandshakes + 1 : 0;
    dropLine();
    if (isForGood(end.why)) return onRefused(end.why);
    if (closedHandshakes < kClosedBeforeAsking) return retry(end.cause);
    askWelcome(end.cause);
  }

  void retry(const std::string& cause) {
    const auto wait = backoff.next();
    log::info("disconnected", {{"why", cause}, {"retry_ms", std::to_string(wait.count())}});
    dialAfter(wait);
  }

  void dialAfter(std::chrono::milliseconds wait) {
    later(wait, [](Impl& self) {
      self.identity.tryNext();
      self.dial();
    });
  }

  // Not the end of the agent: what runs goes on, and only whoever owns the machine may decide about it.
  void onRefused(const Error& why) {
    const bool known = why.reason != "unknown_node";
    log::error("the control plane refuses this node: " + (known ? "it was revoked or retired" : why.message) +
                   "; enrol it anew into another data directory, or stop this agent",
               {{"reason", why.reason}, {"retry_ms", std::to_string(config.backoffCap.count())}});
    dialAfter(config.backoffCap);
  }

  // A revoked node is refused at the handshake, of which it sees only the end; the enrolment port can say why.
  void askWelcome(const std::string& cause) {
    dialler.askRenewal(renewalRequest(identity.now(), {}, clock.now()), identity.now().caPem,
                       mine([cause](Impl& self, const Result<std::string>& welcome) {
                         if (!welcome && isForGood(welcome.error())) return self.onRefused(welcome.error());
                         self.retry(cause);
                       }));
  }

  void recoverExpired() {
    const auto key = identities.nextKey();
    if (!key) return onNotRenewed(key.error());
    dialler.askRenewal(renewalRequest(identity.now(), key->makeRequest(), clock.now()), identity.now().caPem,
                       mine([](Impl& self, const Result<std::string>& certificatePem) {
                         if (!certificatePem) return self.onNotRenewed(certificatePem.error());
                         const Status renewed = self.identity.renew(*certificatePem);
                         if (!renewed) return self.onNotRenewed(renewed.error());
                         self.dial();
                       }));
  }

  void onNotRenewed(const Error& why) {
    if (isForGood(why)) return onRefused(why);
    log::warn("the expired certificate was not renewed", {{"reason", why.reason}, {"why", why.message}});
    later(backoff.next(), [](Impl& self) { self.dial(); });
  }

  void watchRenewal() {
    session.checkRenewal();
    later(kRenewCheck, [](Impl& self) { self.watchRenewal(); });
  }
};

Uplink::Uplink(UplinkConfig config, Ports ports, std::function<void(const Identity&)> onIdentity)
    : impl_(std::make_shared<Impl>(std::move(config), ports, std::move(onIdentity))) {}

Uplink::~Uplink() {
  impl_->stopped = true;
  impl_->line.reset();
  impl_->agent.setReportListener({});
  impl_->agent.drills().setListener({});
}

Status Uplink::start() {
  FLOTILLA_CHECK(impl_->identity.begin());
  impl_->agent.setReportListener([weak = impl_->weak_from_this()] {
    if (const auto self = weak.lock()) self->session.sendReports();
  });
  impl_->agent.drills().setListener([weak = impl_->weak_from_this()] {
    if (const auto self = weak.lock()) self->onDrills();
  });
  // A little jitter, so that a fleet that starts together does not connect together.
  impl_->later(std::chrono::milliseconds(static_cast<int>(impl_->random.unit() * 500)),
               [](Impl& self) { self.dial(); });
  impl_->watchRenewal();
  return okStatus();
}

}  // namespace flotilla::agent
