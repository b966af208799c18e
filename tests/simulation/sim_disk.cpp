#include "tests/simulation/sim_disk.h"

#include <algorithm>

#include "services/runtime/file_error.h"
#include "tests/simulation/sim_disk_node.h"

namespace flotilla::simulation {
namespace {

std::string_view withoutSlashes(std::string_view path) {
  while (path.ends_with('/')) path.remove_suffix(1);
  return path;
}

// The next part of a path, which it loses; empty at its end.
std::string_view takePart(std::string_view& path) {
  while (path.starts_with('/')) path.remove_prefix(1);
  const std::string_view part = path.substr(0, path.find('/'));
  path.remove_prefix(part.size());
  return part;
}

Error ioError(std::string_view path, const char* why) {
  return internalError("io_error", "cannot use " + std::string(path) + ": " + why);
}

}  // namespace

// An open file. It stays usable when its name moves or goes.
class SimFile final : public File {
 public:
  SimFile(SimDisk& disk, SimDisk::NodePtr node, std::string path, bool writable)
      : disk_(disk),
        node_(std::move(node)),
        path_(std::move(path)),
        life_(disk.life_),
        boot_(disk.boot_),
        writable_(writable) {
    ++node_->opened;
  }
  ~SimFile() override {
    --node_->opened;
    if (boot_ == disk_.boot_) disk_.release(*node_);
  }
  SimFile(const SimFile&) = delete;
  SimFile& operator=(const SimFile&) = delete;

  Status write(std::uint64_t offset, std::string_view bytes) override {
    if (const auto refusal = unusable()) return *refusal;
    try {
      disk_.step();
    } catch (...) {
      put(offset, beginningOf(bytes));
      throw;
    }
    if (const auto error = disk_.spoilt(disk_.faults.writeError, "disk_write_error", path_)) {
      put(offset, beginningOf(bytes));
      return *error;
    }
    const std::uint64_t size = node_->content.size();
    const std::uint64_t grows = offset + bytes.size() > size ? offset + bytes.size() - size : 0;
    if (grows > 0 && (grows > disk_.room() || disk_.dice_.chance(disk_.faults.noSpace))) {
      const std::uint64_t fits = std::min<std::uint64_t>(disk_.room(), disk_.dice_.below(grows));
      if (bytes.size() - grows + fits <= bytes.size()) put(offset, bytes.substr(0, bytes.size() - grows + fits));
      return disk_.fullError(path_);
    }
    put(offset, bytes);
    return okStatus();
  }

  Result<std::string> read(std::uint64_t offset, std::size_t count) override {
    if (life_ != disk_.life_) return *unusable();
    if (const auto error = disk_.spoilt(disk_.faults.readError, "disk_read_error", path_)) return *error;
    const std::string& bytes = node_->content.bytes();
    return offset < bytes.size() ? bytes.substr(offset, count) : std::string();
  }

  Result<std::uint64_t> size() override {
    if (life_ != disk_.life_) return *unusable();
    return node_->content.size();
  }

  Status truncate(std::uint64_t size) override {
    if (const auto refusal = unusable()) return *refusal;
    disk_.step();
    if (const auto error = disk_.spoilt(disk_.faults.writeError, "disk_write_error", path_)) return *error;
    disk_.used_ += size - node_->content.size();  // modulo 2^64
    node_->content.truncate(size);
    return okStatus();
  }

  Status makeExecutable() override {
    FLOTILLA_CHECK(sync());
    node_->executable = true;
    return okStatus();
  }

  Status sync() override {
    if (life_ != disk_.life_) return *unusable();
    disk_.step();
    if (const auto error = disk_.spoilt(disk_.faults.syncError, "sync_failed", path_)) {
      const std::uint64_t before = node_->content.size();
      node_->content.failSync(disk_.dice_);
      disk_.used_ += node_->content.size() - before;
      return *error;
    }
    node_->content.sync();
    return okStatus();
  }

 private:
  std::optional<Error> unusable() const {
    if (life_ != disk_.life_) return ioError(path_, "the process that opened it has ended");
    if (!writable_) return ioError(path_, "it was opened for reading");
    return std::nullopt;
  }
  std::string_view beginningOf(std::string_view bytes) const {
    return bytes.substr(0, disk_.dice_.below(bytes.size() + 1));
  }
  void put(std::uint64_t offset, std::string_view bytes) {
    const std::uint64_t before = node_->content.size();
    node_->content.write(offset, bytes);
    disk_.used_ += node_->content.size() - before;
  }

