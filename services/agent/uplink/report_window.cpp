#include "services/agent/uplink/report_window.h"

#include "services/runtime/log.h"
#include "services/wire/agent_wire.h"
#include "services/wire/operator_wire.h"

namespace flotilla::agent {
namespace {

constexpr std::size_t kWindow = 64;  // reports on their way; an answer takes up to a second

}  // namespace

void ReportWindow::begin() {
  helloSent_ = clock_.steady();
  sent_.clear();
  open_ = false;
}

void ReportWindow::onWelcome(const v1::Welcome& welcome) const {
  if (welcome.has_received_at())
    agent_.onExchange(
        {helloSent_, wire::fromProto(welcome.received_at()), wire::fromProto(welcome.now()), clock_.steady()});
}

void ReportWindow::open(const v1::Welcome& welcome) {
  open_ = true;
  readsPacked_ = welcome.reads_packed();
  sentSeq_ = welcome.last_seq();
  agent_.ackReport(welcome.last_seq());
  pump();
}

// With the time at which it was sent, an answer tells how far our clock is from theirs.
void ReportWindow::onAck(const v1::ReportAck& ack) {
  SteadyPoint at{};
  for (; !sent_.empty() && sent_.front().first <= ack.seq(); sent_.pop_front())
    if (sent_.front().first == ack.seq()) at = sent_.front().second;
  if (at != SteadyPoint{} && ack.has_received_at())
    agent_.onExchange({at, wire::fromProto(ack.received_at()), wire::fromProto(ack.replied_at()), clock_.steady()});
  agent_.ackReport(ack.seq());
  pump();
}

void ReportWindow::pump() {
  if (!open_ || sent_.size() > kWindow / 2) return;
  const auto waiting = agent_.pendingReports(kWindow);
  if (!waiting) return log::warn("reports cannot be read", {{"why", waiting.error().message}});
  for (const NodeReport& report : *waiting) {
    if (report.seq <= sentSeq_) continue;
    v1::AgentMessage message;
    *message.mutable_report() = wire::toProto(report, readsPacked_);
    sentSeq_ = report.seq;
    sent_.emplace_back(report.seq, clock_.steady());
    say_(std::move(message));
  }
}

}  // namespace flotilla::agent
