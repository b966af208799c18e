pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// A week of announced maintenance: a line for each window, the days across, and a mark for now. Bars stand where clocks
// here are; the words beside them name the hours in the zone of the window.
Panel {
    id: panel

    required property Session session
    required property Maintenance maintenance
    readonly property real nameWidth: width < 1000 ? 270 : 340

    title: "Maintenance"
    sub: maintenance.known ? maintenance.weekText + (maintenance.declared === "" ? "" : ", " + maintenance.declared) : ""
    padding: placeholder === "" ? 1 : Theme.spaceL
    freshness: maintenance.freshness
    age: maintenance.freshnessText
    placeholder: maintenance.known ? (maintenance.windows.length === 0 ? "empty" : "")
                 : maintenance.state === "denied" ? "denied" : maintenance.problem === "" ? "loading"
                 : session.state === "live" ? "error" : "disconnected"
    message: placeholder === "empty" ? "No maintenance is declared." : placeholder === "loading" ? "" : maintenance.problem
    detail: placeholder === "empty" ? "Write windows: into the alerting document: a name, matchers, and hours in a time zone." : ""
    commandLine: placeholder === "empty" ? "flotillactl alerting apply alerting.yaml" : ""
    actionText: placeholder === "error" || placeholder === "disconnected" ? "Try again" : ""
    onActionTriggered: maintenance.reload()
    actions: [
        AppButton {
            kind: "icon"
            small: true
            iconName: "chevron-left"
            text: "The week before"
            onClicked: panel.maintenance.week -= 1
        },
        AppButton {
            kind: "ghost"
            small: true
            text: "This week"
            enabled: panel.maintenance.week !== 0
            onClicked: panel.maintenance.week = 0
        },
        AppButton {
            kind: "icon"
            small: true
            iconName: "chevron-right"
            text: "The week after"
            onClicked: panel.maintenance.week += 1
        }
    ]

    Item {
        anchors.fill: parent

        Row {
            id: days

            x: panel.nameWidth

            Repeater {
                model: panel.maintenance.days

                AppText {
                    required property string modelData
                    required property int index

                    width: (panel.width - panel.nameWidth - Theme.spaceL) / 7
                    height: 28
                    verticalAlignment: Text.AlignVCenter
                    leftPadding: 4
                    text: modelData
                    weight: Math.floor(panel.maintenance.now) === index ? Theme.weightStrong : Theme.weightNormal
                    color: Math.floor(panel.maintenance.now) === index ? Theme.text : Theme.text3
                }
            }
        }
        ListView {
            y: days.height
            width: parent.width
            height: parent.height - y
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            model: panel.maintenance.windows.length
            Accessible.role: Accessible.List
            Accessible.name: "Maintenance windows"
            T.ScrollBar.vertical: ScrollBar {}
            delegate: WindowRow {
                width: ListView.view.width
                nameWidth: panel.nameWidth
                now: panel.maintenance.now
                about: panel.maintenance.windows[index] ?? ({})
            }
        }
    }
}
