import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// Shadow and traffic weights of a rollout: where its nodes are, and what they found in each stage.
Flickable {
    id: part

    required property Session session
    required property RolloutDetail rollout
    readonly property var findings: rollout.findings
    readonly property var planned: rollout.plannedStages
    readonly property bool both: findings.length > 1
    readonly property bool beside: both && width >= 1000
    // The scroll bar has its place beside, whether it is there or not: heights follow from widths here.
    readonly property real inner: width - 14
    readonly property real half: beside ? (inner - Theme.spaceM) / 2 : inner
    readonly property real rowHeight: Math.max(first.implicitHeight, second.implicitHeight, height - first.y)

    contentWidth: width
    contentHeight: both ? second.y + second.height : first.y + first.height
    clip: true
    boundsBehavior: Flickable.StopAtBounds
    T.ScrollBar.vertical: ScrollBar {}

    StageLadder {
        id: ladder

        width: part.inner
        session: part.session
        rollout: part.rollout
    }
    StagePanel {
        id: first

        y: ladder.height + Theme.spaceM
        width: part.half
        height: part.beside ? part.rowHeight : implicitHeight
        session: part.session
        finding: part.findings[0] ?? ({})
        planned: part.planned[0]?.text ?? ""
    }
    StagePanel {
        id: second

        x: part.beside ? first.width + Theme.spaceM : 0
        y: part.beside ? first.y : first.y + first.height + Theme.spaceM
        width: part.half
        height: part.beside ? part.rowHeight : implicitHeight
        visible: part.both
        session: part.session
        finding: part.findings[1] ?? ({})
        planned: part.planned[1]?.text ?? ""
    }
}
