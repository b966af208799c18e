#include "services/agent/uplink/uplink.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include <deque>
#include <thread>

#include "services/agent/uplink/enrolment.h"
#include "services/agent/uplink/link_fault.h"
#include "services/agent/uplink/session_stream.h"
#include "services/agent/uplink/transport_cause.h"
#include "services/runtime/backoff.h"
#include "services/runtime/log.h"
#include "services/wire/agent_wire.h"
#include "services/wire/game_day_wire.h"
#include "services/wire/operator_wire.h"

namespace flotilla::agent {
namespace {

constexpr std::size_t kWindow = 64;  // reports on their way; an answer takes up to a second
constexpr auto kRenewCheck = std::chrono::seconds(5);
constexpr int kClosedBeforeAsking = 2;  // handshakes in a row; one may be an accident

// There is no way back but a new enrolment. Other denials may be about one of two certificates only.
bool isForGood(const Error& why) {
  return why.code == ErrorCode::Denied &&
         (why.reason == "revoked" || why.reason == "retired" || why.reason == "unknown_node");
}

}  // namespace

struct Uplink::Impl : std::enable_shared_from_this<Uplink::Impl> {
  Impl(UplinkConfig given, Executor& loop_, Clock& clock_, Random& random_, IdentityStore& identities_, Agent& agent_,
       std::function<void(const Identity&)> listener)
      : config(std::move(given)),
        loop(loop_),
        clock(clock_),
        random(random_),
        identities(identities_),
        agent(agent_),
        onIdentity(std::move(listener)),
        backoff(random_, config.backoffBase, config.backoffCap),
        link(loop_, agent_.drills(),
             {[this](v1::AgentMessage message) { stream->send(std::move(message)); }, [this] { cutLink(); },
              [this] { restoreLink(); }}) {}

  UplinkConfig config;
  Executor& loop;
  Clock& clock;
  Random& random;
  IdentityStore& identities;
  Agent& agent;
  std::function<void(const Identity&)> onIdentity;
  Backoff backoff;
  LinkFault link;
  std::optional<Identity> identity;
  SessionStream* stream = nullptr;
  bool welcomed = false;
  bool readsPacked = false;  // the control plane; older ones do not
  bool usePrevious = false;
  bool renewing = false;
  bool stopped = false;
  double jitter = 0;
  std::uint64_t sentSeq = 0;
  SteadyPoint helloSent{};
  std::deque<std::pair<std::uint64_t, SteadyPoint>> sent;  // reports on their way
  int closedHandshakes = 0;                                // in a row, before any word of the control plane
  std::thread helper;
  bool readsFaultNews = false;  // the control plane; older ones do not

  template <class F>
  void later(std::chrono::milliseconds delay, F work) {
    loop.postAfter(delay, [weak = weak_from_this(), work] {
      if (const auto self = weak.lock(); self && !self->stopped) work(*self);
    });
  }

  void use(Identity next) {
    identity = std::move(next);
    onIdentity(*identity);
    agent.setKeyFingerprint(identity->info.fingerprint.hex());
    jitter = random.unit() * 0.2 - 0.1;
  }

  void connect() {
    if (link.refuses()) return;
    if (clock.now() >= identity->info.notAfter) return recoverExpired();
    const auto credentials = grpc::SslCredentials({identity->caPem, identity->key.toPem(), identity->certificatePem});
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 60'000);
    arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 20'000);
    arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);  // a new identity must not reuse an old connection
    const auto channel = grpc::CreateCustomChannel(config.agents, credentials, arguments);
    welcomed = false;
    stream = new SessionStream(loop, channel,
                               {[weak = weak_from_this()](const v1::ServerMessage& message) {
                                  if (const auto self = weak.lock(); self && !self->stopped) self->onMessage(message);
                                },
                                [weak = weak_from_this()](const grpc::Status& status) {
                                  if (const auto self = weak.lock(); self && !self->stopped) self->onEnd(status);
                                }});
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
    helloSent = clock.steady();
    sent.clear();
    link.begin();
    say(std::move(message));
  }

