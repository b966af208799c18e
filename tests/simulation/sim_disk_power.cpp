// What a SimDisk has after the power went, and what of it lasts before.
#include <algorithm>

#include "tests/simulation/sim_disk.h"
#include "tests/simulation/sim_disk_node.h"

namespace flotilla::simulation {

// Of the changes of names those that are chosen, and the earlier ones without which they could not be; the others stay
// open or are forgotten.
void SimDisk::makeDurable(const std::function<bool(const Change&)>& chosen, bool forgetOthers) {
  std::vector<bool> lasts(changes_.size());
  std::vector<const Change::Slot*> needed;
  bool all = false;
  const auto isNeeded = [&](const Change::Slot& slot) {
    return std::any_of(needed.begin(), needed.end(), [&](const Change::Slot* later) {
      return later->folder == slot.folder && later->name == slot.name;
    });
  };
  for (std::size_t i = changes_.size(); i-- > 0;) {
    const Change& change = changes_[i];
    lasts[i] = all || std::any_of(change.places.begin(), change.places.end(), isNeeded) || chosen(change);
    if (!lasts[i]) continue;
    all = all || change.ordered;
    for (const Change::Slot& slot : change.places) needed.push_back(&slot);
  }
  std::vector<Change> open;
  for (std::size_t i = 0; i < changes_.size(); ++i) {
    if (!lasts[i]) {
      if (forgetOthers)
        counts_.add("lost_name");
      else
        open.push_back(std::move(changes_[i]));
      continue;
    }
    for (Change::Slot& slot : changes_[i].places)
      if (slot.now)
        slot.folder->durable.insert_or_assign(std::move(slot.name), std::move(slot.now));
      else
        slot.folder->durable.erase(slot.name);
  }
  changes_ = std::move(open);
}

void SimDisk::settleFolder(Node& folder) {
  for (const auto& [name, node] : folder.now)
    if (node->isFolder)
      settleFolder(*node);
    else
      node->content.sync();
}

void SimDisk::settle() {
  makeDurable([](const Change&) { return true; }, true);
  settleFolder(*root_);
}

void SimDisk::resetFolder(Node& folder, Dice& dice) {
  folder.now = folder.durable;
  for (const auto& [name, node] : folder.now) {
    node->names = 1;
    if (node->isFolder) {
      resetFolder(*node, dice);
      continue;
    }
    const Fate fate = node->content.losePower(dice);
    if (fate == Fate::Lost) counts_.add("lost_write");
    if (fate == Fate::Torn) counts_.add("torn_write");
    used_ += node->content.size();
  }
}

void SimDisk::losePower(Dice& dice) {
  ++life_;
  ++boot_;
  folders_.clear();
  const double kept = static_cast<double>(dice.below(3)) / 2;  // none, some or all
  makeDurable([&](const Change&) { return dice.chance(kept); }, true);
  used_ = 0;
  resetFolder(*root_, dice);
}

std::optional<std::string> SimDisk::flipBit(Dice& dice, const std::function<bool(std::string_view path)>& mayBe) {
  std::vector<std::pair<std::string, Node*>> files;
  forEachFile(*root_, "", [&](const std::string& path, Node& node) {
    if (node.content.size() > 0 && mayBe(path)) files.emplace_back(path, &node);
  });
  if (files.empty()) return std::nullopt;
  const auto& [path, node] = files[dice.below(files.size())];
  node->content.flip(dice.below(node->content.size()), static_cast<unsigned>(dice.below(8)));
  counts_.add("bit_flip");
  return path;
}

std::optional<std::string> SimDisk::peek(const Path& path) const {
  const Node* at = root_.get();
  std::string_view rest = path.native();
  while (!rest.empty()) {
    while (rest.starts_with('/')) rest.remove_prefix(1);
    const std::string_view part = rest.substr(0, rest.find('/'));
    rest.remove_prefix(part.size());
    if (part.empty()) break;
    const auto next = at->now.find(part);
    if (next == at->now.end()) return std::nullopt;
    at = next->second.get();
  }
  if (at->isFolder) return std::nullopt;
  return at->content.bytes();
}

std::vector<std::string> SimDisk::allFiles() const {
  std::vector<std::string> out;
  forEachFile(*root_, "", [&](const std::string& path, const Node&) { out.push_back(path); });
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace flotilla::simulation
