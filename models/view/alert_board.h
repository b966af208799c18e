// Everything that fires, in the groups that one message tells of: rows of groups, and below an open one its alerts; a
// group of one alert is the row of that. What deserves a look most is on top. Narrowed by a view, a severity, a region
// and a selector. Asked anew while somebody looks; rows that stay keep their place, so that a list does not jump.
// Thread: GUI. Lifetime: api and mirror outlive it.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QStringList>
#include <map>
#include <optional>
#include <vector>

#include "models/view/alerts_question.h"
#include "models/view/board_group.h"
#include "models/view/list_filter.h"
#include "models/view/polled_list.h"

namespace flotilla::view {

class AlertBoard : public flotilla::view::PolledList {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  Q_PROPERTY(QString filter READ filter WRITE setFilter NOTIFY filterChanged)
  Q_PROPERTY(QString filterError READ filterError NOTIFY filterChanged)  // empty: the filter is in force
  // firing, unacknowledged, mine, held (back), resolved
  Q_PROPERTY(QString view READ view WRITE setView NOTIFY filterChanged)
  Q_PROPERTY(QString severity READ severity WRITE setSeverity NOTIFY filterChanged)  // page, ticket; empty = all
  Q_PROPERTY(QString region READ region WRITE setRegion NOTIFY filterChanged)        // empty = all
  Q_PROPERTY(QString caller READ caller WRITE setCaller NOTIFY filterChanged)        // whose are mine
  Q_PROPERTY(QStringList regions READ regions NOTIFY changed)                        // in which something is told
  Q_PROPERTY(int matching READ matching NOTIFY changed)                              // alerts that are not left out
  Q_PROPERTY(int firing READ firing NOTIFY changed)
  Q_PROPERTY(int groups READ groups NOTIFY changed)
  Q_PROPERTY(int held READ held NOTIFY changed)
  Q_PROPERTY(int resolved READ resolved NOTIFY changed)         // lately
  Q_PROPERTY(int unsent READ unsent NOTIFY changed)             // groups that were too many to ask for
  Q_PROPERTY(QString quietSince READ quietSince NOTIFY ticked)  // "since 14:05" if nothing fires

 public:
  static constexpr std::size_t kMostAlerts = 20'000;
  // Of both kinds: group, key (of the group, or id of the alert), status, word, title, place, since, told (whom),
  // owner, held, nested (below the row of its group). Of groups also: open, tally ("12 firing, 2 resolved").
  enum Role {
    GroupRole = Qt::UserRole,
    KeyRole,
    StatusRole,
    WordRole,
    TitleRole,
    PlaceRole,
    SinceRole,
    ToldRole,
    OwnerRole,
    HeldRole,
    OpenRole,
    TallyRole,
    NestedRole
  };

  using Group = BoardGroup;

  AlertBoard(OperatorApi& api, FleetMirror& mirror, PatternCompiler compile, QObject* parent = nullptr);
  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QHash<int, QByteArray> roleNames() const override;

  QString filter() const { return filter_.text(); }
  QString filterError() const { return filter_.error(); }
  void setFilter(const QString& text);
  QString view() const { return view_; }
  void setView(const QString& view) { narrow(view_, view); }
  QString severity() const { return severity_; }
  void setSeverity(const QString& severity) { narrow(severity_, severity); }
  QString region() const { return region_; }
  void setRegion(const QString& region) { narrow(region_, region); }
  QString caller() const { return caller_; }
  void setCaller(const QString& caller) { narrow(caller_, caller); }
  QStringList regions() const;
  int matching() const;
  int firing() const;
  int groups() const;
  int held() const;
  int resolved() const { return static_cast<int>(resolved_.told.alerts.size()); }
  int unsent() const { return unsent_; }
  QString quietSince() const;

  // Rows as an address names them: the key of a group, or the id of an alert.
  Q_INVOKABLE QString keyAt(int row) const;         // empty outside
  Q_INVOKABLE bool isGroupAt(int row) const;        // false outside
  Q_INVOKABLE int rowOf(const QString& key) const;  // of an alert in a closed group, that of the group; -1
  Q_INVOKABLE void setOpen(int row, bool open);     // of a group, or of the one that the alert is in
  Q_INVOKABLE bool isOpenAt(int row) const;         // likewise
  Q_INVOKABLE QString worstKey() const;             // what deserves a look most; empty if there is nothing
  Q_INVOKABLE void reveal(const QString& key);      // opens the group that it is in

  const std::vector<Group>& all() const { return groups_; }  // in no order
  const Group* group(const QString& key) const;
  const AlertStatus* alert(const QString& id) const;  // fires, or has resolved lately

 signals:
  void filterChanged();
  void answered();  // all of it was told anew

 private:
  struct Row {
    int group = 0;   // position in groups_; kResolved
    int alert = -1;  // position in it; -1 = the row of the group
    std::string key;
    bool nested = false;
  };
  static constexpr int kResolved = -1, kGone = -2;

  void ask() override;
  void take(AlertsAnswer answer);
  void narrow(QString& field, const QString& value);
  void rebuild();
  bool shows(const AlertStatus& status) const;
  bool isOpen(const Group& group) const;
  void append(std::vector<Row>& rows, int position) const;
  void replaceRows(std::vector<Row> rows);
  const Group& groupAt(int position) const;
  QVariant groupData(const Group& group, int role) const;
  QVariant alertData(const Group& group, const AlertStatus& status, int role) const;

  std::vector<Group> groups_;
  Group resolved_;
  int unsent_ = 0;
  std::map<std::string, bool> opened_;  // by key, where somebody said so
  std::vector<Row> rows_;
  ListFilter filter_;
  QString view_ = QStringLiteral("firing");
  QString severity_, region_, caller_;
};

}  // namespace flotilla::view