  void onMessage(const v1::ServerMessage& message) {
    if (message.has_welcome()) return onWelcome(message.welcome());
    if (message.has_ack()) {
      onAck(message.ack());
      return pump();
    }
    if (message.has_assignment()) {
      const auto& delivery = message.assignment();
      return agent.onAssignment(delivery.envelope(), {delivery.releases().begin(), delivery.releases().end()});
    }
    if (message.has_policy()) return agent.onPolicy(message.policy().envelope());
    if (message.has_search_logs()) return onSearch(message.search_logs());
    if (message.has_capture_inputs()) return onCapture(message.capture_inputs());
    if (message.has_orders()) {
      agent.onOrders(wire::fromProto(message.orders()));
      return checkRenewal();
    }
    if (message.has_fault()) return onFault(message.fault());
    if (message.has_end_faults()) return agent.drills().end(message.end_faults().prefix());
    if (message.has_renewed()) onRenewed(message.renewed().certificate_pem());
  }

  void say(v1::AgentMessage message) { link.say(std::move(message)); }

  void onFault(const v1::FaultOrder& order) {
    const auto fault = wire::fromProto(order);
    if (!fault) return log::warn("a fault cannot be read", {{"why", fault.error().message}});
    agent.drills().take(*fault);
  }

  // How faults stand is said before the link is cut, if need be.
  void onDrills() {
    sendFaultNews(false);
    link.onChange();
  }

  void sendFaultNews(bool first) {
    if (stream == nullptr || !welcomed || !readsFaultNews) return;
    v1::AgentMessage message;
    *message.mutable_fault_news() = wire::toProto(FaultNews{first, agent.drills().statuses()});
    say(std::move(message));
  }

  void cutLink() {
    if (stream == nullptr) return;
    log::warn("the link is cut, for practice");
    dropStream();
    connect();
  }

  void restoreLink() {
    backoff.reset();
    connect();
  }

  void dropStream() {
    stream->detach();
    stream->abandon();
    stream = nullptr;
    link.begin();
    welcomed = renewing = false;
  }

  void onSearch(const v1::SearchLogs& asked) {
    const auto query = wire::fromProto(asked.query());
    if (!query) return sendFound(asked.id(), query.error());
    if (!config.searchLogs)
      return sendFound(asked.id(), Error{ErrorCode::Unavailable, "no_logs", "this node keeps no logs"});
    config.searchLogs(*query, [weak = weak_from_this(), &executor = loop, id = asked.id()](Result<LogExcerpt> found) {
      executor.post([weak, id, found = std::move(found)] {
        if (const auto self = weak.lock(); self && !self->stopped) self->sendFound(id, found);
      });
    });
  }

  void onCapture(const v1::CaptureInputs& asked) {
    const auto query = wire::fromProto(asked.query());
    if (!query) return sendCaptured(asked.id(), query.error());
    agent.captureInputs(*query, [weak = weak_from_this(), id = asked.id()](const Result<InputSamples>& captured) {
      if (const auto self = weak.lock(); self && !self->stopped) self->sendCaptured(id, captured);
    });
  }

  void sendCaptured(std::uint64_t id, const Result<InputSamples>& captured) {
    if (stream == nullptr || !welcomed) return;
    v1::AgentMessage message;
    message.mutable_captured_inputs()->set_id(id);
    if (captured) {
      *message.mutable_captured_inputs()->mutable_captured() = wire::toProto(*captured);
    } else {
      message.mutable_captured_inputs()->set_reason(captured.error().reason);
      message.mutable_captured_inputs()->set_message(captured.error().message);
    }
    say(std::move(message));
  }

  // Over another session than the one that asked it means nothing, and is ignored.
  void sendFound(std::uint64_t id, const Result<LogExcerpt>& found) {
    if (stream == nullptr || !welcomed) return;
    v1::AgentMessage message;
    message.mutable_found_logs()->set_id(id);
    if (found) {
      *message.mutable_found_logs()->mutable_excerpt() = wire::toProto(*found);
    } else {
      message.mutable_found_logs()->set_reason(found.error().reason);
      message.mutable_found_logs()->set_message(found.error().message);
    }
    say(std::move(message));
  }

