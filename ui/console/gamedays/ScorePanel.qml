pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// How the faults were met, from recorded times: the longest of each, what each is, and fault by fault.
FocusScope {
    id: scope

    required property GameDayWatch day

    signal incidentRequested(string id)

    Panel {
        anchors.fill: parent
        title: "Score"
        sub: "from recorded times, none of them typed"
        padding: 1

        Item {
            id: holder

            anchors.fill: parent

            Column {
                id: marks

                x: Theme.spaceL
                width: parent.width - 2 * x
                bottomPadding: Theme.spaceS

                Repeater {
                    model: scope.day.marks

                    Item {
                        id: mark

                        required property var modelData

                        width: marks.width
                        height: meaning.height + 10
                        Accessible.role: Accessible.StaticText
                        Accessible.name: modelData.name + " " + modelData.value + ", " + modelData.what

                        AppText {
                            id: name

                            width: 92
                            text: mark.modelData.name
                            weight: Theme.weightMedium
                            Accessible.ignored: true
                        }
                        AppText {
                            id: figure

                            x: 94
                            width: 72
                            text: mark.modelData.value
                            size: Theme.fontBody
                            weight: Theme.weightStrong
                            Accessible.ignored: true
                        }
                        AppText {
                            id: meaning

                            x: 168
                            y: 1
                            width: parent.width - x
                            wrapMode: Text.Wrap
                            text: mark.modelData.what
                            size: Theme.fontCaption
                            lineHeight: 1.15
                            color: Theme.text2
                            Accessible.ignored: true
                        }
                    }
                }
            }
            Rectangle {
                y: marks.height
                width: parent.width
                height: 1
                color: Theme.divider
            }
            ListView {
                id: list

                y: marks.height + 1
                width: parent.width
                height: parent.height - y
                clip: true
                activeFocusOnTab: true
                boundsBehavior: Flickable.StopAtBounds
                model: scope.day.faults
                objectName: "faultScores"
                Accessible.role: Accessible.List
                Accessible.name: "Faults, " + count
                Accessible.focusable: true
                T.ScrollBar.vertical: ScrollBar {}
                Keys.onReturnPressed: {
                    const incident = scope.day.faults.at(currentIndex).incident ?? ""
                    if (incident !== "")
                        scope.incidentRequested(incident)
                }
                delegate: FaultScoreRow {
                    width: ListView.view.width
                    current: list.activeFocus && ListView.isCurrentItem
                    onIncidentRequested: (id) => scope.incidentRequested(id)
                }

                FocusRing {
                    anchors.margins: 0
                    around: 0
                    visible: list.activeFocus
                }
            }
        }
    }
}
