#include "services/agent/uplink/link_fault.h"

#include <utility>

#include "services/runtime/log.h"

namespace flotilla::agent {
namespace {

constexpr std::chrono::milliseconds kLastWord{500};  // for what was said to leave before the link is cut

}  // namespace

bool LinkFault::refuses() {
  if (!drills_.link().cut) return false;
  refused_ = true;
  return true;
}

void LinkFault::begin() {
  session_.renew();
  late_.clear();
}

void LinkFault::say(v1::AgentMessage message) {
  const Duration delay = drills_.link().delay;
  if (delay == Duration(0) && late_.empty()) return acts_.send(std::move(message));
  late_.push_back(std::move(message));
  loop_.postAfter(delay, session_.wrap([this] {
    acts_.send(std::move(late_.front()));
    late_.pop_front();
  }));
}

void LinkFault::onChange() {
  if (!drills_.link().cut) {
    if (std::exchange(refused_, false)) acts_.restored();
    return;
  }
  loop_.postAfter(kLastWord, guard_.wrap([this] {
    if (drills_.link().cut && !refused_) acts_.cut();
  }));
}

}  // namespace flotilla::agent
