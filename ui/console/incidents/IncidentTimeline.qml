pragma ComponentBehavior: Bound
import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// What happened, newest first: what was decisive, or all of it.
Column {
    id: part

    required property IncidentWatch incident
    required property string whyNotOperate

    signal noteRequested()

    spacing: Theme.spaceXS

    Item {
        width: parent.width
        height: 36

        SectionTitle {
            anchors.verticalCenter: parent.verticalCenter
            topPadding: 0
            text: "Timeline"
        }
        Row {
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            spacing: Theme.spaceS

            SegmentedControl {
                label: "Which entries"
                options: ["Pinned", "All, " + part.incident.events]
                currentIndex: part.incident.all ? 1 : 0
                onChosen: (index) => part.incident.all = index === 1
            }
            AppButton {
                iconName: "pencil"
                text: "Note…"
                reason: part.whyNotOperate
                onClicked: part.noteRequested()
            }
        }
    }
    AppText {
        width: parent.width
        visible: part.incident.timeline.count === 0
        text: part.incident.all ? "Nothing happened yet." : "Nothing is pinned."
        color: Theme.text2
    }
    ListView {
        width: parent.width
        height: contentHeight
        interactive: false
        model: part.incident.timeline
        Accessible.role: Accessible.List
        Accessible.name: "Timeline, " + count + " entries"
        delegate: TimelineRow {
            width: ListView.view.width
        }
    }
    AppText {
        width: parent.width
        visible: part.incident.olderEvents > 0
        wrapMode: Text.Wrap
        text: "and " + part.incident.olderEvents + " older: flotillactl incidents show " + part.incident.incident + " --all"
        color: Theme.text3
    }
}
