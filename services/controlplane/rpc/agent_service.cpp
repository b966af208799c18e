#include "services/controlplane/rpc/agent_service.h"

#include <algorithm>
#include <deque>

#include "models/domain/utf8.h"
#include "services/controlplane/core/identity/enrol.h"
#include "services/controlplane/rpc/operator_service.h"
#include "services/wire/agent_wire.h"
#include "services/wire/game_day_wire.h"
#include "services/wire/operator_wire.h"

namespace flotilla::controlplane {
namespace {

constexpr std::size_t kMaxOutbox = 256;
constexpr std::size_t kMaxQueueName = 64;
constexpr std::size_t kMaxFaultNews = 64 << 10;
constexpr std::size_t kMaxReason = 64;
constexpr std::size_t kMaxSentence = 500;
constexpr std::size_t kMaxFoundLogs = 4 * kMaxExcerptBytes;  // a node counts roughly

// What a node says of itself is not believed to be in form.
Result<LogExcerpt> foundLogs(const v1::FoundLogs& found) {
  if (!found.reason().empty())
    return Error{ErrorCode::Unavailable, excerpt(found.reason(), kMaxReason), excerpt(found.message(), kMaxSentence)};
  if (found.ByteSizeLong() > kMaxFoundLogs)
    return Error{ErrorCode::Exhausted, "excerpt_too_large", "the node sent more than an excerpt of its logs"};
  return wire::fromProto(found.excerpt());
}

Result<InputSamples> capturedInputs(const v1::CapturedInputs& answer) {
  if (!answer.reason().empty())
    return precondition(excerpt(answer.reason(), kMaxReason), excerpt(answer.message(), kMaxSentence), "workload");
  return wire::fromProto(answer.captured());
}

// One connected agent. Reads arrive on gRPC threads and are handled on the fleet loop, one at a time: the next read
// starts when the one before was handled, so a flood waits in the peer's send window.
class SessionReactor final : public grpc::ServerBidiReactor<v1::AgentMessage, v1::ServerMessage>, public AgentSession {
 public:
  SessionReactor(Executor& loop, ControlPlane& plane, Result<CertificateInfo> peer) : loop_(loop), plane_(plane) {
    auto node = peer ? nodeFromUri(peer->uri) : Result<NodeId>(peer.error());
    if (!node) {
      Finish(toGrpc(node.error()));
      finished_ = true;
      return;
    }
    node_ = *node;
    fingerprint_ = peer->fingerprint.hex();
    expires_ = peer->notAfter;
    StartRead(&incoming_);
  }

  void welcome(std::uint64_t epoch, TimePoint now, std::uint64_t lastSeq) override {
    v1::ServerMessage message;
    message.mutable_welcome()->set_epoch(epoch);
    *message.mutable_welcome()->mutable_now() = wire::toProto(now);
    message.mutable_welcome()->set_last_seq(lastSeq);
    message.mutable_welcome()->set_reads_packed(true);
    message.mutable_welcome()->set_reads_fault_news(true);
    message.mutable_welcome()->set_queue(queue_);
    *message.mutable_welcome()->mutable_received_at() = wire::toProto(helloReceived_);
    send(std::move(message));
  }
  void acknowledge(std::uint64_t seq) override {
    v1::ServerMessage message;
    message.mutable_ack()->set_seq(seq);
    while (!reports_.empty() && reports_.front().seq < seq) reports_.pop_front();
    if (!reports_.empty() && reports_.front().seq == seq) {
      *message.mutable_ack()->mutable_received_at() = wire::toProto(reports_.front().received);
      *message.mutable_ack()->mutable_replied_at() = wire::toProto(plane_.clock.now());
    }
    send(std::move(message));
  }
  void assign(const Delivery& delivery) override {
    v1::ServerMessage message;
    message.mutable_assignment()->set_envelope(delivery.envelope);
    for (const std::string& release : delivery.releases) message.mutable_assignment()->add_releases(release);
    send(std::move(message));
  }
  void policy(const std::string& envelope) override {
    v1::ServerMessage message;
    message.mutable_policy()->set_envelope(envelope);
    send(std::move(message));
  }
  void renewed(const std::string& certificatePem) override {
    v1::ServerMessage message;
    message.mutable_renewed()->set_certificate_pem(certificatePem);
    send(std::move(message));
  }
  void searchLogs(std::uint64_t id, const LogQuery& query) override {
    v1::ServerMessage message;
    message.mutable_search_logs()->set_id(id);
    *message.mutable_search_logs()->mutable_query() = wire::toProto(query);
    send(std::move(message));
  }
  void captureInputs(std::uint64_t id, const SampleQuery& query) override {
    v1::ServerMessage message;
    message.mutable_capture_inputs()->set_id(id);
    *message.mutable_capture_inputs()->mutable_query() = wire::toProto(query);
    send(std::move(message));
  }
  void orders(const NodeOrders& orders) override {
    v1::ServerMessage message;
    *message.mutable_orders() = wire::toProto(orders);
    send(std::move(message));
  }
  void fault(const FaultOrder& order) override {
    v1::ServerMessage message;
    *message.mutable_fault() = wire::toProto(order);
    send(std::move(message));
  }
  void endFaults(const std::string& prefix) override {
    v1::ServerMessage message;
    message.mutable_end_faults()->set_prefix(prefix);
    send(std::move(message));
  }
  void close(const Error& why) override {
    if (finished_) return;
    finished_ = true;
    Finish(toGrpc(why));
  }

