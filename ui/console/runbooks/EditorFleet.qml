pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// The saved version in the fleet: whether what it names is there, and the end of it.
Item {
    id: part

    required property RunbookEditor editor
    required property RunbookSaving saving
    required property string whyNotOperate
    required property string whyNotChange
    readonly property bool saved: editor.version > 0

    Flickable {
        anchors.fill: parent
        contentHeight: column.height
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        T.ScrollBar.vertical: ScrollBar {}

        Column {
            id: column

            x: Theme.spaceL
            width: parent.width - 2 * x
            topPadding: Theme.spaceM
            bottomPadding: Theme.spaceM
            spacing: Theme.spaceS

            AppText {
                text: "Dry run"
                size: Theme.fontBody
                weight: Theme.weightStrong
            }
            AppText {
                width: parent.width
                wrapMode: Text.Wrap
                lineHeight: 1.25
                text: "Looks whether the places, workloads, objectives, versions and nodes that the saved version names are there. Nothing is changed. It is done every night too."
                color: Theme.text2
            }
            AppButton {
                iconName: "list-checks"
                text: "Hold it against the fleet"
                reason: part.whyNotOperate !== "" ? part.whyNotOperate : !part.saved ? "It is not saved yet" : part.editor.retired ? "It is retired"
                        : part.saving.busy ? "Waits for the answer of the control plane" : ""
                onClicked: part.saving.check()
            }
            StatusMark {
                width: parent.width
                visible: part.saving.checked
                status: part.saving.missing.length > 0 ? "failed" : "passed"
                word: part.saving.checkText + (part.saving.missing.length > 0 ? ": " + part.saving.missing.length + " missing" : ": all is there")
            }
            AppText {
                width: parent.width
                visible: part.editor.dirty && part.saving.checked
                wrapMode: Text.Wrap
                text: "What you have changed since is not in it."
                color: Theme.text2
            }
            Repeater {
                model: part.saving.missing

                AppText {
                    required property string modelData

                    width: parent?.width ?? 0
                    wrapMode: Text.Wrap
                    leftPadding: 18
                    text: modelData
                }
            }
            StatusMark {
                width: parent.width
                visible: part.saving.checkProblem !== ""
                status: "failed"
                word: part.saving.checkProblem
            }
            Item {
                width: 1
                height: Theme.spaceM
            }
            Rectangle {
                width: parent.width
                height: 1
                color: Theme.divider
            }
            AppText {
                topPadding: Theme.spaceM
                text: "Retire"
                size: Theme.fontBody
                weight: Theme.weightStrong
            }
            AppText {
                width: parent.width
                wrapMode: Text.Wrap
                lineHeight: 1.25
                text: part.editor.retired ? "It is retired: it is suggested for nothing and begins no run. Saving it again brings it back."
                      : "It is suggested for nothing any more and begins no run. Runs that go on are not touched, and its versions stay. Saving it again brings it back."
                color: Theme.text2
            }
            HoldButton {
                id: hold

                width: Math.min(parent.width, 320)
                visible: !part.editor.retired
                danger: true
                iconName: "inbox"
                text: "Hold to retire"
                confirmWord: "retire"
                reason: part.whyNotChange !== "" ? part.whyNotChange : !part.saved ? "It is not saved yet"
                        : part.saving.busy ? "Waits for the answer of the control plane" : ""
                onConfirmed: part.saving.retire()
            }
            AppText {
                width: parent.width
                visible: hold.visible
                wrapMode: Text.Wrap
                text: hold.reason === "" ? hold.hint : hold.reason + "."
                color: Theme.text2
            }
            CodeLine {
                width: parent.width
                text: part.saving.line
            }
        }
    }
}
