// A node's disk in memory: files and folders with what is synced and what is not, as a journaling file system has them
// at worst. A name that came, went or moved lasts once its folder is synced, bytes once their file is. A move is never
// half done, and a later change of a name never outlasts an earlier one of the same name. Nothing of it sleeps, and
// nothing calls the system. Thread: the simulation's. Lifetime: outlives its open files; `counts` outlives it.
// Paths: the parts between slashes, from the root, also without a leading slash; no "." and no "..".
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "services/runtime/files.h"
#include "tests/simulation/dice.h"
#include "tests/simulation/fault_counts.h"
#include "tests/simulation/file_content.h"

namespace flotilla::simulation {

// How likely an operation fails, in [0, 1].
struct DiskFaults {
  double readError = 0;                             // of File::read and list
  double writeError = 0;                            // of what changes bytes or names; some bytes may be written
  double syncError = 0;                             // of File::sync and syncDirectory
  double noSpace = 0;                               // of what needs room, besides the capacity
  std::uint64_t capacity = std::uint64_t{1} << 40;  // bytes of all files
};

class SimDisk final : public Files {
 public:
  // `dice` decide about faults. Counts disk_read_error, disk_write_error, disk_full, sync_failed, torn_write,
  // lost_write, lost_name and bit_flip.
  SimDisk(Dice dice, FaultCounts& counts);
  ~SimDisk() override;

  Result<std::unique_ptr<File>> open(const Path& path, OpenMode mode) override;
  Status createDirectories(const Path& path) override;
  Status rename(const Path& from, const Path& to) override;
  Status remove(const Path& path) override;
  Status removeAll(const Path& path) override;
  Status syncDirectory(const Path& path) override;
  bool exists(const Path& path) override;
  Result<std::vector<std::string>> list(const Path& directory) override;
  Result<std::uint64_t> freeBytes(const Path& path) override;

  DiskFaults faults;
  bool full = false;  // something else took all that was left
  // Called before every operation that changes something or makes it last. What it throws passes through: then the
  // operation did not happen, but for a beginning of the bytes of a write.
  std::function<void()> onDurableStep;

  // The process that had files open is gone: what it wrote stays, and its files answer no more.
  void kill() { ++life_; }
  // Likewise, and what was not synced is lost, kept or torn, each file and each name at random.
  void losePower(Dice& dice);
  // The kernel has written everything back, as it does after a while.
  void settle();
  // Flips a bit of a file whose path `mayBe` picks, on the disk. Its path; nothing if no such file has any bytes.
  std::optional<std::string> flipBit(Dice& dice, const std::function<bool(std::string_view path)>& mayBe);

  // For whoever looks from outside: no faults, no steps.
  std::optional<std::string> peek(const Path& path) const;
  std::vector<std::string> allFiles() const;  // paths with a leading slash, sorted
  std::uint64_t used() const { return used_; }

 private:
  friend class SimFile;
  struct Node;
  using NodePtr = std::shared_ptr<Node>;
  struct Place {  // of a path: its folder, if that is there, and its last part
    NodePtr folder;
    std::string_view name;
  };
  // A change of names that becomes durable as a whole.
  struct Change {
    struct Slot {
      NodePtr folder;
      std::string name;
      NodePtr now;  // null: the name is gone
    };
    std::vector<Slot> places;
    bool ordered = false;  // folders moved: everything before it comes first
  };
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };

  Place placeOf(std::string_view path);
  NodePtr folderAt(std::string_view path);
  NodePtr find(std::string_view path);
  static NodePtr find(const Place& place);
  bool isBelowAFile(std::string_view path) const;
  Error missing(const Path& path) const;
  void step() const {
    if (onDurableStep) onDurableStep();
  }
  std::optional<Error> spoilt(double rate, std::string_view kind, std::string_view path);
  std::optional<Error> refused(std::string_view path);  // of what writes and needs room
  Error fullError(std::string_view path);
  std::uint64_t room() const;
  bool mayReplace(const NodePtr& moved, const NodePtr& there) const;

  NodePtr add(const NodePtr& folder, std::string_view name, bool isFolder);
  void drop(const NodePtr& folder, std::string_view name);
  Status dropTree(const NodePtr& folder, const std::string& name, std::string_view path);
  void unlink(const NodePtr& node);
  void release(const Node& node);  // gives its bytes back if nothing leads to it any more
  void makeDurable(const std::function<bool(const Change&)>& chosen, bool forgetOthers);
  void settleFolder(Node& folder);
  void resetFolder(Node& folder, Dice& dice);
  template <class F>
  static void forEachFile(const Node& folder, const std::string& path, const F& use);

  Dice dice_;
  FaultCounts& counts_;
  NodePtr root_;
  std::unordered_map<std::string, NodePtr, TextHash, std::equal_to<>> folders_;  // by path; forgotten when one moves
  std::vector<Change> changes_;                                                  // that are not durable, oldest first
  std::uint64_t used_ = 0;
  std::uint64_t life_ = 0;  // processes that ended
  std::uint64_t boot_ = 0;  // losses of power
};

}  // namespace flotilla::simulation
