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
    readonly property var problems: summary.problems
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
        text: panel.known ? "% healthy" : !panel.session.loaded ? "waiting" : panel.narrow ? "no reports" : "no fresh reports"
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
            // By number, so that what has the focus stays when a count changes.
            model: panel.problems.length

            T.AbstractButton {
                id: problem

                required property int index
                readonly property var state_: panel.problems[index] ?? ({status: "unknown", count: 0})
                readonly property bool none: state_.count === 0

                width: Math.round(Math.min(112, (panel.width - (panel.narrow ? 104 : 178)) / 3))
                height: Theme.sizeTarget
                hoverEnabled: true
                Accessible.name: state_.count + " " + state_.status + ", show them"
                onClicked: panel.nodesRequested("status:" + state_.status)

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
                        status: problem.state_.status
                        color: problem.none ? Theme.text3 : Theme.statusColor(status)
                    }
                    AppText {
                        x: 24
                        width: parent.width - x
                        anchors.verticalCenter: parent.verticalCenter
                        text: (panel.session.loaded ? Number(problem.state_.count).toLocaleString(Qt.locale("en_US"), "f", 0)
                                                    : "–") + " " + problem.state_.status
                        weight: problem.none ? Theme.weightNormal : Theme.weightMedium
                        color: problem.none ? Theme.text3 : Theme.statusColor(problem.state_.status)
                        Accessible.ignored: true
                    }
                }
            }
        }
    }
}
