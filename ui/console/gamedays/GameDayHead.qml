pragma ComponentBehavior: Bound
import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// Which game day, what state it is in, the incidents that it led to, and the way to end it.
Item {
    id: head

    required property GameDayWatch day
    required property string whyNotOperate

    signal backRequested()
    signal incidentRequested(string id)
    signal abortRequested()

    implicitHeight: Theme.sizePageHead
    Accessible.role: Accessible.Heading
    Accessible.name: day.title + ", " + day.word + ", " + day.about

    AppButton {
        id: back

        y: (parent.height - height) / 2
        kind: "icon"
        iconName: "arrow-left"
        text: "All game days"
        onClicked: head.backRequested()
    }
    AppText {
        id: title

        x: back.width + Theme.spaceS
        width: Math.max(0, Math.min(Math.ceil(implicitWidth), parent.width - x - state.width - verbs.width - 2 * Theme.spaceM))
        height: parent.height
        verticalAlignment: Text.AlignVCenter
        text: head.day.found ? head.day.title : head.day.gameDay
        size: Theme.fontTitle
        weight: Theme.weightStrong
        Accessible.ignored: true
    }
    Pill {
        id: state

        x: title.x + title.width + Theme.spaceM
        y: (parent.height - height) / 2
        visible: head.day.found
        status: head.day.status
        text: head.day.word
    }
    AppText {
        id: about

        x: state.x + state.width + Theme.spaceM
        width: Math.max(0, parent.width - x - verbs.width - Theme.spaceM)
        height: parent.height
        verticalAlignment: Text.AlignVCenter
        visible: head.day.found
        text: head.day.about
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
        visible: head.day.found

        Repeater {
            model: head.day.incidents

            AppButton {
                required property string modelData

                iconName: "siren"
                text: modelData
                onClicked: head.incidentRequested(modelData)
            }
        }
        AppButton {
            visible: head.day.mayAbort
            kind: "dangerText"
            text: "Abort…"
            reason: head.whyNotOperate
            onClicked: head.abortRequested()
        }
    }
}
