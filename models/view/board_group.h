// A group of alerts as the board shows it, and what its row says. Pure. Thread: any.
#pragma once

#include <QString>
#include <vector>

#include "models/domain/alert.h"

namespace flotilla::view {

struct BoardGroup {
  AlertGroup told;
  std::vector<AlertId> ids;  // of its alerts
  std::size_t resolved = 0;  // that would be in it
  TimePoint since{};         // its newest alert
  bool pages = false;
  bool owned = false;              // somebody looks after all of it
  std::vector<std::size_t> shown;  // positions of alerts that are not left out
};

// What deserves a look most first: pages that nobody looks after, then pages, then the rest; the newest first.
std::vector<BoardGroup> boardGroups(std::vector<AlertGroup> told, const std::vector<AlertStatus>& resolved);
// What is over is in no group any more: the newest end first, under no key.
BoardGroup resolvedGroup(std::vector<AlertStatus> resolved);

QString statusOf(const BoardGroup& group);  // held, failed, warning
QString heldText(const BoardGroup& group);  // by what, if all of it is held back
QString ownerText(const BoardGroup& group);
QString tallyText(const BoardGroup& group);  // "2 of 12 firing, 2 resolved"

}  // namespace flotilla::view
