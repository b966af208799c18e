// What the palette offers for what somebody typed. Prefixes: ">" commands, ":" views with a selector, "@" scopes; else
// names of nodes, sites, regions, rollouts. Thread: GUI. Lifetime: the mirror outlives it.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QAbstractListModel>
#include <vector>

#include "models/domain/selector.h"
#include "models/view/fleet_mirror.h"

namespace flotilla::view {

// What a row does: "open" a page (`page`, `filter`, `selection`), "scope" (`scope`), "command" (`command`, the name of
// what the shell starts, never the act itself), "complete" (`text` becomes the new text).
struct Suggestion {
  QString group;     // heading
  QString iconName;  // or, if empty, `status`
  QString status;
  QString title;  // mono if `code`
  bool code = false;
  QString explanation;
  QString count;  // "31 nodes", or empty
  QString key;    // shortcut, or empty
  QString action;
  QString page;
  QString filter;
  QString selection;
  QString scope;
  QString command;
  QString completion;
};

class Palette : public QAbstractListModel {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  Q_PROPERTY(QString text READ text WRITE setText NOTIFY textChanged)
  Q_PROPERTY(QString hint READ hint NOTIFY textChanged)  // right of the text: "1,204 match", or what is wrong
  Q_PROPERTY(bool wrong READ wrong NOTIFY textChanged)   // the hint is an error
  Q_PROPERTY(int count READ rowCount NOTIFY textChanged)

 public:
  // Roles: group, iconName, status, title, code, explanation, count, key, action, page, filter, selection, scope,
  // command, completion.
  enum Role {
    GroupRole = Qt::UserRole,
    IconRole,
    StatusRole,
    TitleRole,
    CodeRole,
    ExplanationRole,
    CountRole,
    KeyRole,
    ActionRole,
    PageRole,
    FilterRole,
    SelectionRole,
    ScopeRole,
    CommandRole,
    CompletionRole
  };

  Palette(FleetMirror& mirror, PatternCompiler compile, QObject* parent = nullptr);
  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QHash<int, QByteArray> roleNames() const override;
  QString text() const { return text_; }
  void setText(const QString& text);
  QString hint() const { return hint_; }
  bool wrong() const { return wrong_; }
  Q_INVOKABLE QVariantMap at(int row) const;  // all roles of a row

 signals:
  void textChanged();

 private:
  void rebuild();
  void addCommands(const QString& typed);
  void addViews(const QString& typed);
  void addScopes(const QString& typed);
  void addNames(const QString& typed);
  void addTerms(const QString& before, const QString& word);
  int countMatching(const QString& selector);  // -1 and the hint if it is wrong

  FleetMirror& mirror_;
  const PatternCompiler compile_;
  const std::vector<SelectorField> fields_;
  QString text_;
  QString hint_;
  bool wrong_ = false;
  std::vector<Suggestion> rows_;
};

}  // namespace flotilla::view
