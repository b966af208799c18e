// Little-endian packing of small binary records (boot record, worker frames, stored histograms).
// Thread: values. Reading past the end or an over-long text makes the reader fail for good; callers check ok() once.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace flotilla {

class ByteWriter {
 public:
  template <class T>
  requires std::is_arithmetic_v<T>
  void number(T value) {
    std::array<char, sizeof(T)> raw;
    std::memcpy(raw.data(), &value, sizeof(T));
    out_.append(raw.data(), raw.size());
  }
  void raw(std::string_view bytes) { out_ += bytes; }
  void text(std::string_view bytes) {  // u32 length, then the bytes
    number(static_cast<std::uint32_t>(bytes.size()));
    raw(bytes);
  }
  const std::string& bytes() const { return out_; }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

  template <class T>
  requires std::is_arithmetic_v<T> T number() {
    if constexpr (std::is_same_v<T, bool>) return number<std::uint8_t>() != 0;  // a bool of another byte is undefined
    T value{};
    const std::string_view bytes = raw(sizeof(T));
    if (ok_) std::memcpy(&value, bytes.data(), sizeof(T));
    return value;
  }
  std::string_view raw(std::size_t count) {
    if (count > rest_.size()) ok_ = false;
    if (!ok_) return {};
    const std::string_view head = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return head;
  }
  std::string_view text(std::size_t limit = 1 << 20) {
    const auto size = number<std::uint32_t>();
    if (size > limit) ok_ = false;
    return raw(size);
  }
  bool ok() const { return ok_; }
  bool atEnd() const { return ok_ && rest_.empty(); }
  std::string_view rest() const { return ok_ ? rest_ : std::string_view(); }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

// CRC-32C (Castagnoli, polynomial 0x1EDC6F41 reflected), as in RFC 3720 appendix B.4. With the checksum of what came
// before as `before`, that of both together.
std::uint32_t crc32c(std::string_view bytes, std::uint32_t before = 0);

}  // namespace flotilla
