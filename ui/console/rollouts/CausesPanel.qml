pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// Failures by what caused them, not node by node: [{reason, message, count, nodes}], where
// `nodes` names some of them.
Panel {
    id: panel

    required property Session session
    property var causes: []
    readonly property int total: Array.from(causes).reduce((sum, cause) => sum + cause.count, 0)

    title: "Failures by cause"
    sub: causes.length === 0 ? "" : total + (total === 1 ? " node, " : " nodes, ") + causes.length
                                    + (causes.length === 1 ? " cause" : " causes")
    padding: causes.length === 0 ? Theme.spaceL : 1
    placeholder: causes.length === 0 ? "calm" : ""
    message: "No node failed."

    ListView {
        anchors.fill: parent
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        model: panel.causes
        T.ScrollBar.vertical: ScrollBar {}
        delegate: Item {
            id: cause

            required property var modelData

            width: ListView.view.width
            height: 52

            Rectangle {
                width: parent.width
                height: 1
                color: Theme.divider
            }
            Rectangle {
                y: 1
                width: Theme.sizeEdge
                height: parent.height - 1
                color: Theme.failed
            }
            AppText {
                id: number

                x: Theme.spaceM
                width: 36
                anchors.verticalCenter: parent.verticalCenter
                horizontalAlignment: Text.AlignHCenter
                text: cause.modelData.count
                size: Theme.fontName
                weight: Theme.weightStrong
            }
            AppText {
                x: 56
                y: 8
                width: parent.width - x - Theme.spaceM
                text: cause.modelData.message === "" ? cause.modelData.reason : cause.modelData.message
                weight: Theme.weightStrong

                HoverHandler {
                    id: over
                }
                Tooltip {
                    visible: over.hovered && (parent as AppText).truncated
                    text: cause.modelData.message
                }
            }
            AppText {
                x: 56
                y: 27
                width: parent.width - x - Theme.spaceM
                text: (cause.modelData.message === "" ? "" : cause.modelData.reason + " on ") + cause.modelData.nodes
                color: Theme.text2
            }
        }
    }
}
