pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// How many nodes are healthy, and every other state with its number, each of which opens its list.
Rectangle {
    id: panel

    required property Session session
    required property Summary summary

    // Without a fresh report nothing is known: neither good nor bad.
    readonly property bool known: summary.reporting > 0
    readonly property bool narrow: width < 440

    signal nodesRequested(string filter)

    radius: Theme.radiusPanel
    color: Theme.panel
    border.color: Theme.divider
    Accessible.role: Accessible.Grouping
    Accessible.name: "Fleet now, " + (known ? summary.healthyPercent + " % healthy" : "no fresh reports")

    AppText {
        x: Theme.spaceL
        y: 10
        text: "Fleet now"
        color: Theme.text2
        weight: Theme.weightMedium
    }
    FreshnessChip {
        anchors.right: parent.right
        anchors.rightMargin: Theme.spaceL
        y: 10
        freshness: panel.session.freshness
        text: panel.session.freshnessText
    }
    AppText {
        id: number

        x: Theme.spaceL
        y: 27
        text: panel.known ? panel.summary.healthyPercent : "–"
        size: Theme.fontKey
        weight: Theme.weightStrong
        Accessible.ignored: true
    }
    AppText {
        x: panel.narrow ? number.x : number.x + number.width + 6
        y: panel.narrow ? 65 : number.y + number.baselineOffset - baselineOffset
        text: panel.known ? "% healthy" : panel.session.loaded ? "no fresh reports" : "waiting"
        color: Theme.text2
        Accessible.ignored: true
    }
    Grid {
        anchors.right: parent.right
        anchors.rightMargin: Theme.spaceS
        y: 34
        columns: 3
        columnSpacing: 2
        rowSpacing: 1

        Repeater {
            model: panel.summary.problems

            T.AbstractButton {
                id: problem

                required property var modelData
                readonly property bool none: modelData.count === 0

                width: Math.round(Math.min(112, (panel.width - (panel.narrow ? 116 : 178)) / 3))
                height: Theme.sizeTarget
                hoverEnabled: true
                Accessible.name: modelData.count + " " + modelData.status + ", show them"
                onClicked: panel.nodesRequested("status:" + modelData.status)

                background: Rectangle {
                    radius: Theme.radiusControl
                    color: problem.hovered ? Theme.hover : "transparent"

                    FocusRing {
                        visible: problem.visualFocus
                        anchors.margins: 0
                        around: 0
                    }
                }
                contentItem: Item {
                    StatusShape {
                        x: 6
                        anchors.verticalCenter: parent.verticalCenter
                        status: problem.modelData.status
                        color: problem.none ? Theme.text3 : Theme.statusColor(status)
                    }
                    AppText {
                        x: 24
                        width: parent.width - x
                        anchors.verticalCenter: parent.verticalCenter
                        text: (panel.session.loaded ? Number(problem.modelData.count).toLocaleString(Qt.locale("en_US"), "f", 0)
                                                    : "–") + " " + problem.modelData.status
                        weight: problem.none ? Theme.weightNormal : Theme.weightMedium
                        color: problem.none ? Theme.text3 : Theme.statusColor(problem.modelData.status)
                        Accessible.ignored: true
                    }
                }
            }
        }
    }
}