  void OnReadDone(bool ok) override {
    loop_.post([this, ok, received = plane_.clock.now()] {
      if (finished_) return;
      if (!ok) return close({ErrorCode::Unavailable, "closed", "the agent closed the session"});
      handle(received);
      if (!finished_) StartRead(&incoming_);
    });
  }
  void OnWriteDone(bool ok) override {
    loop_.post([this, ok] {
      outbox_.pop_front();
      if (!ok) return close({ErrorCode::Unavailable, "broken", "the connection broke"});
      if (!finished_ && !outbox_.empty()) StartWrite(&outbox_.front());
    });
  }
  void OnCancel() override {
    loop_.post([this] { close({ErrorCode::Unavailable, "cancelled", "the session was cancelled"}); });
  }
  void OnDone() override {
    loop_.post([this] {
      plane_.agents.disconnect(node_, *this);
      delete this;
    });
  }

 private:
  void send(v1::ServerMessage message) {
    if (finished_) return;
    if (outbox_.size() >= kMaxOutbox) return close({ErrorCode::Exhausted, "too_slow", "the agent does not read"});
    outbox_.push_back(std::move(message));
    if (outbox_.size() == 1) StartWrite(&outbox_.front());
  }

  void handle(TimePoint received) {
    if (plane_.clock.now() >= expires_)
      return close({ErrorCode::Unauthenticated,
                    "certificate_expired",
                    "the certificate of this session has expired",
                    {},
                    "renew it"});
    if (incoming_.has_hello()) {
      const v1::Hello& hello = incoming_.hello();
      if (hello.queue().size() > kMaxQueueName)
        return close(invalid("bad_queue", "the name of the queue is too long", "queue"));
      helloReceived_ = received;
      queue_ = hello.queue();
      return plane_.agents.connect(
          node_, fingerprint_,
          {hello.boot_id(), hello.hardware(), hello.agent_version(), hello.assignment(),
           QueueIdentity{hello.queue(), hello.queue_begins(), hello.queue_continues()}, hello.searches_logs(),
           hello.captures_inputs(), hello.takes_orders(), hello.takes_faults(), hello.allows_faults(),
           hello.takes_thresholds(), hello.takes_stages()},
          *this);
    }
    if (incoming_.has_renew()) return plane_.agents.renew(node_, *this, incoming_.renew().csr_pem());
    if (incoming_.has_found_logs())
      return plane_.agents.foundLogs(node_, *this, incoming_.found_logs().id(), foundLogs(incoming_.found_logs()));
    if (incoming_.has_captured_inputs())
      return plane_.agents.capturedInputs(node_, *this, incoming_.captured_inputs().id(),
                                          capturedInputs(incoming_.captured_inputs()));
    if (incoming_.has_fault_news()) return takeFaultNews(incoming_.fault_news());
    if (!incoming_.has_report())
      return close(invalid("unknown_message", "the message is empty or newer than this server"));
    if (reports_.size() >= kMaxOutbox) reports_.pop_front();
    reports_.push_back({incoming_.report().seq(), received});
    const auto report = wire::fromProto(incoming_.report());
    if (!report) return plane_.agents.refuseReport(node_, *this, incoming_.report().seq(), report.error());
    plane_.agents.report(node_, *this, *report, wire::newsBytes(incoming_.report()));
  }

  void takeFaultNews(const v1::FaultNews& told) {
    if (static_cast<std::size_t>(told.faults_size()) > 2 * kFaultsTold || told.ByteSizeLong() > kMaxFaultNews)
      return close(invalid("bad_fault_news", "more faults than an agent may have", "fault_news"));
    const auto news = wire::fromProto(told);
    if (!news) return close(news.error());
    plane_.agents.faultNews(node_, *this, *news);
  }

