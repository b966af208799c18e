// One group at one tick: what it tells whom. Thread: the fleet loop. Lifetime: one decision.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "services/controlplane/core/alerts/group_book.h"

namespace flotilla::controlplane {

using ReachOf = std::function<const Reach&(const std::string& receiver)>;

class GroupTurn {
 public:
  GroupTurn(Group& group, const Route& route, const ReachOf& reachOf, Duration resolveAfter, TimePoint now,
            DeskTick& tick)
      : group_(group), route_(route), reachOf_(reachOf), resolveAfter_(resolveAfter), now_(now), tick_(tick) {}

  void take();

 private:
  // The members of the group, as one of its receivers should see them.
  struct Sorted {
    std::vector<const KnownAlert*> firing, resolved;
    std::vector<AlertId> kept;     // were told, and something holds back what became of them
    std::vector<AlertId> dropped;  // were told, and ended while they were silenced: nobody hears of it
    GroupNow now;
    bool anyNewPage = false;
    bool anyNewPageUnacknowledged = false;
    bool anyPageUnacknowledged = false;  // that was told
    bool wereAcknowledged = true;        // all that were told before and still fire
    NotificationEntry last;              // without what was dropped, and what fires anew
  };
  Sorted sort(const Teller& teller) const;
  void sortFiring(const KnownAlert& alert, bool wasTold, Sorted& out) const;
  void sortOver(const KnownAlert& alert, Sorted& out) const;

  void tellRoute(Teller& teller);
  void escalate(Teller& teller, const Sorted& sorted);
  void tellFollower(const std::string& receiver, Teller& teller);
  NotificationEntry seriesOf(const Teller& teller, const Sorted& sorted) const;
  void drop(Teller& teller, const Sorted& sorted);
  NotificationEntry entryOf(const std::string& receiver, const Sorted& sorted) const;
  void send(Teller& teller, NotificationReason reason, const std::string& receiver, const Sorted& sorted,
            bool beginsSeries);
  bool isBusy(Teller& teller) const;

  Group& group_;
  const Route& route_;
  const ReachOf& reachOf_;
  Duration resolveAfter_;
  TimePoint now_;
  DeskTick& tick_;
};

}  // namespace flotilla::controlplane
