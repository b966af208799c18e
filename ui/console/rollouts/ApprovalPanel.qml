pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// Who agreed to a wave and who still has to, and for which plan.
Panel {
    id: panel

    required property Session session
    required property RolloutDetail rollout
    property string whyNotApprove: ""
    property string whyNotReject: ""
    readonly property var about: rollout.approval
    readonly property int needed: about.needed ?? 0
    readonly property bool waits: about.waits ?? false
    readonly property int people: about.people?.length ?? 0
    readonly property bool idle: needed === 0 || (rollout.ended && people === 0)

    signal verbRequested(string verb, int place)

    title: needed === 0 ? "Approval" : "Approval, wave " + about.wave
    freshness: session.freshness
    age: session.freshnessText
    placeholder: idle ? "empty" : ""
    message: needed === 0 ? "The plan asks nobody to agree." : idle ? "It ended before anybody had agreed." : ""

    Row {
        id: numbers

        height: 32
        spacing: Theme.spaceS

        AppText {
            id: given

            text: (panel.about.given ?? 0) + " of " + panel.needed
            size: Theme.fontTitle
            weight: Theme.weightStrong
        }
        AppText {
            anchors.baseline: given.baseline
            text: panel.needed === 1 ? "approver, not the author" : "approvers, not the author"
            color: Theme.text2
        }
    }
    ListView {
        id: list

        y: numbers.height + 2
        width: parent?.width ?? 0
        height: Math.max(0, Math.min(contentHeight, (parent?.height ?? 0) - y - foot.height - Theme.spaceS))
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        model: panel.about.people ?? []
        T.ScrollBar.vertical: ScrollBar {}
        delegate: Item {
            id: person

            required property var modelData

            width: ListView.view.width
            height: 24
            Accessible.role: Accessible.StaticText
            Accessible.name: modelData.who + ", " + modelData.text

            StatusShape {
                anchors.verticalCenter: parent.verticalCenter
                status: person.modelData.status
            }
            AppText {
                id: who

                x: 20
                width: Math.min(implicitWidth, parent.width * 0.4)
                anchors.verticalCenter: parent.verticalCenter
                text: person.modelData.who
                weight: Theme.weightStrong
                Accessible.ignored: true
            }
            AppText {
                id: what

                x: Math.max(116, who.x + who.width + Theme.spaceS)
                width: parent.width - x
                anchors.verticalCenter: parent.verticalCenter
                text: person.modelData.text
                color: Theme.text2
                Accessible.ignored: true

                HoverHandler {
                    id: over
                }
                Tooltip {
                    visible: over.hovered && what.truncated
                    text: person.modelData.text
                }
            }
        }
    }
    Column {
        id: foot

        y: (parent?.height ?? 0) - height
        width: parent?.width ?? 0
        spacing: Theme.spaceS

        CodeLine {
            width: parent.width
            label: "plan"
            text: panel.rollout.digest
        }
        Row {
            visible: panel.waits
            spacing: Theme.spaceS

            AppButton {
                iconName: "circle-check"
                text: "Review and approve…"
                reason: panel.whyNotApprove
                onClicked: panel.verbRequested("approve", panel.about.place)
            }
            AppButton {
                kind: "ghost"
                text: "Reject…"
                reason: panel.whyNotReject
                onClicked: panel.verbRequested("reject", panel.about.place)
            }
        }
        AppText {
            width: parent.width
            visible: !panel.waits
            text: "Approvals are for this digest; another plan needs new ones."
            color: Theme.text3
        }
    }
}
