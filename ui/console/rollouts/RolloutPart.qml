import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// A planned rollout at a glance: what the looks found, who agreed, the nodes, and what happened. Before it began: what its
// plan would do.
Flickable {
    id: part

    required property Session session
    required property RolloutDetail rollout
    required property EvidenceWatch evidence
    required property WaveNodes nodes
    required property PlanDraft plan
    property string whyNotApprove: ""
    property string whyNotReject: ""
    readonly property bool begun: rollout.begun
    readonly property real side: Math.max(280, Math.min(376, Math.round(width * 0.31)))
    // Beside its scroll bar, where it has one.
    readonly property real main: width - (total > height ? 14 : 0) - side - Theme.spaceM
    // Where its nodes are stands above the rest, for a rollout that has stages.
    readonly property bool staged: rollout.staged && begun
    readonly property real above: staged ? ladder.implicitHeight + Theme.spaceM : 0
    readonly property real total: Math.max(height, 580 + above)
    readonly property real armsHeight: 136
    readonly property real stripRows: Math.ceil((nodes.total - nodes.left) * 20 / Math.max(20, stripWidth - 2 * Theme.spaceL))
    readonly property real stripWidth: someFailed ? Math.round((main - Theme.spaceM) * 0.5) : main
    // As high as its rows, within bounds; causes need room for two.
    readonly property real stripHeight: Math.max(someFailed ? 160 : 110, Math.min(210, Theme.sizePanelHead + stripRows * 23 + 46))
    readonly property real middle: total - stripHeight - Theme.spaceM
    readonly property var planProblem: plan.problem
    readonly property bool someFailed: rollout.causes.length > 0

    signal verbRequested(string verb, int place)
    signal nodeRequested(string id)

    contentWidth: width
    contentHeight: total
    clip: true
    boundsBehavior: Flickable.StopAtBounds
    T.ScrollBar.vertical: ScrollBar {}

    StageLadder {
        id: ladder

        width: part.main + Theme.spaceM + part.side
        visible: part.staged
        session: part.session
        rollout: part.rollout
    }
    ArmsPanel {
        id: arms

        y: part.above
        width: part.main
        height: part.armsHeight
        visible: part.begun
        session: part.session
        evidence: part.evidence
    }
    RatesPanel {
        y: arms.y + arms.height + Theme.spaceM
        width: part.main
        height: part.middle - y
        visible: part.begun
        session: part.session
        evidence: part.evidence
    }
    Panel {
        width: part.main
        height: part.middle
        visible: !part.begun
        title: "What the plan would do"
        sub: part.plan.state === "ready" ? "if it started now" : ""
        padding: placeholder === "" ? 1 : Theme.spaceL
        freshness: part.session.freshness
        age: part.session.freshnessText
        placeholder: part.rollout.ended ? "empty" : part.plan.state === "failed" ? "error" : part.plan.waves.length === 0 ? "loading" : ""
        message: part.rollout.ended ? "It ended before any node got anything." : part.plan.state === "failed" ? part.planProblem.message ?? "" : ""

        WavePreviewTable {
            anchors.fill: parent
            anchors.bottomMargin: (blocked.visible ? 48 : 0) + (stages.visible ? stages.height + 2 * Theme.spaceM : 0)
            waves: part.plan.waves
        }
        StageLines {
            id: stages

            x: Theme.spaceL
            y: (parent?.height ?? 0) - height - Theme.spaceM - (blocked.visible ? 48 : 0)
            width: (parent?.width ?? 0) - 2 * x
            visible: part.plan.stages.length > 0
            stages: part.plan.stages
        }
        Banner {
            id: blocked

            x: Theme.spaceM
            anchors.bottom: parent?.bottom
            anchors.bottomMargin: Theme.spaceS
            width: (parent?.width ?? 0) - 2 * x
            visible: part.plan.blocked !== ""
            status: "held"
            title: "Cannot start now"
            text: part.plan.blocked
        }
    }
    EvidencePanel {
        id: odds

        x: part.main + Theme.spaceM
        y: part.above
        width: part.side
        height: 234
        visible: part.begun
        session: part.session
        evidence: part.evidence
    }
    ApprovalPanel {
        id: approval

        x: part.main + Theme.spaceM
        y: part.begun ? odds.y + odds.height + Theme.spaceM : 0
        width: part.side
        height: idle ? 120 : 172 + 24 * Math.max(1, Math.min(part.begun ? 2 : 4, people))
        session: part.session
        rollout: part.rollout
        whyNotApprove: part.whyNotApprove
        whyNotReject: part.whyNotReject
        onVerbRequested: (verb, place) => part.verbRequested(verb, place)
    }
    StripPanel {
        id: strip

        y: part.middle + Theme.spaceM
        width: part.stripWidth
        height: part.stripHeight
        session: part.session
        nodes: part.nodes
        evidence: part.evidence
        onNodeRequested: (id) => part.nodeRequested(id)
    }
    CausesPanel {
        x: strip.width + Theme.spaceM
        y: strip.y
        width: part.main - x
        height: part.stripHeight
        visible: part.someFailed
        session: part.session
        causes: part.rollout.causes
    }
    EventsPanel {
        x: part.main + Theme.spaceM
        y: approval.y + approval.height + Theme.spaceM
        width: part.side
        height: part.total - y
        session: part.session
        events: part.rollout.events
    }
}
