// The people of the simulated fleet: they publish versions, plan rollouts, agree, hesitate, click twice, change their
// minds. Everything goes through the dispatcher with a request id, and is sent again until it is answered. Thread: that
// of the world. Lifetime: as long as the world.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "models/domain/rollout.h"
#include "tests/simulation/sim_plane.h"

namespace flotilla::simulation {

struct OperatorHabits {
  Duration between = std::chrono::minutes(25);  // new versions
  double bad = 0.3;                             // share of the versions that are bad
  double meddling = 0;                          // words about a rollout in a minute, out of nowhere
  double doubleClicks = 0;                      // share of the calls that are sent twice at once
};

// What was promised to an operator: the answer came, so it is stored for ever.
struct Promise {
  std::string what;
  std::function<bool(const controlplane::FleetState&)> holds;
  Duration at{};
};

class Operators {
 public:
  // `plane` is the control plane that people reach now.
  Operators(World& world, Authority& authority, std::function<SimPlane&()> plane, OperatorHabits habits,
            std::vector<RegionName> regions);

  // The rows by which the author of rollouts is known; whoever agrees comes from the machine itself.
  std::vector<controlplane::Row> accounts(TimePoint now);

  void start();
  // No new versions; what waits for people is decided, and what does not end is aborted after `patience`.
  void settleWithin(Duration patience);
  const std::vector<Promise>& promises() const { return promises_; }
  // Words that make a wave pass or be left out although it was not proven.
  bool hasOverruled(const RolloutId& rollout) const { return overruled_.contains(rollout); }
  std::uint64_t calls() const { return calls_; }
  std::uint64_t answers() const { return answers_; }

 private:
  struct Call;
  using Answered = std::function<void(const Result<std::string>&)>;
  template <class Request>
  void call(const std::string& method, Request request, Answered answered);
  void send(const std::shared_ptr<Call>& call);

  const controlplane::FleetState* look() const;
  void publishNext();
  void planNext(const std::string& version);
  RolloutPlan inventPlan(const Version& to);
  void begin(const std::string& rollout);
  void routine();
  void attend(const Rollout& rollout);
  void agree(const Rollout& rollout, std::uint32_t wave);
  void meddle(const Rollout& rollout);
  void orderSomething();
  void readmitAll();
  template <class Request>
  void say(const std::string& method, Request request, const Rollout& rollout);

  World& world_;
  Authority& authority_;
  Dice dice_;
  SimRandom random_;
  std::function<SimPlane&()> plane_;
  std::string authorToken_;
  const OperatorHabits habits_;
  const std::vector<RegionName> regions_;
  std::uint64_t versions_ = 0;
  std::vector<Promise> promises_;
  std::set<RolloutId> overruled_;
  std::map<RolloutId, Duration> saidAt_;
  bool settling_ = false;
  Duration abortsAt_{};
  std::uint64_t calls_ = 0, answers_ = 0;
};

}  // namespace flotilla::simulation
