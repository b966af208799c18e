import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// Which run, what state it is in, and what can be said to it as a whole.
Item {
    id: head

    required property RunWatch run
    required property string whyNotOperate
    readonly property string whyNotOwner: whyNotOperate !== "" ? whyNotOperate
            : run.mine ? "" : run.owner + " takes its steps: take it over first"

    signal backRequested()
    signal incidentRequested(string id)
    signal wordRequested(string verb)

    implicitHeight: Theme.sizePageHead
    Accessible.role: Accessible.Heading
    Accessible.name: run.title + ", " + run.word + ", " + run.about

    AppButton {
        id: back

        y: (parent.height - height) / 2
        kind: "icon"
        iconName: "arrow-left"
        text: "All runs"
        onClicked: head.backRequested()
    }
    AppText {
        id: title

        x: back.width + Theme.spaceS
        width: Math.min(Math.ceil(implicitWidth), parent.width - x - state.width - verbs.width - 2 * Theme.spaceM)
        height: parent.height
        verticalAlignment: Text.AlignVCenter
        text: head.run.found ? head.run.title : head.run.run
        size: Theme.fontTitle
        weight: Theme.weightStrong
        Accessible.ignored: true
    }
    Pill {
        id: state

        x: title.x + title.width + Theme.spaceM
        y: (parent.height - height) / 2
        visible: head.run.found
        status: head.run.status
        text: head.run.word
    }
    AppText {
        id: about

        x: state.x + state.width + Theme.spaceM
        width: Math.max(0, parent.width - x - verbs.width - Theme.spaceM)
        height: parent.height
        verticalAlignment: Text.AlignVCenter
        visible: head.run.found
        text: head.run.about + (head.run.drill ? ", a drill" : "")
        color: Theme.text2
        Accessible.ignored: true

        HoverHandler {
            id: over
        }
        Tooltip {
            visible: over.hovered && about.truncated
            text: about.text
        }
    }
    Row {
        id: verbs

        anchors.right: parent.right
        y: (parent.height - height) / 2
        spacing: Theme.spaceS
        visible: head.run.found

        AppButton {
            visible: head.run.incident !== ""
            iconName: "siren"
            text: head.run.incident
            onClicked: head.incidentRequested(head.run.incident)
        }
        AppButton {
            visible: head.run.open && head.run.mine
            iconName: "arrow-left-right"
            text: "Hand over…"
            reason: head.whyNotOperate
            onClicked: head.wordRequested("hand-over")
        }
        AppButton {
            visible: head.run.open && !head.run.mine
            kind: "primary"
            iconName: "hand"
            text: "Take over…"
            reason: head.whyNotOperate
            onClicked: head.wordRequested("take")
        }
        AppButton {
            visible: head.run.open
            iconName: "phone-call"
            text: "Escalate…"
            reason: head.whyNotOperate
            onClicked: head.wordRequested("escalate")
        }
        AppButton {
            visible: head.run.open
            kind: "dangerText"
            text: "Cancel run…"
            reason: head.whyNotOwner
            onClicked: head.wordRequested("cancel")
        }
    }
}
