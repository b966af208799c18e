#include "tests/simulation/file_content.h"

#include <algorithm>

namespace flotilla::simulation {
namespace {

constexpr std::uint64_t kSector = 512;
constexpr std::uint64_t kPage = 4096;

void put(std::string& into, std::uint64_t offset, std::string_view bytes) {
  if (offset + bytes.size() > into.size()) into.resize(offset + bytes.size());
  std::copy(bytes.begin(), bytes.end(), into.begin() + static_cast<std::ptrdiff_t>(offset));
}

// `into` at one block becomes what `from` has there, zeroes where that ends before. Sizes stay.
void copyBlock(std::string& into, const std::string& from, std::uint64_t offset, std::uint64_t block) {
  const std::uint64_t end = std::min<std::uint64_t>(offset + block, into.size());
  for (std::uint64_t at = offset; at < end; ++at) into[at] = at < from.size() ? from[at] : '\0';
}

std::string_view blockOf(const std::string& text, std::uint64_t offset, std::uint64_t block) {
  return offset < text.size() ? std::string_view(text).substr(offset, block) : std::string_view();
}

}  // namespace

void FileContent::saveFrom(std::uint64_t offset, std::uint64_t end) {
  if (offset < floor_) undo_.push_back({offset, now_.substr(offset, std::min(end, floor_) - offset)});
}

// Pages in that span are written whole with the next sync; until then the disk has there what it has.
void FileContent::renew(std::uint64_t from, std::uint64_t end) {
  if (unbacked_.empty()) return;
  const auto first = unbacked_.lower_bound(from / kPage);
  auto at = first;
  for (; at != unbacked_.end() && at->first * kPage < end; ++at) {
    const std::uint64_t offset = at->first * kPage;
    at->second.resize(std::min<std::uint64_t>(kPage, now_.size() - offset));
    undo_.push_back({offset, std::move(at->second)});
  }
  unbacked_.erase(first, at);
}

void FileContent::write(std::uint64_t offset, std::string_view bytes) {
  if (bytes.empty()) return;
  const std::uint64_t end = offset + bytes.size();
  renew(offset, end);
  saveFrom(offset, end);
  if (offset == now_.size()) {
    now_.append(bytes);
  } else {
    put(now_, offset, bytes);
  }
  dirty_ = true;
}

void FileContent::truncate(std::uint64_t size) {
  if (size == now_.size()) return;
  renew(std::min<std::uint64_t>(size, now_.size()), UINT64_MAX);
  saveFrom(size, floor_);
  floor_ = std::min(floor_, size);
  now_.resize(size);
  dirty_ = true;
}

std::string FileContent::durable() const {
  std::string out = now_.substr(0, floor_);
  for (auto undo = undo_.rbegin(); undo != undo_.rend(); ++undo) put(out, undo->offset, undo->bytes);
  out.resize(durableSize_);
  for (const auto& [page, bytes] : unbacked_) {
    copyBlock(out, std::string(), page * kPage, kPage);
    if (page * kPage < out.size()) put(out, page * kPage, std::string_view(bytes).substr(0, out.size() - page * kPage));
  }
  return out;
}

void FileContent::failSync(Dice& dice) {
  if (!dirty_) return;
  const std::string disk = durable();
  if (dice.chance(0.5)) {
    now_ = disk;
    unbacked_.clear();
    return sync();
  }
  for (std::uint64_t at = 0; at < std::max(now_.size(), disk.size()); at += kPage)
    if (blockOf(now_, at, kPage) != blockOf(disk, at, kPage) && dice.chance(0.5))
      unbacked_.insert_or_assign(at / kPage, std::string(blockOf(disk, at, kPage)));
  sync();
}

// Half of the time a beginning of what was appended; else each sector new or old, and the size old, new or between.
std::string FileContent::torn(const std::string& before, const std::string& after, Dice& dice) const {
  const bool appended = after.size() > before.size() && after.starts_with(before);
  if (appended && dice.chance(0.5))
    return after.substr(0, before.size() + dice.below(after.size() - before.size() + 1));
  const std::size_t least = std::min(before.size(), after.size()), most = std::max(before.size(), after.size());
  const std::uint64_t sizes[] = {before.size(), after.size(), least + dice.below(most - least + 1)};
  std::string out = after;
  out.resize(sizes[dice.below(3)]);
  for (std::uint64_t at = 0; at < out.size(); at += kSector)
    if (blockOf(before, at, kSector) != blockOf(after, at, kSector))
      copyBlock(out, dice.chance(0.5) ? after : before, at, kSector);
  return out;
}

Fate FileContent::losePower(Dice& dice) {
  if (isDurable()) return Fate::Clean;
  const std::string disk = durable();
  std::string after = disk;
  if (dirty_) {
    std::string written = now_;  // if the kernel had come to it
    for (const auto& [page, bytes] : unbacked_) copyBlock(written, disk, page * kPage, kPage);
    const std::uint64_t fate = dice.below(3);
    if (fate == 1) after = written;
    if (fate == 2) after = torn(disk, written, dice);
  }
  const Fate fate = after == now_ ? Fate::Kept : after == disk ? Fate::Lost : Fate::Torn;
  now_ = std::move(after);
  unbacked_.clear();
  sync();
  return fate;
}

}  // namespace flotilla::simulation
