#include "tests/simulation/fixed_chance.h"

#include <openssl/rand.h>

#include "tests/simulation/dice.h"

// The providers' own way of replacing chance is a provider; this one is deprecated and does it in a page.
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

namespace flotilla::simulation {
namespace {

Dice keyDice(0);

int fill(unsigned char* into, int count) {
  for (int at = 0; at < count;) {
    std::uint64_t word = keyDice.next();
    for (int i = 0; i < 8 && at < count; ++i, word >>= 8) into[at++] = static_cast<unsigned char>(word & 0xFF);
  }
  return 1;
}

int isReady() {
  return 1;
}

}  // namespace

void fixChanceOfKeys(std::uint64_t seed) {
  static const RAND_METHOD method{nullptr, fill, nullptr, nullptr, fill, isReady};
  keyDice = Dice(seed).fork("keys");
  RAND_set_rand_method(&method);
}

}  // namespace flotilla::simulation
