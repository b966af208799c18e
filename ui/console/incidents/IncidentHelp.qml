pragma ComponentBehavior: Bound
import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// The runbooks for its alerts, and the runs that were started for it.
Column {
    id: help

    required property IncidentWatch incident
    required property RunsModel runs
    required property string whyNotOperate

    signal startRequested(string runbook)
    signal runRequested(string id)

    spacing: Theme.spaceXS

    SectionTitle {
        text: "Runbooks for it"
    }
    AppText {
        width: parent.width
        visible: help.incident.runbooks.count === 0
        wrapMode: Text.Wrap
        text: "No runbook is for any of its alerts."
        color: Theme.text2
    }
    Repeater {
        model: help.incident.runbooks

        Item {
            id: row

            required property string name

            width: help.width
            height: 32

            Icon {
                anchors.verticalCenter: parent.verticalCenter
                name: "list-checks"
                size: 14
                color: Theme.text2
            }
            AppText {
                x: 22
                width: parent.width - x - start.width - Theme.spaceS
                anchors.verticalCenter: parent.verticalCenter
                text: row.name
                weight: Theme.weightMedium
            }
            AppButton {
                id: start

                anchors.right: parent.right
                anchors.verticalCenter: parent.verticalCenter
                small: true
                kind: help.runs.open === 0 ? "primary" : "default"
                iconName: "play"
                text: "Start run…"
                Accessible.name: "Start run of " + row.name
                reason: !help.incident.open ? "The incident is over" : help.whyNotOperate
                onClicked: help.startRequested(row.name)
            }
        }
    }
    SectionTitle {
        visible: help.runs.count > 0
        text: "Runs for it"
    }
    Repeater {
        model: help.runs.few

        Item {
            id: started

            required property string run
            required property string line

            width: help.width
            height: 28

            AppButton {
                id: link

                anchors.verticalCenter: parent.verticalCenter
                kind: "link"
                small: true
                iconName: "arrow-right"
                text: started.run
                Accessible.name: "Open " + started.run
                onClicked: help.runRequested(started.run)
            }
            AppText {
                x: link.width + Theme.spaceS
                width: parent.width - x
                anchors.verticalCenter: parent.verticalCenter
                text: started.line
                color: Theme.text2
            }
        }
    }
    AppText {
        visible: help.runs.total > help.runs.few.count
        text: "and " + (help.runs.total - help.runs.few.count) + " more"
        color: Theme.text3
    }
}
