// A silence that is being written: its matchers, how long, why, and which of the alerts that fire it would hold back,
// said while it is typed. Thread: GUI. Lifetime: api, board and mirror outlive it.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>
#include <QStringList>
#include <QVariantList>
#include <vector>

#include "models/view/alert_board.h"

namespace flotilla::view {

class SilenceDraft : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  Q_PROPERTY(int matchers READ matchers NOTIFY shapeChanged)  // how many lines the form has
  Q_PROPERTY(int minutes MEMBER minutes_ NOTIFY changed)
  Q_PROPERTY(QString comment READ comment WRITE setComment NOTIFY changed)
  Q_PROPERTY(QString problem READ problem NOTIFY changed)      // why it cannot be made; empty if it can
  Q_PROPERTY(int matching READ matching NOTIFY changed)        // alerts that fire and that it would hold back
  Q_PROPERTY(int firing READ firing NOTIFY changed)            // all that fire
  Q_PROPERTY(QStringList samples READ samples NOTIFY changed)  // a few of them: "NodeOffline lyon-2, eu-west"
  Q_PROPERTY(QString line READ line NOTIFY changed)            // the same for flotillactl

 public:
  static constexpr int kMostMatchers = 32;
  // `compile` takes patterns that match a whole value.
  SilenceDraft(OperatorApi& api, AlertBoard& board, PatternCompiler compile, FleetMirror& mirror,
               QObject* parent = nullptr);

  int matchers() const { return static_cast<int>(matchers_.size()); }
  QString comment() const { return comment_; }
  void setComment(const QString& comment);
  QString problem() const { return problem_; }
  int matching() const { return matching_; }
  int firing() const { return board_.firing(); }
  QStringList samples() const { return samples_; }
  QString line() const;

  // With the labels of an alert or group as matchers; without a key one empty line.
  Q_INVOKABLE void start(const QString& key);
  Q_INVOKABLE QVariantMap matcherAt(int index) const;  // {name, operator: =, !=, =~ or !~, value}
  Q_INVOKABLE void setMatcher(int index, const QString& name, const QString& op, const QString& value);
  Q_INVOKABLE void addMatcher();
  Q_INVOKABLE void removeMatcher(int index);
  Q_INVOKABLE void create();

 signals:
  void shapeChanged();  // other lines than before
  void changed();
  void alertsChanged();  // it was made
  // As Actions::finished.
  void finished(const QString& status, const QString& text, const QString& detail, const QString& page,
                const QString& id);

 private:
  std::vector<Matcher> written() const;  // without empty lines
  QString findProblem() const;
  void look();

  OperatorApi& api_;
  AlertBoard& board_;
  const PatternCompiler compile_;
  FleetMirror& mirror_;
  std::vector<Matcher> matchers_;
  int minutes_ = 120;
  QString comment_;
  QString problem_;
  int matching_ = 0;
  QStringList samples_;
  Guard guard_;
};

}  // namespace flotilla::view
