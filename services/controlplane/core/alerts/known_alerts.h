// Every alert that fires or has resolved not long ago, whoever raised it, with its life from the first word to the
// last. Thread: the fleet loop.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "models/domain/alert.h"
#include "models/domain/result.h"
#include "services/controlplane/core/alerts/inhibition.h"

namespace flotilla::controlplane {

inline constexpr Duration kKeepResolved = std::chrono::hours(24);
inline constexpr std::size_t kMaxResolved = 10'000;  // of ours; those of others are within kMaxAlertsOfOthers

// How long what is not said any more goes on.
struct AlertPatience {
  Duration resolveAfter{};
  Duration holdResolved{};
};

struct Group;

enum class AlertLife { New, Firing, Over };

struct KnownAlert {
  AlertId id;
  Alert alert;
  bool own = false;     // ours: fires as long as it is in the set that we say
  bool said = false;    // in the newest set
  bool raised = false;  // fires by itself, not only because it is held
  bool fires = false;   // or has resolved so short a time ago that it may come back
  AlertLife life = AlertLife::New;
  TimePoint heldUntil{};  // if it fires and is not raised

  // What the rules make of its labels: worked out once.
  std::vector<InhibitPart> parts;
  std::vector<std::size_t> windows;
  std::vector<Group*> groups;  // of the group book

  // What holds it back now.
  std::uint64_t silencesAsked = 0;  // version of the silences that `silencedBy` is from
  std::vector<SilenceId> silencedBy;
  std::vector<AlertId> inhibitedBy;
  std::string heldWhy;
  std::vector<std::string> mutedBy;
  bool wasHeld = false;
  TimePoint freeSince{};

  std::string acknowledgedBy;
  TimePoint acknowledgedAt{};

  bool isHeld() const { return !silencedBy.empty() || !inhibitedBy.empty() || !mutedBy.empty(); }
};

class KnownAlerts {
 public:
  // One of others, already checked. Errors: taken_name (it has the labels of one of ours), too_many.
  Status take(Alert alert, const AlertPatience& patience, TimePoint now);
  // All of ours: what is missing has ended now, what says an end then.
  void setOwn(const std::vector<Alert>& alerts, const AlertPatience& patience, TimePoint now);
  // As it was stored. One that fired when it was heard of last is given time to be said again.
  void restore(const std::vector<Alert>& alerts, const AlertPatience& patience, TimePoint now);

  // Time has passed: what begins, what ends, and what is forgotten.
  struct Passed {
    std::vector<Alert> began, ended;
    std::vector<std::unique_ptr<KnownAlert>> forgotten;
  };
  // Those that made room for others since: they have to leave their groups.
  std::vector<std::unique_ptr<KnownAlert>> takeDisplaced();
  Passed pass(const AlertPatience& patience, TimePoint now);

  const KnownAlert* find(const AlertId& id) const;
  const std::vector<KnownAlert*>& all() const { return order_; }

 private:
  KnownAlert& insert(AlertId id, Alert alert, bool own);
  bool makeRoom();
  void forget(std::vector<KnownAlert*> gone, Passed& passed);
  void refresh(KnownAlert& known, Alert alert, Duration hold, TimePoint now);

  std::unordered_map<AlertId, std::unique_ptr<KnownAlert>> alerts_;
  std::vector<KnownAlert*> order_;                      // as they came
  std::vector<std::unique_ptr<KnownAlert>> displaced_;  // made room; told by the next pass
  std::vector<Alert> overtaken_;                        // ended and began again before time passed
  std::size_t others_ = 0;
  bool isFull_ = false;  // there is nothing to displace until time passes
};

}  // namespace flotilla::controlplane
