// An AlertFront over what it was given, for tests of Alertmanager's API: three tokens, one receiver, alerts grouped by
// region. Answers on a loop of its own, as the control plane does.
#pragma once

#include <atomic>
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "services/controlplane/http/alert_front.h"
#include "services/runtime/clock.h"
#include "services/runtime/pattern.h"
#include "services/runtime/random.h"
#include "services/runtime/serial_loop.h"

namespace flotilla::tests {

inline constexpr const char* kViewer = "viewer-token";
inline constexpr const char* kPoster = "prometheus-token";
inline constexpr const char* kOperator = "operator-token";

class MemoryFront final : public controlplane::AlertFront {
 public:
  // FNV-1a over name, 0xff, value, 0xff.
  AlertId idOf(const Labels& labels) const override {
    std::uint64_t hash = 14695981039346656037ULL;
    const auto mix = [&](unsigned char c) { hash = (hash ^ c) * 1099511628211ULL; };
    for (const auto& [name, value] : labels) {
      for (const char c : name) mix(static_cast<unsigned char>(c));
      mix(0xff);
      for (const char c : value) mix(static_cast<unsigned char>(c));
      mix(0xff);
    }
    char text[17];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash));
    return AlertId(text);
  }

  Result<LabelTest> compile(const std::vector<Matcher>& matchers) const override {
    std::vector<std::pair<Matcher, std::function<bool(std::string_view)>>> tests;
    for (const Matcher& matcher : matchers) {
      std::function<bool(std::string_view)> test = [value = matcher.value](std::string_view text) {
        return text == value;
      };
      if (matcher.isRegex) {
        FLOTILLA_TRY(test, compilePattern("^(?:" + matcher.value + ")$"));
      }
      tests.emplace_back(matcher, std::move(test));
    }
    return LabelTest([tests](const Labels& labels) {
      for (const auto& [matcher, test] : tests) {
        const auto found = labels.find(matcher.name);
        if (test(found == labels.end() ? std::string() : found->second) != matcher.isEqual) return false;
      }
      return true;
    });
  }
  TimePoint now() const override { return clock_.now(); }
  bool isReady() const override { return ready; }

  void status(controlplane::AlertAsker asker, Answered<controlplane::AlertFrontStatus> answered) override {
    answer<controlplane::AlertFrontStatus>(asker, std::move(answered), [this] {
      return controlplane::AlertFrontStatus{"9.9.9", started_, "receivers: team\n", {"team"}};
    });
  }
  void view(controlplane::AlertAsker asker,
            Answered<std::shared_ptr<const controlplane::AlertsView>> answered) override {
    using View = std::shared_ptr<const controlplane::AlertsView>;
    answer<View>(asker, std::move(answered), [this]() -> View { return makeView(); });
  }
  void take(controlplane::AlertAsker asker, std::vector<Alert> alerts, Answered<Unit> answered) override {
    answer<Unit>(asker, std::move(answered), [this, alerts = std::move(alerts)]() mutable {
      for (Alert& alert : alerts) {
        alert.updatedAt = now();
        const auto known = alerts_.find(alert.labels);
        if (alert.startsAt == TimePoint{}) alert.startsAt = known != alerts_.end() ? known->second.startsAt : now();
        if (alert.endsAt == TimePoint{}) alert.endsAt = now() + std::chrono::minutes(5);
        alerts_[alert.labels] = alert;
      }
      return Unit{};
    });
  }
  void silences(controlplane::AlertAsker asker, Answered<std::vector<Silence>> answered) override {
    answer<std::vector<Silence>>(asker, std::move(answered), [this] {
      std::vector<Silence> out;
      for (const auto& [id, silence] : silences_) out.push_back(silence);
      return out;
    });
  }
  void setSilence(controlplane::AlertAsker asker, Silence silence, Answered<SilenceId> answered) override {
    answer<SilenceId>(asker, std::move(answered), [this, silence = std::move(silence)]() mutable -> Result<SilenceId> {
      if (!silence.id.empty() && !silences_.contains(silence.id)) return notFound("no_silence", "silence not found");
      if (silence.id.empty()) silence.id = SilenceId(makeUuid(now(), random_));
      silence.startsAt = std::max(silence.startsAt, now());
      silence.updatedAt = now();
      silences_[silence.id] = silence;
      return silence.id;
    });
  }
  void expireSilence(controlplane::AlertAsker asker, SilenceId id, Answered<Unit> answered) override {
    answer<Unit>(asker, std::move(answered), [this, id]() -> Result<Unit> {
      if (!silences_.contains(id)) return notFound("no_silence", "silence not found");
      silences_[id].endsAt = std::min(silences_[id].endsAt, now());
      silences_[id].updatedAt = now();
      return Unit{};
    });
  }

  std::vector<Alert> alerts() {
    return loop_.run([this] {
      std::vector<Alert> out;
      for (const auto& [labels, alert] : alerts_) out.push_back(alert);
      return out;
    });
  }
  std::atomic<bool> ready{true};
  std::atomic<bool> mute{false};  // never answers

 private:
  static Status admit(const controlplane::AlertAsker& asker) {
    static const std::map<std::string, Role> roles{
        {kViewer, Role::Viewer}, {kPoster, Role::Enroller}, {kOperator, Role::Operator}};
    const auto role = roles.find(asker.token);
    if (role == roles.end()) return Error{ErrorCode::Unauthenticated, "bad_token", "nobody has this token"};
    if (roleIncludes(role->second, asker.needs)) return okStatus();
    return Error{ErrorCode::Denied, "role_missing", "this needs the role " + std::string(toText(asker.needs))};
  }
  template <class T, class Work>
  void answer(const controlplane::AlertAsker& asker, Answered<T> answered, Work work) {
    loop_.post([this, asker, answered = std::move(answered), work = std::move(work)]() mutable {
      if (mute) return;
      const Status admitted = admit(asker);
      answered(admitted ? Result<T>(work()) : Result<T>(admitted.error()));
    });
  }
  std::shared_ptr<const controlplane::AlertsView> makeView() {
    auto out = std::make_shared<controlplane::AlertsView>();
    std::map<std::string, AlertGroup> groups;
    for (const auto& [labels, alert] : alerts_) {
      AlertStatus status{alert, alert.firesAt(now())};
      status.receivers = {"team"};
      for (const auto& [id, silence] : silences_)
        if (silence.stateAt(now()) == SilenceState::Active && (*compile(silence.matchers))(labels))
          status.silencedBy.push_back(id);
      const auto region = labels.find("region");
      const std::string name = region == labels.end() ? std::string() : region->second;
      AlertGroup& group = groups[name];
      group.receiver = "team";
      if (!name.empty()) group.labels = {{"region", name}};
      group.alerts.push_back(status);
      out->alerts.push_back(std::move(status));
    }
    for (auto& [name, group] : groups) out->groups.push_back(std::move(group));
    return out;
  }

  SystemClock clock_;
  SystemRandom random_;
  const TimePoint started_ = clock_.now();
  std::map<Labels, Alert> alerts_;
  std::map<SilenceId, Silence> silences_;
  SerialLoop loop_;  // last: stops before the rest goes
};

}  // namespace flotilla::tests
