#include "models/view/rollout_story.h"

#include <algorithm>
#include <map>

#include "models/domain/rollout_lifecycle.h"
#include "models/view/rollout_text.h"
#include "models/view/stage_text.h"
#include "models/view/text.h"

namespace flotilla::view {
namespace {

QVariantMap headline(const QString& status, const QString& strong, const QString& rest) {
  return {{"status", status}, {"strong", strong}, {"text", rest}};
}

// As the start of a sentence, with its full stop.
QString sentence(const std::string& message) {
  QString out = text(message);
  if (out.isEmpty()) return out;
  out[0] = out[0].toUpper();
  return out.endsWith(QLatin1Char('.')) ? out : out + QLatin1Char('.');
}

QString nodesText(const RolloutWave& wave) {
  return plural(wave.nodes, "node", "nodes");
}

std::size_t missing(const Rollout& rollout, const RolloutWave& wave, TimePoint now) {
  const std::size_t given = givenApprovals(rollout, wave.place, now);
  return wave.approvalsNeeded > given ? wave.approvalsNeeded - given : 0;
}

QString moreApprovals(std::size_t count) {
  return plural(count, "more approval", "more approvals");
}

std::size_t provenIn(const Rollout& rollout, std::uint32_t wave) {
  return static_cast<std::size_t>(std::count_if(rollout.nodes.begin(), rollout.nodes.end(), [&](const auto& node) {
    return node.wave == wave && (node.outcome == NodeOutcome::Proven || node.outcome == NodeOutcome::Returned);
  }));
}

QVariantMap soakingHeadline(const RolloutWave& wave) {
  const QString why = sentence(wave.why);
  switch (wave.verdict) {
    case Verdict::Pass:
      return headline("pass", QStringLiteral("No worse so far."), why);
    case Verdict::Fail:
      return headline("fail", QStringLiteral("Worse than the version before."), why);
    case Verdict::Inconclusive:
      return headline("inconclusive", QStringLiteral("Not enough evidence to go on."), why);
    case Verdict::Unknown:
      break;
  }
  return headline("unknown", QStringLiteral("Nothing to judge by yet."), why);
}

QString gettingText(const Rollout& rollout, const RolloutWave& wave) {
  QStringList parts;
  if (!rollout.nodes.empty())
    parts << QStringLiteral("%1 of %2 have proven it").arg(count(provenIn(rollout, wave.place)), nodesText(wave));
  if (const QString stages = stageLine(rollout); !stages.isEmpty()) parts << stages;
  return asSentence(parts.join(QStringLiteral("; ")));
}

QVariantMap runningHeadline(const Rollout& rollout, TimePoint now) {
  const RolloutWave* wave = rollout.currentWave();
  if (wave == nullptr) return headline("updating", QStringLiteral("All waves are over."), {});
  const QString name = text(wave->name);
  switch (wave->state) {
    case WaveState::AwaitingApproval:
      return headline("held",
                      QStringLiteral("Wave %1 waits for %2.").arg(name, moreApprovals(missing(rollout, *wave, now))),
                      QStringLiteral("%1 get it then.").arg(nodesText(*wave)));
    case WaveState::AwaitingWindow:
      return headline("held", QStringLiteral("Wave %1 waits for its window.").arg(name),
                      QStringLiteral("%1 get it then.").arg(nodesText(*wave)));
    case WaveState::Assigning:
      return headline("updating", QStringLiteral("Wave %1 is getting it.").arg(name), gettingText(rollout, *wave));
    case WaveState::Soaking:
      return soakingHeadline(*wave);
    default:
      return headline("updating", QStringLiteral("Wave %1 is next.").arg(name), {});
  }
}

QString waveNote(const Rollout& rollout, const RolloutWave& wave, TimePoint now) {
  const bool told = !rollout.nodes.empty();
  if (wave.state == WaveState::Pending && (hasEnded(rollout.state) || rollout.wentBack()))
    return QStringLiteral("its nodes got nothing");
  switch (wave.state) {
    case WaveState::Pending:
      return wave.approvalsNeeded > 0
                 ? QStringLiteral("needs %1").arg(plural(wave.approvalsNeeded, "approval", "approvals"))
             : wave.soak > Duration{} ? QStringLiteral("soak %1").arg(plain(wave.soak))
                                      : QStringLiteral("no soak");
    case WaveState::AwaitingApproval:
      return QStringLiteral("approval %1 of %2")
          .arg(givenApprovals(rollout, wave.place, now))
          .arg(wave.approvalsNeeded);
    case WaveState::Skipped:
      return QStringLiteral("its nodes got nothing");
    default:
      return told ? QStringLiteral("%1 of %2 %3")
                        .arg(count(provenIn(rollout, wave.place)), count(wave.nodes),
                             rollout.wentBack() ? QStringLiteral("returned") : QStringLiteral("proven"))
                  : QString();
  }
}

QString waveStateText(const RolloutWave& wave, TimePoint now, const Rollout& rollout) {
  if (wave.state == WaveState::Soaking)
    return rollout.state == RolloutState::Running ? soakOf(wave, now) : QStringLiteral("soaking, held");
  return words(toText(wave.state));
}

class Events {
 public:
  void add(TimePoint at, const char* status, const QString& title, const QString& detail = {}) {
    if (at != TimePoint{}) all_.push_back({at, QLatin1String(status), title, detail});
  }
  QVariantList newestFirst(TimePoint now) {
    std::stable_sort(all_.begin(), all_.end(), [](const Event& a, const Event& b) { return a.at > b.at; });
    QVariantList out;
    for (const Event& event : all_)
      out << QVariantMap{{"time", shortTime(event.at, now).section(QLatin1Char(' '), 0, 1)},
                         {"status", event.status},
                         {"title", event.title},
                         {"detail", event.detail}};
    return out;
  }

