import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// One run, guided: its steps, the one that it is at with all its parts, and the evidence that was kept.
FocusScope {
    id: view

    required property Session session
    required property RunWatch run
    required property RunStepView runStep
    required property RunActions actions
    required property string whyNotOperate
    required property string whyNotApprove
    readonly property bool wide: width > 1100
    readonly property real bodyTop: notices.y + (notices.height > 0 ? notices.height + Theme.spaceM : 0)
    readonly property string placeholder: run.found ? "" : run.state === "denied" ? "denied"
            : session.state === "lost" ? "disconnected" : run.state === "failed" ? "error" : "loading"

    signal backRequested()
    signal incidentRequested(string id)
    signal wordRequested(string verb, string step)

    function step(by: int) {
        steps.moveTo(steps.currentRow + by)
    }

    RunHead {
        id: head

        x: Theme.spaceL
        width: parent.width - 2 * x
        run: view.run
        whyNotOperate: view.whyNotOperate
        onBackRequested: view.backRequested()
        onIncidentRequested: (id) => view.incidentRequested(id)
        onWordRequested: (verb) => view.wordRequested(verb, "")
    }
    Column {
        id: notices

        x: Theme.spaceL
        y: Theme.sizePageHead
        width: parent.width - 2 * x
        spacing: Theme.spaceS

        Banner {
            width: parent.width
            visible: view.run.drill
            status: "held"
            title: "Drill"
            text: "This is practice: it counts in no figure."
        }
        Banner {
            width: parent.width
            visible: !view.run.intact
            status: "failed"
            title: "The evidence was changed after it was written"
            text: "Its hashes do not fit."
        }
        Banner {
            width: parent.width
            visible: view.actions.refusal !== ""
            status: "warning"
            title: "Refused"
            text: view.actions.refusal
            actions: [
                AppButton {
                    kind: "ghost"
                    text: "Dismiss"
                    onClicked: view.actions.dismiss()
                }
            ]
        }
        Banner {
            width: parent.width
            visible: view.run.found && view.run.open && !view.run.mine
            status: "inconclusive"
            title: "You are watching"
            text: view.run.owner + " takes the steps of this run."
        }
        Banner {
            width: parent.width
            visible: view.run.found && !view.run.open
            status: view.run.status
            title: "It is over"
            text: view.run.end
        }
    }
    Panel {
        x: Theme.spaceL
        y: view.bodyTop
        width: parent.width - 2 * x
        height: parent.height - y - Theme.spaceL
        visible: view.placeholder !== ""
        placeholder: view.placeholder
        message: placeholder === "disconnected" ? "The control plane is not connected." : placeholder === "loading" ? "" : view.run.problem
        actionText: placeholder === "error" ? "Try again" : ""
        onActionTriggered: view.run.reload()
    }
    RunSteps {
        id: steps

        x: Theme.spaceL
        y: view.bodyTop
        width: view.wide ? 264 : 216
        height: parent.height - y - Theme.spaceL
        visible: view.placeholder === ""
        run: view.run
        shownKey: view.runStep.key
        onChosen: (key) => view.runStep.chosen = key === view.run.at ? "" : key
    }
    StepPanel {
        x: steps.x + steps.width + Theme.spaceM
        y: steps.y
        width: evidence.x - x - Theme.spaceM
        height: steps.height
        visible: steps.visible
        focus: visible
        run: view.run
        runStep: view.runStep
        actions: view.actions
        whyNotOperate: view.whyNotOperate
        whyNotApprove: view.whyNotApprove
        onWordRequested: (verb, step) => view.wordRequested(verb, step)
    }
    EvidencePanel {
        id: evidence

        x: parent.width - width - Theme.spaceL
        y: steps.y
        width: view.wide ? 340 : 232
        height: steps.height
        visible: steps.visible
        run: view.run
        actions: view.actions
        whyNotOperate: view.whyNotOperate
    }
}
