#include "services/agent/core/install/boot_record.h"

#include <algorithm>
#include <utility>

#include "services/runtime/bytes.h"

namespace flotilla::agent {
namespace {

constexpr std::string_view kMagic = "FLBR";
constexpr std::uint16_t kFormat = 1;
constexpr std::uint8_t kNoSlot = 0xFF;
constexpr std::size_t kNameLimit = 63;
constexpr std::size_t kIdLimit = 36;
constexpr std::size_t kBody = kBootRecordSize - sizeof(std::uint32_t);

std::string_view asText(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size()};
}

void putEntry(ByteWriter& out, const BootEntry& entry) {
  out.text(entry.workload.value);
  out.number(entry.good.value_or(kNoSlot));
  out.number(entry.trying.value_or(kNoSlot));
  out.number(entry.triesLeft);
  out.text(entry.installId);
  for (const Digest& digest : entry.holds) out.raw(asText(digest));
  out.text(entry.artifact.value);
  out.number(entry.floor);
}

bool readSlot(ByteReader& in, std::optional<Slot>& slot) {
  const auto raw = in.number<std::uint8_t>();
  if (raw != kNoSlot) slot = raw;
  return raw <= 1 || raw == kNoSlot;
}

bool readEntry(ByteReader& in, BootEntry& entry) {
  entry.workload = WorkloadName(std::string(in.text(kNameLimit)));
  if (!readSlot(in, entry.good) || !readSlot(in, entry.trying)) return false;
  entry.triesLeft = in.number<std::uint8_t>();
  entry.installId = in.text(kIdLimit);
  for (Digest& digest : entry.holds) {
    const std::string_view raw = in.raw(digest.bytes.size());
    std::copy(raw.begin(), raw.end(), digest.bytes.begin());
  }
  entry.artifact = ArtifactName(std::string(in.text(kNameLimit)));
  entry.floor = in.number<std::uint64_t>();
  return in.ok();
}

}  // namespace

const BootEntry* BootRecord::find(const WorkloadName& workload) const {
  const auto found =
      std::find_if(entries.begin(), entries.end(), [&](const BootEntry& e) { return e.workload == workload; });
  return found == entries.end() ? nullptr : &*found;
}

Status BootRecord::put(const BootEntry& entry) {
  const auto found =
      std::find_if(entries.begin(), entries.end(), [&](const BootEntry& e) { return e.workload == entry.workload; });
  if (found != entries.end()) {
    *found = entry;
    return okStatus();
  }
  if (entries.size() >= kMaxWorkloads)
    return Error{ErrorCode::Exhausted, "too_many_workloads",
                 "a node runs at most " + std::to_string(kMaxWorkloads) + " workloads"};
  entries.push_back(entry);
  return okStatus();
}

std::string encodeBootRecord(const BootRecord& record) {
  ByteWriter out;
  out.raw(kMagic);
  out.number(kFormat);
  out.number(record.seq);
  out.number(static_cast<std::uint16_t>(record.entries.size()));
  for (const BootEntry& entry : record.entries) putEntry(out, entry);
  std::string bytes = out.take();
  bytes.resize(kBody, '\0');
  ByteWriter crc;
  crc.number(crc32c(bytes));
  return bytes + crc.bytes();
}

Result<BootRecord> decodeBootRecord(std::string_view bytes) {
  const Error bad = invalid("bad_boot_record", "a copy of the boot record is damaged");
  if (bytes.size() != kBootRecordSize) return bad;
  ByteReader tail(bytes.substr(kBody));
  if (tail.number<std::uint32_t>() != crc32c(bytes.substr(0, kBody))) return bad;
  ByteReader in(bytes.substr(0, kBody));
  if (in.raw(kMagic.size()) != kMagic || in.number<std::uint16_t>() != kFormat) return bad;
  BootRecord record;
  record.seq = in.number<std::uint64_t>();
  const auto count = in.number<std::uint16_t>();
  if (count > kMaxWorkloads) return bad;
  for (std::uint16_t i = 0; i < count; ++i)
    if (!readEntry(in, record.entries.emplace_back())) return bad;
  return record;
}

const BootRecord& BootRecordFile::read() {
  record_ = {};
  current_.reset();
  for (const std::size_t copy : {0, 1}) {
    const auto bytes = files_.readAll(copyPath(copy), kBootRecordSize);
    if (!bytes) continue;
    auto decoded = decodeBootRecord(*bytes);
    if (!decoded || (current_ && decoded->seq <= record_.seq)) continue;
    record_ = std::move(*decoded);
    current_ = copy;
  }
  // The first write of all makes boot0 whole before boot1 exists. So a torn boot0 alone is an interrupted beginning,
  // not a loss.
  damaged_ = !current_ && files_.exists(copyPath(1));
  lasts_ = !current_ || writeCopy(*current_, record_).ok();
  return record_;
}

Status BootRecordFile::write(BootRecord record) {
  if (damaged_)
    return precondition("boot_record_unreadable", "the boot record cannot be read, so nothing is installed");
  if (!lasts_) FLOTILLA_CHECK(writeCopy(*current_, record_));
  lasts_ = true;
  if (!current_) FLOTILLA_CHECK(writeCopy(0, BootRecord{1, {}}));
  record.seq = record_.seq + 1;
  return writeCopy(*current_ == 0 ? 1 : 0, record);
}

Status BootRecordFile::writeCopy(std::size_t copy, const BootRecord& record) {
  FLOTILLA_TRY(auto file, files_.open(copyPath(copy), OpenMode::Create));
  FLOTILLA_CHECK(file->write(0, encodeBootRecord(record)));
  FLOTILLA_CHECK(file->truncate(kBootRecordSize));
  FLOTILLA_CHECK(file->sync());
  if (!named_[copy]) FLOTILLA_CHECK(files_.syncDirectory(directory_));
  named_[copy] = true;
  current_ = copy;
  record_ = record;
  return okStatus();
}

}  // namespace flotilla::agent
