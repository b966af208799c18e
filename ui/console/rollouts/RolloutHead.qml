import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// Which rollout, what state it is in and why, and what can be said to it. Pause is rightmost, so it never moves.
Item {
    id: head

    required property RolloutDetail rollout
    required property string whyNotOperate
    readonly property var whyNot: rollout.whyNot
    readonly property var headline: rollout.headline
    readonly property bool underWay: possible("pause") || possible("resume")

    signal verbRequested(string verb, int place)
    signal backRequested()
    signal editRequested()

    function possible(verb: string): bool {
        return (whyNot[verb] ?? "") === "" && rollout.found
    }

    function reasonOf(verb: string): string {
        return whyNotOperate !== "" ? whyNotOperate : whyNot[verb] ?? ""
    }

    implicitHeight: Theme.sizePageHead + (line.visible ? 26 : 0)
    Accessible.role: Accessible.Heading
    Accessible.name: rollout.title + ", " + rollout.state

    AppButton {
        id: back

        y: (Theme.sizePageHead - height) / 2
        kind: "icon"
        iconName: "arrow-left"
        text: "All rollouts"
        onClicked: head.backRequested()
    }
    AppText {
        id: title

        x: back.width + Theme.spaceS
        width: Math.min(implicitWidth, parent.width - x - state.width - verbs.width - 2 * Theme.spaceM)
        height: Theme.sizePageHead
        verticalAlignment: Text.AlignVCenter
        text: head.rollout.found ? head.rollout.title : head.rollout.rollout
        size: Theme.fontTitle
        weight: Theme.weightStrong
        Accessible.ignored: true
    }
    Pill {
        id: state

        x: title.x + title.width + Theme.spaceM
        y: (Theme.sizePageHead - height) / 2
        visible: head.rollout.found
        status: head.rollout.status
        text: head.rollout.state
    }
    AppText {
        id: origin

        x: state.x + state.width + Theme.spaceM
        width: Math.max(0, parent.width - x - verbs.width - Theme.spaceM)
        height: Theme.sizePageHead
        verticalAlignment: Text.AlignVCenter
        text: head.rollout.found ? head.rollout.origin : "This rollout is not known here."
        color: Theme.text2

        HoverHandler {
            id: over
        }
        Tooltip {
            visible: over.hovered && origin.truncated
            text: origin.text
        }
    }
    Row {
        id: verbs

        anchors.right: parent.right
        y: (Theme.sizePageHead - height) / 2
        spacing: Theme.spaceS
        visible: head.rollout.found

        AppButton {
            visible: head.rollout.planned && head.possible("edit")
            iconName: "pencil"
            text: "Edit plan…"
            reason: head.whyNotOperate
            onClicked: head.editRequested()
        }
        AppButton {
            visible: head.underWay && head.rollout.planned
            iconName: "step-forward"
            text: "Promote…"
            reason: head.reasonOf("promote")
            onClicked: head.verbRequested("promote", head.rollout.currentWave)
        }
        AppButton {
            visible: head.underWay && head.rollout.planned
            text: "Skip wave…"
            reason: head.reasonOf("skip")
            onClicked: head.verbRequested("skip", head.whyNot.skipPlace ?? -1)
        }
        AppButton {
            visible: head.rollout.state !== "draft" && head.rollout.state !== "awaiting approval" && head.rollout.state !== "rejected"
            iconName: "undo-2"
            text: "Roll back…"
            reason: head.reasonOf("rollback")
            onClicked: head.verbRequested("rollback", -1)
        }
        AppButton {
            visible: head.possible("abort")
            kind: "dangerText"
            text: "Abort…"
            reason: head.whyNotOperate
            onClicked: head.verbRequested("abort", -1)
        }
        AppButton {
            visible: head.rollout.state === "draft"
            kind: "primary"
            iconName: "play"
            text: "Start…"
            reason: head.reasonOf("start")
            onClicked: head.verbRequested("start", 0)
        }
        AppButton {
            visible: head.possible("resume")
            kind: "primary"
            iconName: "play"
            text: "Resume…"
            reason: head.whyNotOperate
            onClicked: head.verbRequested("resume", -1)
        }
        AppButton {
            visible: head.possible("pause") && head.rollout.planned
            kind: "primary"
            iconName: "pause"
            text: "Pause"
            reason: head.whyNotOperate
            onClicked: head.verbRequested("pause", -1)
        }
    }
    Item {
        id: line

        x: 2
        y: Theme.sizePageHead - 4
        width: parent.width - x
        height: 22
        visible: head.rollout.found && (head.headline.strong ?? "") !== ""
        Accessible.role: Accessible.StaticText
        Accessible.name: (head.headline.strong ?? "") + " " + (head.headline.text ?? "")

        StatusShape {
            anchors.verticalCenter: parent.verticalCenter
            status: head.headline.status ?? "unknown"
            background: Theme.canvas
            size: 14
        }
        AppText {
            id: strong

            x: 22
            anchors.verticalCenter: parent.verticalCenter
            text: head.headline.strong ?? ""
            weight: Theme.weightStrong
            Accessible.ignored: true
        }
        AppText {
            id: rest

            x: strong.x + strong.width + Theme.spaceS
            width: parent.width - x
            anchors.verticalCenter: parent.verticalCenter
            text: head.headline.text ?? ""
            color: Theme.text2
            Accessible.ignored: true

            HoverHandler {
                id: overRest
            }
            Tooltip {
                visible: overRest.hovered && rest.truncated
                text: rest.text
            }
        }
    }
}
