#include "services/runtime/stable_hash.h"

#include <array>
#include <bit>
#include <cstddef>

namespace flotilla {
namespace {

class SipState {
 public:
  SipState(std::uint64_t k0, std::uint64_t k1)
      : v_{k0 ^ 0x736f6d6570736575U, k1 ^ 0x646f72616e646f6dU, k0 ^ 0x6c7967656e657261U, k1 ^ 0x7465646279746573U} {}

  void word(std::uint64_t word) {
    v_[3] ^= word;
    rounds(2);
    v_[0] ^= word;
  }
  std::uint64_t finish() {
    v_[2] ^= 0xff;
    rounds(4);
    return v_[0] ^ v_[1] ^ v_[2] ^ v_[3];
  }

 private:
  void rounds(int count) {
    auto& [a, b, c, d] = v_;
    for (int i = 0; i < count; ++i) {
      a += b, c += d;
      b = std::rotl(b, 13) ^ a, d = std::rotl(d, 16) ^ c;
      a = std::rotl(a, 32);
      c += b, a += d;
      b = std::rotl(b, 17) ^ c, d = std::rotl(d, 21) ^ a;
      c = std::rotl(c, 32);
    }
  }
  std::array<std::uint64_t, 4> v_;
};

// Little-endian, whatever the machine is.
std::uint64_t wordOf(std::string_view bytes) {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) word |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  return word;
}

}  // namespace

std::uint64_t sipHash(std::uint64_t k0, std::uint64_t k1, std::string_view text) {
  SipState state(k0, k1);
  const std::uint64_t length = std::uint64_t{text.size()} << 56;
  for (; text.size() >= 8; text.remove_prefix(8)) state.word(wordOf(text.substr(0, 8)));
  state.word(length | wordOf(text));
  return state.finish();
}

std::uint32_t placeOf(std::string_view salt, std::string_view key) {
  return static_cast<std::uint32_t>(sipHash(sipHash(0, 0, salt), sipHash(1, 0, salt), key) % kPlaces);
}

}  // namespace flotilla