  struct Received {
    std::uint64_t seq = 0;
    TimePoint received{};
  };

  Executor& loop_;
  ControlPlane& plane_;
  NodeId node_;
  std::string fingerprint_;
  TimePoint expires_{};
  v1::AgentMessage incoming_;
  std::deque<v1::ServerMessage> outbox_;
  std::string queue_;  // that the node named
  TimePoint helloReceived_{};
  std::deque<Received> reports_;  // without an answer yet
  bool finished_ = false;
};

Result<CertificateInfo> peerOf(const grpc::CallbackServerContext& context) {
  const auto pems = context.auth_context()->FindPropertyValues("x509_pem_cert");
  if (pems.empty()) return Error{ErrorCode::Unauthenticated, "no_certificate", "the session has no client certificate"};
  return parseCertificate({pems.front().data(), pems.front().size()});
}

// An agent that says nothing of its root document finds out by itself.
bool trusts(const v1::EnrolRequest& request, const PublicKey& ours) {
  const auto& keys = request.assignment_keys();
  const std::string_view raw(reinterpret_cast<const char*>(ours.bytes.data()), ours.bytes.size());
  return keys.empty() || std::find(keys.begin(), keys.end(), raw) != keys.end();
}

// What every change that a node causes has in common: an audit entry in the same transaction, an answer after it.
void commitForNode(ControlPlane& plane, Mutation mutation, const AuditFact& fact, Fleet::Committed done) {
  if (mutation.empty()) return plane.fleet.whenDurable(std::move(done));
  const FleetState& state = plane.fleet.state();
  mutation.rows.emplace_back(chainEntry(fact, state.auditSeq, state.auditHead, plane.clock.now()));
  plane.fleet.submit(std::move(mutation), std::move(done));
}

}  // namespace

grpc::ServerBidiReactor<v1::AgentMessage, v1::ServerMessage>* AgentService::Session(
    grpc::CallbackServerContext* context) {
  return new SessionReactor(loop_, plane_, peerOf(*context));
}

grpc::ServerUnaryReactor* EnrolmentService::Enrol(grpc::CallbackServerContext* context, const v1::EnrolRequest* request,
                                                  v1::EnrolResponse* response) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  loop_.post([this, request, response, reactor] {
    const EnrolInput input{request->token(), request->csr_pem(), request->hardware(), request->agent_version(),
                           trusts(*request, plane_.assignmentKey.publicKey())};
    EnrolDecision decision =
        enrol(plane_.fleet.state(), input, plane_.ca, plane_.certificateLife, plane_.clock.now(), plane_.random);
    if (decision.fact.actor.empty()) decision.fact.actor = "enrolment";
    if (decision.fact.action.empty()) decision.fact.action = "Enrol";
    const auto tell = [this, response, reactor, outcome = decision.outcome,
                       answer = decision.answer](const Status& stored) {
      if (!stored || !outcome) return reactor->Finish(toGrpc(stored ? outcome.error() : stored.error()));
      response->set_node_id(answer.node.value);
      response->set_name(answer.name);
      response->set_certificate_pem(answer.certificatePem);
      response->set_ca_pem(plane_.ca.certificatePem());
      response->set_agents_address(addresses_.agents);
      response->set_artifacts_address(addresses_.artifacts);
      response->set_region(answer.region.value);
      response->set_site(answer.site.value);
      reactor->Finish(grpc::Status::OK);
    };
    commitForNode(plane_, std::move(decision.mutation), decision.fact, tell);
  });
  return reactor;
}

grpc::ServerUnaryReactor* EnrolmentService::RenewExpired(grpc::CallbackServerContext* context,
                                                         const v1::RenewExpiredRequest* request,
                                                         v1::RenewResponse* response) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  loop_.post([this, request, response, reactor] {
    const ExpiredRenewal input{request->certificate_pem(), request->csr_pem(), wire::fromProto(request->at()),
                               request->proof()};
    auto decision = renewExpired(plane_.fleet.state(), input, plane_.ca, plane_.certificateLife, plane_.clock.now());
    if (!decision) return reactor->Finish(toGrpc(decision.error()));
    decision->fact.actor = decision->fact.object;
    decision->fact.action = "RenewExpired";
    commitForNode(plane_, std::move(decision->mutation), decision->fact,
                  [response, reactor, pem = decision->answer](const Status& stored) {
                    if (!stored) return reactor->Finish(toGrpc(stored.error()));
                    response->set_certificate_pem(pem);
                    reactor->Finish(grpc::Status::OK);
                  });
  });
  return reactor;
}

}  // namespace flotilla::controlplane