  // With the time at which it was sent, an answer tells how far our clock is from theirs.
  void onAck(const v1::ReportAck& ack) {
    SteadyPoint at{};
    for (; !sent.empty() && sent.front().first <= ack.seq(); sent.pop_front())
      if (sent.front().first == ack.seq()) at = sent.front().second;
    if (at != SteadyPoint{} && ack.has_received_at())
      agent.onExchange({at, wire::fromProto(ack.received_at()), wire::fromProto(ack.replied_at()), clock.steady()});
    agent.ackReport(ack.seq());
  }

  void onWelcome(const v1::Welcome& welcome) {
    if (welcome.has_received_at())
      agent.onExchange(
          {helloSent, wire::fromProto(welcome.received_at()), wire::fromProto(welcome.now()), clock.steady()});
    log::info("connected", {{"epoch", std::to_string(welcome.epoch())}});
    welcomed = true;
    readsPacked = welcome.reads_packed();
    readsFaultNews = welcome.reads_fault_news();
    sendFaultNews(true);
    backoff.reset();
    if (!usePrevious) (void)identities.forgetPrevious();
    agent.ackReport(welcome.last_seq());
    sentSeq = welcome.last_seq();
    pump();
    checkRenewal();
  }

  // Sends what waits, at most a window ahead of the acknowledgements.
  void pump() {
    if (!welcomed || stream == nullptr || sent.size() > kWindow / 2) return;
    const auto waiting = agent.pendingReports(kWindow);
    if (!waiting) return log::warn("reports cannot be read", {{"why", waiting.error().message}});
    for (const NodeReport& report : *waiting) {
      if (report.seq <= sentSeq) continue;
      v1::AgentMessage message;
      *message.mutable_report() = wire::toProto(report, readsPacked);
      sentSeq = report.seq;
      sent.emplace_back(report.seq, clock.steady());
      say(std::move(message));
    }
  }

  void onEnd(const grpc::Status& status) {
    stream = nullptr;
    link.begin();
    const bool atHandshake = !welcomed && isClosedByPeer(status.error_message());
    closedHandshakes = atHandshake ? closedHandshakes + 1 : 0;
    welcomed = false;
    renewing = false;
    const Error why = wire::decodeError(status.error_code(), status.error_message(), status.error_details());
    if (isForGood(why)) return onRefused(why);
    if (closedHandshakes < kClosedBeforeAsking) return retry(status.error_message());
    askWelcome(status.error_message());
  }

  void retry(const std::string& grpcText) {
    const auto wait = backoff.next();
    log::info("disconnected", {{"why", transportCause(grpcText)}, {"retry_ms", std::to_string(wait.count())}});
    connectAfter(wait);
  }

  void connectAfter(std::chrono::milliseconds wait) {
    later(wait, [](Impl& self) {
      self.chooseIdentity();
      self.connect();
    });
  }

  // Not the end of the agent: what runs goes on, and only whoever owns the machine may decide about it.
  void onRefused(const Error& why) {
    const bool known = why.reason != "unknown_node";
    log::error("the control plane refuses this node: " + (known ? "it was revoked or retired" : why.message) +
                   "; enrol it anew into another data directory, or stop this agent",
               {{"reason", why.reason}, {"retry_ms", std::to_string(config.backoffCap.count())}});
    connectAfter(config.backoffCap);
  }

  // A revoked node is refused at the handshake, of which it sees only the end; the enrolment port can say why.
  void askWelcome(const std::string& grpcText) {
    aside([server = config.enrolment, self = *identity,
           now = clock.now()] { return flotilla::agent::askWelcome(server, self, now); },
          [grpcText](Impl& self, const Status& welcome) {
            if (!welcome && isForGood(welcome.error())) return self.onRefused(welcome.error());
            self.retry(grpcText);
          });
  }

