pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// What is different from the newest version, and below it the second gesture that saves.
Item {
    id: changes

    required property RunbookEditor editor
    required property RunbookSaving saving
    required property string whyNotChange

    signal lineRequested(int line)

    AppText {
        id: sum

        x: Theme.spaceL
        width: parent.width - 2 * x
        height: 32
        verticalAlignment: Text.AlignVCenter
        text: (changes.editor.added + changes.editor.removed === 0 ? "Nothing is different" : "+" + changes.editor.added + " and -" + changes.editor.removed
              + (changes.editor.added + changes.editor.removed === 1 ? " line" : " lines")) + (changes.editor.version > 0 ? " from version " + changes.editor.version : " from where it began")
        color: Theme.text2
    }
    ListView {
        id: list

        y: sum.height
        width: parent.width
        height: parent.height - y - foot.height
        clip: true
        activeFocusOnTab: count > 0
        boundsBehavior: Flickable.StopAtBounds
        highlightMoveDuration: 0
        model: changes.editor.diff
        Accessible.role: Accessible.List
        Accessible.name: "Changed lines, " + count
        Accessible.focusable: true
        T.ScrollBar.vertical: ScrollBar {}
        delegate: Rectangle {
            id: row

            required property string mark
            required property string text
            required property int before
            required property int after
            required property string kind
            readonly property bool changed: kind === "added" || kind === "removed"
            readonly property color tone: kind === "added" ? Theme.healthy : Theme.failed

            width: ListView.view.width
            height: kind === "gap" ? 14 : 19
            color: changed ? Theme.mix(Theme.panel, tone, 0.14) : Theme.panel
            Accessible.role: Accessible.ListItem
            Accessible.name: kind === "gap" ? "lines that are the same" : kind + ", line " + (after > 0 ? after : before) + ": " + text

            AppText {
                width: 40
                height: parent.height
                horizontalAlignment: Text.AlignRight
                verticalAlignment: Text.AlignVCenter
                text: row.kind === "gap" ? "…" : row.after > 0 ? row.after : row.before
                mono: true
                size: Theme.fontCaption
                color: Theme.text3
                Accessible.ignored: true
            }
            AppText {
                x: 50
                width: parent.width - x - Theme.spaceM
                height: parent.height
                verticalAlignment: Text.AlignVCenter
                text: row.mark + " " + row.text
                mono: true
                color: row.changed ? Theme.text : Theme.text2
                Accessible.ignored: true
            }
        }
    }
    FocusRing {
        anchors.fill: list
        around: 0
        visible: list.activeFocus
    }
    Column {
        id: foot

        y: parent.height - height
        width: parent.width
        bottomPadding: Theme.spaceM

        Rectangle {
            width: parent.width
            height: 1
            color: Theme.divider
        }
        Column {
            x: Theme.spaceL
            width: parent.width - 2 * x
            topPadding: Theme.spaceM
            spacing: Theme.spaceS

            AppText {
                width: parent.width
                wrapMode: Text.Wrap
                text: changes.saving.state === "ready" ? changes.saving.about : changes.saving.state === "saving" ? "It is being saved."
                      : changes.saving.state === "asking" ? "The control plane is asked what it becomes." : "Save first asks what it becomes; then hold to do it."
                weight: changes.saving.state === "ready" ? Theme.weightStrong : Theme.weightNormal
                color: changes.saving.state === "ready" ? Theme.text : Theme.text2
            }
            Repeater {
                model: changes.saving.notes

                StatusMark {
                    required property string modelData

                    width: parent?.width ?? 0
                    status: "inconclusive"
                    word: modelData
                }
            }
            HoldButton {
                id: hold

                width: parent.width
                visible: changes.saving.state === "ready" || changes.saving.state === "saving"
                iconName: "upload"
                text: "Hold to save version " + changes.saving.confirmWord
                confirmWord: changes.saving.confirmWord
                reason: changes.whyNotChange !== "" ? changes.whyNotChange : changes.saving.busy ? "It is being saved" : ""
                onConfirmed: changes.saving.confirm()
                onVisibleChanged: {
                    if (visible)
                        forceActiveFocus(Qt.TabFocusReason)
                }
            }
            AppText {
                width: parent.width
                visible: hold.visible
                wrapMode: Text.Wrap
                text: hold.reason === "" ? hold.hint : hold.reason + "."
                color: Theme.text2
            }
        }
    }
}
