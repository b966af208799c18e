#include "services/controlplane/rpc/agent_talk.h"

#include "models/domain/utf8.h"
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

}  // namespace

void AgentTalk::handle(const v1::AgentMessage& message, TimePoint received) {
  if (over_) return;
  if (clock_.now() >= peer_.expires)
    return close({ErrorCode::Unauthenticated,
                  "certificate_expired",
                  "the certificate of this session has expired",
                  {},
                  "renew it"});
  if (message.has_hello()) return takeHello(message.hello(), received);
  if (message.has_renew()) return hub_.renew(peer_.node, *this, message.renew().csr_pem());
  if (message.has_found_logs())
    return hub_.foundLogs(peer_.node, *this, message.found_logs().id(), foundLogs(message.found_logs()));
  if (message.has_captured_inputs())
    return hub_.capturedInputs(peer_.node, *this, message.captured_inputs().id(),
                               capturedInputs(message.captured_inputs()));
  if (message.has_fault_news()) return takeFaultNews(message.fault_news());
  if (message.has_report()) return takeReport(message.report(), received);
  close(invalid("unknown_message", "the message is empty or newer than this server"));
}

void AgentTalk::takeHello(const v1::Hello& hello, TimePoint received) {
  if (hello.queue().size() > kMaxQueueName)
    return close(invalid("bad_queue", "the name of the queue is too long", "queue"));
  helloReceived_ = received;
  queue_ = hello.queue();
  hub_.connect(peer_,
               {hello.boot_id(), hello.hardware(), hello.agent_version(), hello.assignment(),
                QueueIdentity{hello.queue(), hello.queue_begins(), hello.queue_continues()}, hello.searches_logs(),
                hello.captures_inputs(), hello.takes_orders(), hello.takes_faults(), hello.allows_faults(),
                hello.takes_thresholds(), hello.takes_stages()},
               *this);
}

void AgentTalk::takeReport(const v1::NodeReport& told, TimePoint received) {
  if (reports_.size() >= kMaxOutbox) reports_.pop_front();
  reports_.push_back({told.seq(), received});
  const auto report = wire::fromProto(told);
  if (!report) return hub_.refuseReport(peer_.node, *this, told.seq(), report.error());
  hub_.report(peer_.node, *this, *report, wire::newsBytes(told));
}

void AgentTalk::takeFaultNews(const v1::FaultNews& told) {
  if (static_cast<std::size_t>(told.faults_size()) > 2 * kFaultsTold || told.ByteSizeLong() > kMaxFaultNews)
    return close(invalid("bad_fault_news", "more faults than an agent may have", "fault_news"));
  const auto news = wire::fromProto(told);
  if (!news) return close(news.error());
  hub_.faultNews(peer_.node, *this, *news);
}

void AgentTalk::send(v1::ServerMessage message) {
  if (over_) return;
  if (outbox_.size() >= kMaxOutbox) return close({ErrorCode::Exhausted, "too_slow", "the agent does not read"});
  outbox_.push_back(std::move(message));
  if (outbox_.size() == 1) outlet_.write(outbox_.front());
}

void AgentTalk::written(bool ok) {
  outbox_.pop_front();
  if (!ok) return close({ErrorCode::Unavailable, "broken", "the connection broke"});
  if (!over_ && !outbox_.empty()) outlet_.write(outbox_.front());
}

void AgentTalk::peerEnded() {
  close({ErrorCode::Unavailable, "closed", "the agent closed the session"});
}

void AgentTalk::close(const Error& why) {
  if (over_) return;
  over_ = true;
  outlet_.finish(why);
}

void AgentTalk::welcome(std::uint64_t epoch, TimePoint now, std::uint64_t lastSeq) {
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

void AgentTalk::acknowledge(std::uint64_t seq) {
  v1::ServerMessage message;
  message.mutable_ack()->set_seq(seq);
  while (!reports_.empty() && reports_.front().seq < seq) reports_.pop_front();
  if (!reports_.empty() && reports_.front().seq == seq) {
    *message.mutable_ack()->mutable_received_at() = wire::toProto(reports_.front().received);
    *message.mutable_ack()->mutable_replied_at() = wire::toProto(clock_.now());
  }
  send(std::move(message));
}

void AgentTalk::assign(const Delivery& delivery) {
  v1::ServerMessage message;
  message.mutable_assignment()->set_envelope(delivery.envelope);
  for (const std::string& release : delivery.releases) message.mutable_assignment()->add_releases(release);
  send(std::move(message));
}

void AgentTalk::policy(const std::string& envelope) {
  v1::ServerMessage message;
  message.mutable_policy()->set_envelope(envelope);
  send(std::move(message));
}

void AgentTalk::renewed(const std::string& certificatePem) {
  v1::ServerMessage message;
  message.mutable_renewed()->set_certificate_pem(certificatePem);
  send(std::move(message));
}

void AgentTalk::searchLogs(std::uint64_t id, const LogQuery& query) {
  v1::ServerMessage message;
  message.mutable_search_logs()->set_id(id);
  *message.mutable_search_logs()->mutable_query() = wire::toProto(query);
  send(std::move(message));
}

void AgentTalk::captureInputs(std::uint64_t id, const SampleQuery& query) {
  v1::ServerMessage message;
  message.mutable_capture_inputs()->set_id(id);
  *message.mutable_capture_inputs()->mutable_query() = wire::toProto(query);
  send(std::move(message));
}

void AgentTalk::orders(const NodeOrders& orders) {
  v1::ServerMessage message;
  *message.mutable_orders() = wire::toProto(orders);
  send(std::move(message));
}

void AgentTalk::fault(const FaultOrder& order) {
  v1::ServerMessage message;
  *message.mutable_fault() = wire::toProto(order);
  send(std::move(message));
}

void AgentTalk::endFaults(const std::string& prefix) {
  v1::ServerMessage message;
  message.mutable_end_faults()->set_prefix(prefix);
  send(std::move(message));
}

}  // namespace flotilla::controlplane