  // While it is not known which of two identities the server takes, they are tried in turn.
  void chooseIdentity() {
    auto old = identities.previous();
    usePrevious = old && !usePrevious;
    auto next = usePrevious ? Result<Identity>(std::move(*old)) : identities.load();
    if (next && next->certificatePem != identity->certificatePem) use(std::move(*next));
  }

  void checkRenewal() {
    const bool due = identity && (shouldRenew(identity->info, clock.now(), jitter) || agent.wantsRenewal());
    if (stream == nullptr || !welcomed || renewing || !due) return;
    const auto key = identities.nextKey();
    if (!key) return log::error("no key for renewal", {{"why", key.error().message}});
    renewing = true;
    v1::AgentMessage message;
    message.mutable_renew()->set_csr_pem(key->makeRequest());
    say(std::move(message));
  }

  void onRenewed(const std::string& certificatePem) {
    renewing = false;
    auto next = identities.save(certificatePem, identity->caPem);
    if (!next) return log::error("the renewed certificate cannot be used", {{"why", next.error().message}});
    log::info("identity renewed", {{"until", toRfc3339(next->info.notAfter)}});
    use(std::move(*next));
    agent.onRenewed();
    usePrevious = false;
    dropStream();
    connect();
  }

  // Runs blocking `work` on a thread of its own, at most one at a time, and `done` with its result on the loop.
  template <class Work, class Done>
  void aside(Work work, Done done) {
    if (helper.joinable()) helper.join();
    helper = std::thread([weak = weak_from_this(), &executor = loop, work, done] {
      auto result = work();
      executor.post([weak, done, result = std::move(result)] {
        if (const auto self = weak.lock(); self && !self->stopped) done(*self, result);
      });
    });
  }

  void recoverExpired() {
    aside([server = config.enrolment, old = *identity, &store = identities,
           now = clock.now()] { return renewExpired(server, old, store, now); },
          [](Impl& self, const Result<Identity>& renewed) {
            if (renewed) {
              self.use(*renewed);
              return self.later(std::chrono::milliseconds(0), [](Impl& me) { me.connect(); });
            }
            const Error& why = renewed.error();
            if (isForGood(why)) return self.onRefused(why);
            log::warn("the expired certificate was not renewed", {{"reason", why.reason}, {"why", why.message}});
            self.later(self.backoff.next(), [](Impl& me) { me.connect(); });
          });
  }

  void watchRenewal() {
    checkRenewal();
    later(kRenewCheck, [](Impl& self) { self.watchRenewal(); });
  }
};

Uplink::Uplink(UplinkConfig config, Executor& loop, Clock& clock, Random& random, IdentityStore& identities,
               Agent& agent, std::function<void(const Identity&)> onIdentity)
    : impl_(std::make_shared<Impl>(std::move(config), loop, clock, random, identities, agent, std::move(onIdentity))) {}

Uplink::~Uplink() {
  impl_->stopped = true;
  if (impl_->stream != nullptr) {
    impl_->stream->detach();
    impl_->stream->abandon();
  }
  if (impl_->helper.joinable()) impl_->helper.join();
  impl_->agent.setReportListener({});
  impl_->agent.drills().setListener({});
}

Status Uplink::start() {
  FLOTILLA_TRY(Identity identity, impl_->identities.load());
  impl_->use(std::move(identity));
  impl_->agent.setReportListener([weak = impl_->weak_from_this()] {
    if (const auto self = weak.lock()) self->pump();
  });
  impl_->agent.drills().setListener([weak = impl_->weak_from_this()] {
    if (const auto self = weak.lock()) self->onDrills();
  });
  // A little jitter, so that a fleet that starts together does not connect together.
  impl_->later(std::chrono::milliseconds(static_cast<int>(impl_->random.unit() * 500)),
               [](Impl& self) { self.connect(); });
  impl_->watchRenewal();
  return okStatus();
}

}  // namespace flotilla::agent
