// What a screen reader finds in a window. Thread: GUI.
#pragma once

#include <QAccessible>
#include <QQuickWindow>
#include <QStringList>

namespace flotilla::test {

template <typename Visit>
void walkAccessible(QAccessibleInterface* node, const Visit& visit) {
  if (node == nullptr || node->state().invisible) return;
  visit(*node);
  for (int i = 0; i < node->childCount(); ++i) walkAccessible(node->child(i), visit);
}

// The names of everything that can be seen.
inline QStringList namesIn(QQuickWindow* window) {
  QStringList names;
  walkAccessible(QAccessible::queryAccessibleInterface(window), [&](QAccessibleInterface& node) {
    if (const QString name = node.text(QAccessible::Name); !name.isEmpty()) names << name;
  });
  return names;
}

}  // namespace flotilla::test
