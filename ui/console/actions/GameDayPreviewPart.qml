pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// What a game day would do now: to how much, to which nodes and which of them would do it, and what keeps it from starting.
Rectangle {
    id: box

    required property GameDayDraft draft
    readonly property bool ready: draft.state === "ready"
    readonly property var figures: draft.figures
    readonly property var refusals: draft.refusals
    readonly property int rowHeight: 24
    readonly property int shownRows: 7

    implicitHeight: column.height
    radius: Theme.radiusControl
    color: Theme.canvas
    border.color: Theme.divider

    Column {
        id: column

        width: parent.width
        bottomPadding: Theme.spaceM

        Item {
            width: parent.width
            height: 40

            AppText {
                x: Theme.spaceM
                height: parent.height
                verticalAlignment: Text.AlignVCenter
                text: "Preview"
                weight: Theme.weightStrong
            }
            AppText {
                anchors.right: again.left
                anchors.rightMargin: Theme.spaceS
                height: parent.height
                verticalAlignment: Text.AlignVCenter
                text: box.ready ? "as of " + box.draft.previewedAt + ", digest " + box.draft.digest.slice(0, 8) : ""
                size: Theme.fontCaption
                color: Theme.text3
            }
            AppButton {
                id: again

                anchors.right: parent.right
                anchors.rightMargin: Theme.spaceS
                anchors.verticalCenter: parent.verticalCenter
                kind: "ghost"
                small: true
                iconName: "refresh-cw"
                text: "Preview again"
                reason: box.draft.missing !== "" ? box.draft.missing : box.draft.state === "asking" ? "It is being asked" : ""
                onClicked: box.draft.preview()
            }
        }
        AppText {
            x: Theme.spaceM
            width: parent.width - 2 * x
            visible: box.draft.state === "idle" || box.draft.state === "asking"
            wrapMode: Text.Wrap
            text: box.draft.state === "asking" ? "Asking what it would do…" : box.draft.missing + ", and here is what it would do."
            color: Theme.text2
        }
        StatusMark {
            x: Theme.spaceM
            width: parent.width - 2 * x
            visible: box.draft.state === "failed"
            status: "failed"
            word: box.draft.problem !== "" ? "It cannot be previewed: " + box.draft.problem : "It cannot be previewed: see above."
            background: box.color
        }
        Row {
            x: Theme.spaceM
            height: box.ready ? 48 : 0
            visible: box.ready

            Repeater {
                model: box.figures

                Column {
                    id: figure

                    required property var modelData

                    width: Math.floor((column.width - 2 * Theme.spaceM) / 5)
                    spacing: 2
                    Accessible.role: Accessible.StaticText
                    Accessible.name: modelData.name + " " + modelData.value

                    AppText {
                        text: figure.modelData.name
                        color: Theme.text3
                        Accessible.ignored: true
                    }
                    AppText {
                        text: figure.modelData.value
                        size: Theme.fontName
                        weight: Theme.weightStrong
                        Accessible.ignored: true
                    }
                }
            }
        }
        Repeater {
            model: box.refusals

            Item {
                id: refusal

                required property string modelData

                x: Theme.spaceM
                width: column.width - 2 * x
                height: sentence.height + Theme.spaceS

                StatusShape {
                    y: 2
                    status: "warning"
                    background: box.color
                }
                AppText {
                    id: sentence

                    x: 20
                    width: parent.width - x
                    wrapMode: Text.Wrap
                    text: "It cannot be started now: " + refusal.modelData
                    weight: Theme.weightMedium
                    Accessible.role: Accessible.AlertMessage
                    Accessible.name: text
                }
            }
        }
        Rectangle {
            width: parent.width
            height: 1
            visible: targets.visible
            color: Theme.divider
        }
        ListView {
            id: targets

            x: Theme.spaceM
            width: parent.width - 2 * x
            height: visible ? Math.min(box.shownRows, count) * box.rowHeight : 0
            visible: box.ready && count > 0
            clip: true
            activeFocusOnTab: count > box.shownRows
            boundsBehavior: Flickable.StopAtBounds
            model: box.draft.targets
            objectName: "gameDayTargets"
            Accessible.role: Accessible.List
            Accessible.name: "Nodes that it means, " + count
            Accessible.focusable: activeFocusOnTab
            T.ScrollBar.vertical: ScrollBar {}
            Keys.onDownPressed: contentY = Math.min(Math.max(0, contentHeight - height), contentY + box.rowHeight)
            Keys.onUpPressed: contentY = Math.max(0, contentY - box.rowHeight)
            delegate: GameDayTarget {
                width: ListView.view.width - 12
                height: box.rowHeight
                background: box.color
            }

            FocusRing {
                visible: targets.activeFocus
            }
        }
        AppText {
            x: Theme.spaceM
            width: parent.width - 2 * x
            topPadding: Theme.spaceS
            visible: text !== ""
            wrapMode: Text.Wrap
            text: !box.ready ? "" : (box.draft.more > 0 ? "and " + Number(box.draft.more).toLocaleString(Qt.locale("en_US"), "f", 0) + " more. " : "")
                  + "Nodes that refuse drills do nothing, whatever they are told."
            size: Theme.fontCaption
            color: Theme.text2
        }
    }
}
