import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// Which runbook is written, which version it is, and whether all of it is saved.
Item {
    id: head

    required property RunbookEditor editor
    required property RunbookSaving saving
    required property string whyNotChange
    readonly property string name: editor.runbook === "" ? "New runbook" : editor.runbook
    readonly property bool ready: editor.state === "ready"
    readonly property string word: editor.dirty ? "not saved" : editor.retired ? "retired" : editor.version > 0 ? "saved" : "new"

    signal backRequested()
    signal saveRequested()

    implicitHeight: Theme.sizePageHead
    Accessible.role: Accessible.Heading
    Accessible.name: name + ", " + word + ", " + editor.about

    AppButton {
        id: back

        y: (parent.height - height) / 2
        kind: "icon"
        iconName: "arrow-left"
        text: "Library"
        onClicked: head.backRequested()
    }
    AppText {
        id: title

        x: back.width + Theme.spaceS
        width: Math.min(Math.ceil(implicitWidth), parent.width - x - state.width - verbs.width - 2 * Theme.spaceM)
        height: parent.height
        verticalAlignment: Text.AlignVCenter
        text: head.name
        size: Theme.fontTitle
        weight: Theme.weightStrong
        Accessible.ignored: true
    }
    Pill {
        id: state

        x: title.x + title.width + Theme.spaceM
        y: (parent.height - height) / 2
        visible: head.ready
        status: head.editor.dirty ? "updating" : head.editor.retired ? "offline" : head.editor.version > 0 ? "passed" : "pending"
        text: head.word
    }
    AppText {
        x: state.x + state.width + Theme.spaceM
        width: Math.max(0, parent.width - x - verbs.width - Theme.spaceM)
        height: parent.height
        verticalAlignment: Text.AlignVCenter
        visible: head.ready
        text: head.editor.about
        color: Theme.text2
        Accessible.ignored: true
    }
    Row {
        id: verbs

        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.spaceS

        AppButton {
            visible: head.ready && head.editor.dirty
            text: "Take back changes"
            iconName: "undo-2"
            onClicked: head.editor.takeNewest()
        }
        AppButton {
            kind: "primary"
            iconName: "upload"
            text: "Save…"
            reason: head.whyNotChange !== "" ? head.whyNotChange : head.editor.whyNotSave !== "" ? head.editor.whyNotSave
                    : head.saving.busy ? "Waits for the answer of the control plane" : ""
            onClicked: head.saveRequested()
        }
    }
}
