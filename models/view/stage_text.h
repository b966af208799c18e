// How shadow runs and traffic weights of a rollout are written on screens: where its nodes are, what they found, and
// what that means. Thread: pure functions.
#pragma once

#include <QString>
#include <QVariantList>
#include <QVariantMap>
#include <vector>

#include "models/domain/node.h"
#include "models/domain/rollout.h"

namespace flotilla::view {

// How one stage of one node ended, if it did. `Ended`: the rollout left the node before the stage was decided.
enum class StageFate { UnderWay, Passed, Failed, Ended };
StageFate fateOf(const NodeStage& stage, const NodeWorkload& workload, const Rollout& rollout);

// The stage of this rollout that a node is in, or was in last; nullptr if it told of none.
const NodeStage* lastStage(const Node& node, const Rollout& rollout);
// "shadow", "5 %"; "passed" once it came through all; "–" without one.
QString stageWord(const Node* node, const Rollout& rollout);
// "0.7 % of 402" answers, in its last stage; "–" without one.
QString differWord(const Node* node, const Rollout& rollout);

QString shareText(double share);     // 0.0063 -> "0.6 %"; what is finer keeps two digits that say something
QString evidenceText(double logE);   // e itself: "1.8", "under 0.01", "over 99,999"
QString evidenceWords(double logE);  // where it stands: "no alarm", "half way to the alarm", "alarm"

// What a plan asks of each node: [{name: "Shadow", text: "for 10m to 6h: ..."}].
QVariantList plannedStages(const Stages& stages);

// How many nodes are where, in their order: [{name, nodes, text, share (0..1), kind: rest | stage | done | failed}].
// Empty for a rollout without stages.
QVariantList stageLadder(const Rollout& rollout, const std::vector<Node>& nodes);
// What nodes found in each planned stage: see StagePanel. Empty for a rollout without stages.
QVariantList stageFindings(const Rollout& rollout, const std::vector<Node>& nodes);
// "12 nodes compare in shadow, 4 take a share of the requests"; empty if none does.
QString stageLine(const Rollout& rollout);

// Of one workload on one node: [{title, underWay, status, word, sentence, facts}].
QVariantList nodeStages(const NodeWorkload& workload);

}  // namespace flotilla::view
