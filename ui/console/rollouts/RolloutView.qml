import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// One rollout in full. With a plan: waves, evidence, approvals; its nodes and its plan one step away. Without: its nodes.
FocusScope {
    id: view

    required property Session session
    required property RolloutDetail rollout
    required property EvidenceWatch evidence
    required property WaveNodes nodes
    required property PlanDraft plan
    required property string whyNotOperate
    required property string whyNotApprove
    // 0 progress, 1 nodes, 2 plan, 3 stages. Only some rollouts have stages.
    property int part: 0
    readonly property var order: rollout.staged ? [0, 3, 1, 2] : [0, 1, 2]
    readonly property int shownPart: order.indexOf(part) < 0 ? 0 : part

    signal verbRequested(string verb, int place)
    signal editRequested()
    signal backRequested()
    signal nodeRequested(string id)

    function judgeReason(verb: string): string {
        if (whyNotApprove !== "")
            return whyNotApprove
        if (verb === "approve" && rollout.author === session.caller)
            return "you wrote this plan; somebody else has to approve it"
        return rollout.whyNot[verb] ?? ""
    }

    RolloutHead {
        id: head

        x: Theme.spaceL
        width: parent.width - 2 * x
        rollout: view.rollout
        whyNotOperate: view.whyNotOperate
        onVerbRequested: (verb, place) => view.verbRequested(verb, place)
        onEditRequested: view.editRequested()
        onBackRequested: view.backRequested()
    }
    WaveLadder {
        id: ladder

        x: Theme.spaceL
        y: head.height + Theme.spaceXS
        width: parent.width - 2 * x
        visible: view.rollout.planned
        waves: view.rollout.waves
        shown: view.nodes.place
        onChosen: (place) => view.nodes.chosen = place
    }
    SegmentedControl {
        id: parts

        x: Theme.spaceL
        y: ladder.y + ladder.height + Theme.spaceM
        visible: view.rollout.planned
        label: "Parts of the rollout"
        options: view.order.map(part => ["Progress", "Nodes", "Plan", "Stages"][part])
        currentIndex: view.order.indexOf(view.shownPart)
        onChosen: (index) => view.part = view.order[index]
    }
    AppText {
        x: parts.x + parts.width + Theme.spaceM
        y: parts.y
        width: parent.width - x - Theme.spaceL
        height: parts.height
        visible: parts.visible
        verticalAlignment: Text.AlignVCenter
        text: view.rollout.sentence
        color: Theme.text2
    }
    Item {
        id: body

        x: Theme.spaceL
        y: view.rollout.planned ? parts.y + parts.height + Theme.spaceM : head.height + Theme.spaceXS
        width: parent.width - 2 * x
        height: parent.height - y - Theme.spaceL
        visible: view.rollout.found

        RolloutPart {
            anchors.fill: parent
            visible: view.rollout.planned && view.shownPart === 0
            session: view.session
            rollout: view.rollout
            evidence: view.evidence
            nodes: view.nodes
            plan: view.plan
            whyNotApprove: view.judgeReason("approve")
            whyNotReject: view.judgeReason("reject")
            onVerbRequested: (verb, place) => view.verbRequested(verb, place)
            onNodeRequested: (id) => view.nodeRequested(id)
        }
        StagesPart {
            anchors.fill: parent
            anchors.rightMargin: -14
            visible: view.rollout.planned && view.shownPart === 3
            session: view.session
            rollout: view.rollout
        }
        NodesPart {
            anchors.fill: parent
            visible: !view.rollout.planned || view.shownPart === 1
            session: view.session
            rollout: view.rollout
            onNodeRequested: (id) => view.nodeRequested(id)
        }
        PlanPart {
            anchors.fill: parent
            visible: view.rollout.planned && view.shownPart === 2
            session: view.session
            rollout: view.rollout
            evidence: view.evidence
        }
    }
    Placeholder {
        anchors.centerIn: parent
        width: 460
        visible: !view.rollout.found && view.session.loaded
        kind: "empty"
        message: "There is no rollout " + view.rollout.rollout + "."
        actionText: "All rollouts"
        onActionTriggered: view.backRequested()
    }
}
