#include "services/runtime/random.h"

#include <sys/random.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "models/domain/digest.h"

namespace flotilla {

std::uint64_t Random::number() {
  std::uint64_t value = 0;
  std::memcpy(&value, bytes(sizeof value).data(), sizeof value);
  return value;
}

double Random::unit() {
  return static_cast<double>(number() >> 11) * 0x1p-53;
}

std::string SystemRandom::bytes(std::size_t count) {
  std::string out(count, '\0');
  for (std::size_t done = 0; done < count;) {
    const ssize_t got = ::getrandom(out.data() + done, count - done, 0);
    if (got > 0)
      done += static_cast<std::size_t>(got);
    else if (errno != EINTR)
      std::abort();  // the kernel has no randomness to give: nothing safe can follow
  }
  return out;
}

std::string makeUuid(TimePoint now, Random& random) {
  std::string raw = random.bytes(16);
  const auto ms = static_cast<std::uint64_t>(toMicros(now) / 1000);
  for (int i = 0; i < 6; ++i) raw[static_cast<std::size_t>(i)] = static_cast<char>(ms >> (8 * (5 - i)));
  raw[6] = static_cast<char>((raw[6] & 0x0f) | 0x70);
  raw[8] = static_cast<char>((raw[8] & 0x3f) | 0x80);
  std::string hex = toHex(raw);
  for (const std::size_t at : {20U, 16U, 12U, 8U}) hex.insert(at, "-");
  return hex;
}

}  // namespace flotilla
