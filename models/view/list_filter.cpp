#include "models/view/list_filter.h"

#include "models/view/text.h"

namespace flotilla::view {

ListFilter::Outcome ListFilter::set(const QString& wanted) {
  const QString trimmed = wanted.trimmed();
  if (trimmed == text_ && error_.isEmpty()) return Outcome::Same;
  auto parsed = parseSelector(trimmed.toStdString(), fields_, compile_);
  error_ = parsed ? QString() : view::text(parsed.error().message);
  if (!parsed) return Outcome::Wrong;
  text_ = trimmed;
  selector_ = trimmed.isEmpty() ? std::nullopt : std::optional<Selector>(std::move(*parsed));
  return Outcome::Taken;
}

}  // namespace flotilla::view
