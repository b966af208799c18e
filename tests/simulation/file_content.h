// The bytes of one file: as programs see them, and as the disk has them. What was written since the last sync may be
// lost, kept or torn when the power goes. Thread: the simulation's. Lifetime: of its file.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tests/simulation/dice.h"

namespace flotilla::simulation {

// What became of un-synced bytes.
enum class Fate { Clean, Kept, Lost, Torn };

class FileContent {
 public:
  const std::string& bytes() const { return now_; }
  std::uint64_t size() const { return now_.size(); }
  bool isDurable() const { return !dirty_ && unbacked_.empty(); }

  void write(std::uint64_t offset, std::string_view bytes);  // a gap before it is zeroes
  void truncate(std::uint64_t size);
  void sync() {
    undo_.clear();
    floor_ = durableSize_ = now_.size();
    dirty_ = false;
  }
  // The kernel could not write, says so once and takes the pages for clean: they go back to what the disk has, or are
  // shown until the power goes without being on the disk. Later syncs do not write them. A page that is written to
  // again is whole again.
  void failSync(Dice& dice);
  // What is there afterwards is durable.
  Fate losePower(Dice& dice);
  void flip(std::uint64_t offset, unsigned bit) { now_[offset] = static_cast<char>(now_[offset] ^ (1 << bit)); }
  std::string durable() const;  // as the disk has it

 private:
  struct Undo {
    std::uint64_t offset = 0;
    std::string bytes;
  };
  void saveFrom(std::uint64_t offset, std::uint64_t end);
  void renew(std::uint64_t from, std::uint64_t end);
  std::string torn(const std::string& before, const std::string& after, Dice& dice) const;

  std::string now_;
  std::uint64_t durableSize_ = 0;
  std::uint64_t floor_ = 0;  // bytes from here on are new since the last sync; what was there is in undo_
  bool dirty_ = false;
  std::vector<Undo> undo_;  // what writes covered, oldest first
  // Pages that a failed sync left out, by their number, with what the disk has there.
  std::map<std::uint64_t, std::string> unbacked_;
};

}  // namespace flotilla::simulation
