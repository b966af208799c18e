pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Theme

// What an action would change: how much, which nodes from what to what, and what is left out.
Rectangle {
    id: box

    property var preview: ({})
    readonly property var targets: preview.targets ?? []
    readonly property var changes: preview.changes ?? []
    readonly property var leftOut: preview.left ?? []
    readonly property bool oneRegion: preview.oneRegion ?? false
    readonly property var shares: oneRegion ? [0.36, 0, 0.32, 0.32] : [0.26, 0.16, 0.29, 0.29]
    readonly property real third: Math.floor((width - 2 * Theme.spaceM) / 3)

    implicitHeight: column.height
    radius: Theme.radiusControl
    color: Theme.canvas
    border.color: Theme.divider

    Column {
        id: column

        width: parent.width
        bottomPadding: Theme.spaceS

        AppText {
            x: Theme.spaceM
            width: parent.width - 2 * x
            topPadding: Theme.spaceS
            wrapMode: Text.Wrap
            text: box.preview.text ?? ""
            weight: Theme.weightMedium
        }
        Row {
            x: Theme.spaceM
            height: 52

            Repeater {
                model: box.preview.figures ?? []

                Column {
                    required property var modelData

                    width: box.third
                    topPadding: Theme.spaceS
                    spacing: 2

                    AppText {
                        text: parent.modelData.name
                        color: Theme.text3
                    }
                    AppText {
                        text: parent.modelData.value
                        size: Theme.fontName
                        weight: Theme.weightStrong
                    }
                }
            }
        }
        Rectangle {
            width: parent.width
            height: 1
            visible: box.changes.length + box.targets.length + box.leftOut.length > 0
            color: Theme.divider
        }
        Column {
            x: Theme.spaceM
            width: parent.width - 2 * x
            topPadding: Theme.spaceS
            visible: box.changes.length > 0

            Repeater {
                model: box.changes

                AppText {
                    required property string modelData

                    width: parent?.width ?? 0
                    wrapMode: Text.WrapAnywhere
                    text: modelData
                    mono: true
                }
            }
        }
        Item {
            x: Theme.spaceM
            width: parent.width - 2 * x
            height: nodes.height + 30
            visible: box.targets.length > 0

            Row {
                y: Theme.spaceS

                Repeater {
                    model: ["Node", "Region", "Before", "After"]

                    AppText {
                        required property string modelData
                        required property int index

                        width: Math.floor(nodes.columnsWidth * box.shares[index])
                        visible: width > 0
                        text: modelData
                        size: Theme.fontCaption
                        color: Theme.text3
                    }
                }
            }
            ListView {
                id: nodes

                readonly property real columnsWidth: width - 12

                y: 26
                width: parent.width
                height: Math.min(5, box.targets.length) * 22
                clip: true
                activeFocusOnTab: box.targets.length > 5
                boundsBehavior: Flickable.StopAtBounds
                model: box.targets
                Accessible.role: Accessible.List
                Accessible.name: "Nodes that would change, " + count
                T.ScrollBar.vertical: ScrollBar {}
                Keys.onDownPressed: contentY = Math.min(Math.max(0, contentHeight - height), contentY + 22)
                Keys.onUpPressed: contentY = Math.max(0, contentY - 22)
                delegate: Row {
                    id: line

                    required property var modelData

                    height: 22

                    HoverHandler {
                        id: over
                    }
                    Tooltip {
                        visible: over.hovered
                        text: line.modelData.name + ", " + line.modelData.region + ": " + line.modelData.before + " becomes " + line.modelData.after
                    }
                    Accessible.role: Accessible.StaticText
                    Accessible.name: modelData.name + ", " + modelData.region + ": " + modelData.before + " becomes " + modelData.after

                    Repeater {
                        model: [line.modelData.name, line.modelData.region, line.modelData.before, line.modelData.after]

                        AppText {
                            required property string modelData
                            required property int index

                            width: Math.floor(nodes.columnsWidth * box.shares[index])
                            visible: width > 0
                            height: 22
                            verticalAlignment: Text.AlignVCenter
                            rightPadding: Theme.spaceS
                            elide: index === 0 ? Text.ElideMiddle : Text.ElideRight
                            text: modelData
                            mono: index > 1
                            color: index === 1 ? Theme.text2 : Theme.text
                            Accessible.ignored: true
                        }
                    }
                }
                FocusRing {
                    visible: nodes.activeFocus
                }
            }
        }
        AppText {
            x: Theme.spaceM
            width: parent.width - 2 * x
            visible: (box.preview.more ?? 0) > 0
            text: "and " + Number(box.preview.more ?? 0).toLocaleString(Qt.locale("en_US"), "f", 0) + " more"
            color: Theme.text3
        }
        Column {
            x: Theme.spaceM
            width: parent.width - 2 * x
            topPadding: Theme.spaceS
            visible: box.leftOut.length > 0

            Repeater {
                model: box.leftOut

                AppText {
                    required property string modelData

                    width: parent?.width ?? 0
                    wrapMode: Text.Wrap
                    text: "left out: " + modelData
                    color: Theme.text2
                }
            }
            AppText {
                visible: (box.preview.leftMore ?? 0) > 0
                text: "and " + (box.preview.leftMore ?? 0) + " more are left out"
                color: Theme.text3
            }
        }
        Item {
            x: Theme.spaceM
            width: parent.width - 2 * x
            height: problem.height + Theme.spaceS
            visible: (box.preview.problem ?? "") !== ""

            StatusShape {
                y: Theme.spaceS + 2
                status: "failed"
                background: Theme.canvas
            }
            AppText {
                id: problem

                x: 20
                y: Theme.spaceS
                width: parent.width - x
                wrapMode: Text.Wrap
                text: "It cannot be done now: " + (box.preview.problem ?? "")
                color: Theme.failed
                weight: Theme.weightMedium
                Accessible.role: Accessible.AlertMessage
                Accessible.name: text
            }
        }
    }
}
