pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// What was kept of a run, newest first, each entry with the beginning of its hash; and a line to add to it.
FocusScope {
    id: scope

    required property RunWatch run
    required property RunActions actions
    required property string whyNotOperate

    Panel {
        anchors.fill: parent
        title: "Evidence"
        sub: scope.run.kept
        padding: 1
        freshness: scope.run.freshness
        age: scope.run.freshnessText
        placeholder: scope.run.found && scope.run.evidence.count === 0 ? "empty" : ""
        message: "Nothing was kept yet."

        Item {
            id: holder

            anchors.fill: parent

            ListView {
                id: list

                property string opened: ""  // key of the entry that is shown in full

                function toggle(key: string) {
                    opened = opened === key ? "" : key
                }

                width: holder.width
                height: holder.height - foot.height
                clip: true
                activeFocusOnTab: true
                boundsBehavior: Flickable.StopAtBounds
                model: scope.run.evidence
                Accessible.role: Accessible.List
                Accessible.name: "Evidence, " + count + " entries"
                Accessible.focusable: true
                T.ScrollBar.vertical: ScrollBar {}
                Keys.onReturnPressed: toggle(scope.run.evidence.keyAt(currentIndex))
                delegate: EvidenceRow {
                    width: ListView.view.width
                    current: list.activeFocus && ListView.isCurrentItem
                    open: key === list.opened
                    onClicked: {
                        list.currentIndex = index
                        list.toggle(key)
                    }
                }
            }
            Item {
                id: foot

                y: list.height
                width: holder.width
                height: 52

                Rectangle {
                    width: parent.width
                    height: 1
                    color: Theme.divider
                }
                TextField {
                    id: note

                    x: Theme.spaceM
                    y: Theme.spaceM
                    width: parent.width - 2 * x - add.width - Theme.spaceS
                    enabled: scope.whyNotOperate === "" && scope.run.open
                    maximumLength: 8000
                    label: "Add a note to the evidence"
                    placeholderText: scope.run.open ? "Add a note" : "the run is over"
                    onAccepted: add.clicked()
                }
                AppButton {
                    id: add

                    anchors.right: parent.right
                    anchors.rightMargin: Theme.spaceM
                    y: Theme.spaceM
                    text: "Add"
                    reason: scope.whyNotOperate !== "" ? scope.whyNotOperate : !scope.run.open ? "The run is over"
                            : note.text.trim() === "" ? "Write something first" : ""
                    onClicked: {
                        if (reason !== "")
                            return
                        scope.actions.addNote(note.text)
                        note.clear()
                    }
                }
            }
        }
    }
}
