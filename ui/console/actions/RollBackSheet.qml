import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// Takes the nodes of a rollout back to what they ran before.
ActionSheet {
    id: sheet

    required property Actions actions
    required property string whyNot
    property string rollout: ""

    function start(rollout: string) {
        sheet.rollout = rollout
        actions.forgetPreview()
        open()
        actions.previewRollBack(rollout)
    }

    title: "Roll back " + rollout
    sub: "Every node gets the version it had before"
    danger: true
    verb: "roll back " + outcome.count(outcome.total, "node", "nodes")
    commandLine: rollout === "" ? "" : actions.rollBackLine(rollout)
    expected: outcome.total > 0 ? String(outcome.total) : ""
    reason: whyNot !== "" ? whyNot : outcome.blocked !== "" ? outcome.blocked
            : !outcome.ready ? "Waiting for the preview" : outcome.total === 0 ? "No node has to go back" : ""
    onConfirmed: actions.rollBack(rollout)
    onClosed: actions.forgetPreview()

    AppText {
        width: parent.width
        wrapMode: Text.Wrap
        lineHeight: 1.3
        text: "A roll back ends the rollout and cannot be called off. Nodes that had nothing before stop running the workload."
        color: Theme.text2
    }
    PreviewView {
        id: outcome

        width: parent.width
        preview: sheet.actions.preview
        goesBack: true
    }
}