 private:
  struct Event {
    TimePoint at;
    QString status, title, detail;
  };
  std::vector<Event> all_;
};

void addWave(const Rollout& rollout, const RolloutWave& wave, Events& events) {
  const QString name = text(wave.name);
  if (hasBegun(wave.state))
    events.add(wave.startedAt, "updating", QStringLiteral("%1 began").arg(name), nodesText(wave));
  if (hasBegun(wave.state)) events.add(wave.soakingAt, "updating", QStringLiteral("%1 soaks").arg(name));
  switch (wave.state) {
    case WaveState::Passed:
      events.add(wave.endedAt, "passed", QStringLiteral("%1 passed").arg(name),
                 wave.looks > 0 ? QStringLiteral("odds %1").arg(oddsText(wave.odds)) : QString());
      break;
    case WaveState::Failed:
      events.add(wave.endedAt, "failed", QStringLiteral("%1 failed").arg(name),
                 QStringLiteral("odds %1").arg(oddsText(wave.odds)));
      break;
    case WaveState::Skipped:
      events.add(wave.endedAt, "pending", QStringLiteral("%1 skipped").arg(name));
      break;
    default:
      break;
  }
  std::map<std::string, std::size_t> bad;
  TimePoint last{};
  for (const RolloutNode& node : rollout.nodes) {
    if (node.wave != wave.place || node.outcome != NodeOutcome::Late) continue;
    ++bad[node.reason];
    last = std::max(last, node.assignedAt);
  }
  for (const auto& [reason, nodes] : bad)
    events.add(last, "offline", QStringLiteral("%1 late").arg(plural(nodes, "node", "nodes")),
               QStringLiteral("never reached"));
}

QString refusal(const Rollout& rollout, RolloutEvent event) {
  const auto next = nextState(rollout, event);
  if (next && *next != rollout.state) return {};
  return QStringLiteral("it is %1").arg(words(toText(rollout.state)));
}

const RolloutWave* nextToSkip(const Rollout& rollout) {
  for (const RolloutWave& wave : rollout.waves)
    if (!hasBegun(wave.state) && !isOver(wave.state)) return &wave;
  return nullptr;
}

}  // namespace

QVariantMap headlineOf(const Rollout& rollout, TimePoint now) {
  // It begins with a name, which stays as it is.
  const QString message =
      rollout.reason == "rejected" ? text(rollout.message) + QLatin1Char('.') : sentence(rollout.message);
  switch (rollout.state) {
    case RolloutState::Draft:
      return headline("pending", QStringLiteral("A draft."),
                      QStringLiteral("No node gets anything before it is started."));
    case RolloutState::AwaitingApproval:
      return headline("held",
                      QStringLiteral("Waits for %1.").arg(moreApprovals(missing(rollout, rollout.waves.front(), now))),
                      QStringLiteral("Wave %1 with %2 begins then.")
                          .arg(text(rollout.waves.front().name), nodesText(rollout.waves.front())));
    case RolloutState::Running:
      return runningHeadline(rollout, now);
    case RolloutState::Paused:
      return headline(
          "held",
          rollout.reason == "no_verdict" ? QStringLiteral("Paused without a verdict.") : QStringLiteral("Paused."),
          message);
    case RolloutState::RollingBack:
      return headline("updating", QStringLiteral("Rolling back."), message);
    case RolloutState::RolledBack:
      return headline("held", QStringLiteral("Rolled back."), message);
    case RolloutState::Failed:
      return headline("failed", QStringLiteral("Failed."), message);
    case RolloutState::Aborted:
      return headline("held", QStringLiteral("Aborted."), QStringLiteral("Nodes that have proven it keep it."));
    case RolloutState::Rejected:
      return headline("offline", QStringLiteral("Rejected."), message);
    case RolloutState::Succeeded:
      return headline("passed", QStringLiteral("Succeeded."),
                      QStringLiteral("%1 have proven it.").arg(plural(reachedNodes(rollout), "node", "nodes")));
  }
  return {};
}

QVariantList wavesOf(const Rollout& rollout, TimePoint now) {
  const RolloutWave* current = rollout.currentWave();
  QVariantList out;
  for (const RolloutWave& wave : rollout.waves) {
    const bool looked = wave.looks > 0;
    RolloutWave shown = wave;  // the first waits already while the rollout does
    if (rollout.state == RolloutState::AwaitingApproval && wave.place == 0) shown.state = WaveState::AwaitingApproval;
    out << QVariantMap{
        {"place", static_cast<int>(wave.place)},
        {"name", text(wave.name)},
        {"nodes", nodesText(wave)},
        {"status", statusOf(shown)},
        {"state", waveStateText(shown, now, rollout)},
        {"note", waveNote(rollout, shown, now)},
        {"progress", soakShare(wave, rollout.state == RolloutState::Running ? now : wave.soakingAt)},
        {"current", current == &wave && !hasEnded(rollout.state)},
        {"verdict", looked ? words(toText(wave.verdict)) : QString()},
        {"verdictStatus", statusOf(wave.verdict)},
        {"odds", looked && oddsText(wave.odds) != QStringLiteral("even") ? oddsText(wave.odds) : QString()}};
  }
  return out;
}

const RolloutWave* approvalWave(const Rollout& rollout) {
  const RolloutWave* last = nullptr;
  for (const RolloutWave& wave : rollout.waves) {
    if (wave.approvalsNeeded == 0) continue;
    last = &wave;
    if (!hasBegun(wave.state) && !isOver(wave.state)) return last;
  }
  return last;
}

QVariantMap approvalOf(const Rollout& rollout, TimePoint now) {
  const RolloutWave* wave = approvalWave(rollout);
  if (wave == nullptr) return {{"needed", 0}};
  QVariantList people;
  for (const RolloutApproval& said : rollout.approvals) {
    if (said.wave != wave->place) continue;
    const bool other = said.plan != rollout.planDigest;
    const bool expired = said.expires != TimePoint{} && said.expires <= now;
    QString what = QStringLiteral("%1 %2").arg(said.approved ? QStringLiteral("approved") : QStringLiteral("rejected"),
                                               shortTime(said.at, now));
    if (other) what += QStringLiteral(", another plan");
    if (expired) what += QStringLiteral(", expired");
    if (!said.reason.empty()) what += QStringLiteral(": ") + text(said.reason);
    const char* status = !said.approved ? "failed" : other || expired ? "unknown" : "passed";
    people << QVariantMap{{"who", text(said.by)}, {"status", QLatin1String(status)}, {"text", what}};
  }
  const std::size_t open = missing(rollout, *wave, now);
  const bool waits = !hasBegun(wave->state) && !isOver(wave->state) && !hasEnded(rollout.state);
  if (open > 0 && waits)
    people << QVariantMap{{"who", plural(open, "more approver", "more approvers")},
                          {"status", QStringLiteral("pending")},
                          {"text", QStringLiteral("not %1, who wrote it").arg(text(rollout.author))}};
  return {{"needed", static_cast<int>(wave->approvalsNeeded)},
          {"given", static_cast<int>(givenApprovals(rollout, wave->place, now))},
          {"wave", text(wave->name)},
          {"place", static_cast<int>(wave->place)},
          {"waits", waits},
          {"people", people}};
}

QVariantList eventsOf(const Rollout& rollout, TimePoint now) {
  Events events;
  events.add(rollout.createdAt, "pending", QStringLiteral("%1 wrote the plan").arg(text(rollout.author)));
  events.add(rollout.startedAt, "updating", QStringLiteral("started"));
  for (const RolloutWave& wave : rollout.waves) addWave(rollout, wave, events);
  for (const RolloutApproval& said : rollout.approvals) {
    const QString wave = said.wave < rollout.waves.size() ? text(rollout.waves[said.wave].name) : QString();
    events.add(said.at, said.approved ? "passed" : "failed",
               QStringLiteral("%1 %2 %3")
                   .arg(text(said.by), said.approved ? QStringLiteral("approved") : QStringLiteral("rejected"), wave),
               text(said.reason));
  }
  if (hasEnded(rollout.state))
    events.add(rollout.endedAt, statusOf(rollout.state).toLatin1().constData(), words(toText(rollout.state)));
  return events.newestFirst(now);
}

QVariantMap whyNotOf(const Rollout& rollout) {
  const bool open = !hasEnded(rollout.state) && rollout.state != RolloutState::RollingBack;
  const bool underWay = rollout.state == RolloutState::Running || rollout.state == RolloutState::Paused;
  const QString notNow = QStringLiteral("it is %1").arg(words(toText(rollout.state)));
  const RolloutWave* current = rollout.currentWave();
  const RolloutWave* asked = approvalWave(rollout);
  const bool soaks = current != nullptr && current->state == WaveState::Soaking;
  const bool judged = asked != nullptr && (hasBegun(asked->state) || isOver(asked->state));
  QString judge;
  if (asked == nullptr)
    judge = QStringLiteral("nobody has to agree");
  else if (!open || rollout.state == RolloutState::Draft)
    judge = notNow;
  else if (judged)
    judge = QStringLiteral("wave %1 has begun").arg(text(asked->name));
  QString promote = underWay ? QString() : notNow;
  if (promote.isEmpty() && !soaks) promote = QStringLiteral("no wave is soaking");
  QString skip = open ? QString() : notNow;
  if (skip.isEmpty() && nextToSkip(rollout) == nullptr) skip = QStringLiteral("every wave has begun");
  const bool editable = rollout.state == RolloutState::Draft || rollout.state == RolloutState::AwaitingApproval;
  return {{"start", refusal(rollout, RolloutEvent::Start)},
          {"pause", refusal(rollout, RolloutEvent::Pause)},
          {"resume", refusal(rollout, RolloutEvent::Resume)},
          {"abort", refusal(rollout, RolloutEvent::Abort)},
          {"rollback", refusal(rollout, RolloutEvent::RollBack)},
          {"promote", promote},
          {"skip", skip},
          {"skipPlace", nextToSkip(rollout) == nullptr ? -1 : static_cast<int>(nextToSkip(rollout)->place)},
          {"approve", judge},
          {"reject", judge},
          {"edit", editable ? QString() : QStringLiteral("it has begun")}};
}

}  // namespace flotilla::view
