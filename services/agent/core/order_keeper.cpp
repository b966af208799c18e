#include "services/agent/core/order_keeper.h"

#include "services/runtime/log.h"

namespace flotilla::agent {
namespace {

constexpr Duration kStoreAgain = std::chrono::seconds(5);

}  // namespace

void OrderKeeper::take(const NodeOrders& orders) {
  const StoredOrders before = node_.values().orders;
  if (orders.number <= before.number) return;
  StateChange change;
  change.orders = StoredOrders{orders.number, orders.isolated, orders.renewal, before.renewed};
  if (const Status stored = node_.apply(change); !stored) {
    log::error("orders could not be stored", {{"message", stored.error().message}});
    return loop_.postAfter(kStoreAgain, guard_.wrap([this, orders] { take(orders); }));
  }
  log::info("orders were taken", {{"number", std::to_string(orders.number)},
                                  {"isolated", orders.isolated ? "yes" : "no"},
                                  {"renewal", std::to_string(orders.renewal)}});
  apply_(orders, before.number);
}

bool OrderKeeper::wantsRenewal() const {
  const StoredOrders& orders = node_.values().orders;
  return orders.renewal > orders.renewed;
}

bool OrderKeeper::onRenewed() {
  StateChange change;
  change.orders = node_.values().orders;
  if (change.orders->renewed >= change.orders->renewal) return false;
  change.orders->renewed = change.orders->renewal;
  if (const Status stored = node_.apply(change); !stored) {
    log::error("it could not be stored that the certificate was replaced", {{"message", stored.error().message}});
    return false;  // then it is replaced again
  }
  return true;
}

}  // namespace flotilla::agent
