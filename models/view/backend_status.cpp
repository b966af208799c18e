#include "models/view/backend_status.h"

namespace flotilla::view {

void BackendStatus::set(const QString& state, const QString& problem, const QString& data) {
  if (state == state_ && problem == problem_ && data == data_) return;
  state_ = state;
  problem_ = problem;
  data_ = data;
  emit changed();
}

}  // namespace flotilla::view
