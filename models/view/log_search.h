// What the node that is shown keeps of its log lines and traces: asked when somebody says so, searched there, and
// forgotten here with the node. Choosing a line shows what else is known of it, and the trace of its request. Thread:
// GUI. Lifetime: api and mirror outlive it.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QAbstractListModel>
#include <QVariantList>
#include <vector>

#include "models/view/async.h"
#include "models/view/fleet_mirror.h"

namespace flotilla::view {

class LogSearch : public QAbstractListModel {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  Q_PROPERTY(QString node READ node WRITE setNode NOTIFY changed)  // its name
  Q_PROPERTY(QString text READ text WRITE setText NOTIFY changed)
  Q_PROPERTY(QString level READ level WRITE setLevel NOTIFY changed)    // debug, info, warn, error: and above
  Q_PROPERTY(int minutes READ minutes WRITE setMinutes NOTIFY changed)  // back from now; 0 = everything it keeps
  Q_PROPERTY(QString corr READ corr WRITE setCorr NOTIFY changed)       // only what is about this request
  Q_PROPERTY(bool tracesOnly READ tracesOnly WRITE setTracesOnly NOTIFY changed)
  // idle, searching, ready, offline, busy, old (it knows no search), denied, wrong (what is asked), failed
  Q_PROPERTY(QString state READ state NOTIFY changed)
  Q_PROPERTY(QString problem READ problem NOTIFY changed)  // a sentence
  Q_PROPERTY(QString fix READ fix NOTIFY changed)          // what to do about it; may be empty
  Q_PROPERTY(int count READ rowCount NOTIFY changed)
  Q_PROPERTY(bool truncated READ truncated NOTIFY changed)
  Q_PROPERTY(QString reach READ reach NOTIFY changed)  // how far back was looked, a sentence
  Q_PROPERTY(QString gaps READ gaps NOTIFY changed)    // what is not in it, a sentence; empty if nothing is missing
  Q_PROPERTY(int current READ current WRITE setCurrent NOTIFY currentChanged)  // chosen row; -1
  Q_PROPERTY(QVariantList facts READ facts NOTIFY currentChanged)              // [{name, value, mono}] of it
  Q_PROPERTY(QString currentCorr READ currentCorr NOTIFY currentChanged)       // empty if it is about no request
  // [{name, depth, from, part, length, note, status}] of the request of the chosen line: shares of the whole
  Q_PROPERTY(QVariantList spans READ spans NOTIFY currentChanged)
  Q_PROPERTY(QString traceTitle READ traceTitle NOTIFY currentChanged)
  Q_PROPERTY(QString commandLine READ commandLine NOTIFY changed)

 public:
  // level, status (shape and colour), time, message, about (who wrote it), trace (it has spans), words (all of it)
  enum Role { LevelRole = Qt::UserRole, StatusRole, TimeRole, MessageRole, AboutRole, TraceRole, WordsRole };

  LogSearch(OperatorApi& api, FleetMirror& mirror, QObject* parent = nullptr);
  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QHash<int, QByteArray> roleNames() const override;

  QString node() const { return node_; }
  void setNode(const QString& node);
  QString text() const { return text_; }
  void setText(const QString& text);
  QString level() const { return level_; }
  void setLevel(const QString& level);
  int minutes() const { return minutes_; }
  void setMinutes(int minutes);
  QString corr() const { return corr_; }
  void setCorr(const QString& corr);
  bool tracesOnly() const { return tracesOnly_; }
  void setTracesOnly(bool tracesOnly);
  QString state() const { return state_; }
  QString problem() const { return problem_; }
  QString fix() const { return fix_; }
  bool truncated() const { return found_.truncated; }
  QString reach() const;
  QString gaps() const;
  int current() const { return current_; }
  void setCurrent(int row);
  QVariantList facts() const;
  QString currentCorr() const;
  QVariantList spans() const;
  QString traceTitle() const;
  QString commandLine() const;

  Q_INVOKABLE void search();
  Q_INVOKABLE void followRequest();           // all lines of the request of the chosen one
  Q_INVOKABLE QString lineAt(int row) const;  // as one line of text; empty outside
  Q_INVOKABLE QString allLines() const;       // oldest first

 signals:
  void changed();
  void currentChanged();

 private:
  Result<LogQuery> query() const;
  void take(LogExcerpt found);
  void fail(const Error& error);
  void forget();
  const LogLine* chosen() const;
  const LogLine* trace() const;  // of the request of the chosen line; null if none is here

  OperatorApi& api_;
  FleetMirror& mirror_;
  QString node_, text_, corr_;
  QString level_ = QStringLiteral("info");
  int minutes_ = 60;
  bool tracesOnly_ = false;
  QString state_ = QStringLiteral("idle");
  QString problem_, fix_;
  LogExcerpt found_;
  int current_ = -1;
  std::uint64_t asked_ = 0;  // older answers are dropped
  Guard guard_;
};

}  // namespace flotilla::view