  SimDisk& disk_;
  SimDisk::NodePtr node_;
  std::string path_;
  std::uint64_t life_;
  std::uint64_t boot_;
  bool writable_;
};

SimDisk::SimDisk(Dice dice, FaultCounts& counts) : dice_(dice), counts_(counts), root_(std::make_shared<Node>()) {
  root_->isFolder = true;
}

SimDisk::~SimDisk() = default;

SimDisk::NodePtr SimDisk::folderAt(std::string_view path) {
  if (const auto known = folders_.find(path); known != folders_.end()) return known->second;
  NodePtr at = root_;
  std::string_view rest = path;
  for (std::string_view part = takePart(rest); !part.empty(); part = takePart(rest)) {
    const auto next = at->now.find(part);
    if (next == at->now.end() || !next->second->isFolder) return nullptr;
    at = next->second;
  }
  folders_.emplace(path, at);
  return at;
}

SimDisk::Place SimDisk::placeOf(std::string_view path) {
  path = withoutSlashes(path);
  const std::size_t slash = path.rfind('/');
  const std::size_t begin = slash == std::string_view::npos ? 0 : slash + 1;
  return {folderAt(path.substr(0, begin)), path.substr(begin)};
}

SimDisk::NodePtr SimDisk::find(const Place& place) {
  if (!place.folder || place.name.empty()) return place.folder;
  const auto at = place.folder->now.find(place.name);
  return at == place.folder->now.end() ? nullptr : at->second;
}

SimDisk::NodePtr SimDisk::find(std::string_view path) {
  return find(placeOf(path));
}

bool SimDisk::isBelowAFile(std::string_view path) const {
  const Node* at = root_.get();
  path = withoutSlashes(path);
  for (std::string_view part = takePart(path); !part.empty(); part = takePart(path)) {
    if (!at->isFolder) return true;
    const auto next = at->now.find(part);
    if (next == at->now.end()) return false;
    at = next->second.get();
  }
  return false;
}

Error SimDisk::missing(const Path& path) const {
  return notFound("no_file", isBelowAFile(path.native()) ? path.string() + " is below a file"
                                                         : "there is no file or directory " + path.string());
}

std::optional<Error> SimDisk::spoilt(double rate, std::string_view kind, std::string_view path) {
  if (!dice_.chance(rate)) return std::nullopt;
  counts_.add(kind);
  return ioError(path, "an injected error");
}

std::uint64_t SimDisk::room() const {
  return full || used_ >= faults.capacity ? 0 : faults.capacity - used_;
}

Error SimDisk::fullError(std::string_view path) {
  counts_.add("disk_full");
  return {ErrorCode::Exhausted, "disk_full", "no space is left for " + std::string(path), {}, "free space"};
}

std::optional<Error> SimDisk::refused(std::string_view path) {
  if (auto error = spoilt(faults.writeError, "disk_write_error", path)) return error;
  if (room() == 0 || dice_.chance(faults.noSpace)) return fullError(path);
  return std::nullopt;
}

SimDisk::NodePtr SimDisk::add(const NodePtr& folder, std::string_view name, bool isFolder) {
  auto node = std::make_shared<Node>();
  node->isFolder = isFolder;
  node->names = 1;
  folder->now.emplace(name, node);
  changes_.push_back({{{folder, std::string(name), node}}});
  return node;
}

void SimDisk::release(const Node& node) {
  if (node.names == 0 && node.opened == 0) used_ -= node.content.size();
}

void SimDisk::unlink(const NodePtr& node) {
  --node->names;
  if (node->isFolder) folders_.clear();
  release(*node);
}

void SimDisk::drop(const NodePtr& folder, std::string_view name) {
  const auto at = folder->now.find(name);
  const NodePtr node = std::move(at->second);
  folder->now.erase(at);
  changes_.push_back({{{folder, std::string(name), nullptr}}});
  unlink(node);
}

Result<std::unique_ptr<File>> SimDisk::open(const Path& path, OpenMode mode) {
  const Place place = placeOf(path.native());
  NodePtr node = find(place);
  if (!node) {
    if (mode != OpenMode::Create || !place.folder || path.native().ends_with('/')) return missing(path);
    step();
    if (const auto error = refused(path.native())) return *error;
    node = add(place.folder, place.name, false);
  }
  if (node->isFolder) return notAFile(path);
  if (node->executable && mode != OpenMode::Read)
    return Error{ErrorCode::Denied, "no_permission", "no permission to write " + path.string(), {}, "remove it first"};
  return std::unique_ptr<File>(
      std::make_unique<SimFile>(*this, std::move(node), path.native(), mode != OpenMode::Read));
}

Status SimDisk::createDirectories(const Path& path) {
  if (find(path.native())) return okStatus();
  NodePtr at = root_;
  std::string_view rest = path.native();
  for (std::string_view part = takePart(rest); !part.empty(); part = takePart(rest)) {
    if (!at->isFolder) return missing(path);
    const auto next = at->now.find(part);
    if (next != at->now.end()) {
      at = next->second;
      continue;
    }
    step();
    if (const auto error = refused(path.native())) return *error;
    at = add(at, part, true);
  }
  return okStatus();
}

// What rename(2) says of the kinds of both.
bool SimDisk::mayReplace(const NodePtr& moved, const NodePtr& there) const {
  return !there || (moved->isFolder == there->isFolder && there->now.empty());
}

Status SimDisk::rename(const Path& from, const Path& to) {
  const Place source = placeOf(from.native()), target = placeOf(to.native());
  const NodePtr moved = find(source), there = find(target);
  if (!moved || !target.folder) return missing(to);
  if (moved == there) return okStatus();
  if (moved->isFolder && (to.native() + "/").starts_with(from.native() + "/"))
    return ioError(to.native(), "it is below what is moved");
  if ((from.native() + "/").starts_with(to.native() + "/")) return ioError(to.native(), "the directory is not empty");
  if (there && !moved->isFolder && there->isFolder) return notAFile(to);
  if (there && moved->isFolder && !there->isFolder) return missing(to);
  if (!mayReplace(moved, there)) return ioError(to.native(), "the directory is not empty");
  step();
  if (const auto error = spoilt(faults.writeError, "disk_write_error", to.native())) return *error;
  source.folder->now.erase(source.folder->now.find(source.name));
  target.folder->now.insert_or_assign(std::string(target.name), moved);
  changes_.push_back(
      {{{source.folder, std::string(source.name), nullptr}, {target.folder, std::string(target.name), moved}},
       moved->isFolder});
  if (moved->isFolder) folders_.clear();
  if (there) unlink(there);
  return okStatus();
}

Status SimDisk::remove(const Path& path) {
  const Place place = placeOf(path.native());
  const NodePtr node = find(place);
  if (!node) return isBelowAFile(path.native()) ? Status(missing(path)) : okStatus();
  if (node->isFolder) return notAFile(path);
  step();
  if (const auto error = spoilt(faults.writeError, "disk_write_error", path.native())) return *error;
  drop(place.folder, place.name);
  return okStatus();
}

Status SimDisk::dropTree(const NodePtr& folder, const std::string& name, std::string_view path) {
  const NodePtr node = folder->now.find(name)->second;
  while (!node->now.empty()) FLOTILLA_CHECK(dropTree(node, node->now.begin()->first, path));
  step();
  if (const auto error = spoilt(faults.writeError, "disk_write_error", path)) return *error;
  drop(folder, name);
  return okStatus();
}

Status SimDisk::removeAll(const Path& path) {
  const Place place = placeOf(path.native());
  if (!find(place)) return isBelowAFile(path.native()) ? Status(missing(path)) : okStatus();
  return dropTree(place.folder, std::string(place.name), path.native());
}

bool SimDisk::exists(const Path& path) {
  return find(path.native()) != nullptr;
}

Result<std::vector<std::string>> SimDisk::list(const Path& directory) {
  const NodePtr folder = find(directory.native());
  if (!folder) return missing(directory);
  if (!folder->isFolder) return notADirectory(directory);
  if (const auto error = spoilt(faults.readError, "disk_read_error", directory.native())) return *error;
  std::vector<std::string> names;
  names.reserve(folder->now.size());
  for (const auto& [name, node] : folder->now) names.push_back(name);
  return names;
}

Result<std::uint64_t> SimDisk::freeBytes(const Path& path) {
  if (!find(path.native())) return missing(path);
  return room();
}

Status SimDisk::syncDirectory(const Path& path) {
  const NodePtr folder = find(path.native());
  if (!folder) return missing(path);
  if (!folder->isFolder) return notADirectory(path);
  step();
  if (const auto error = spoilt(faults.syncError, "sync_failed", path.native())) return *error;
  if (changes_.empty()) return okStatus();
  const auto isIn = [&](const Change::Slot& slot) { return slot.folder == folder; };
  makeDurable([&](const Change& change) { return std::any_of(change.places.begin(), change.places.end(), isIn); },
              false);
  return okStatus();
}

}  // namespace flotilla::simulation
