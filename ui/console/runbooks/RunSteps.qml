pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// The steps of a run on one rail, and below them when somebody else is called. Arrows move; Enter goes back to the step
// that the run is at.
Panel {
    id: panel

    required property RunWatch run
    required property string shownKey
    readonly property var stop: run.stop
    readonly property alias currentRow: list.currentIndex

    signal chosen(string key)

    function moveTo(row: int) {
        if (list.count === 0)
            return
        const target = Math.max(0, Math.min(list.count - 1, row))
        list.positionViewAtIndex(target, ListView.Contain)
        chosen(run.steps.keyAt(target))
    }

    title: "Steps"
    sub: run.progress
    padding: 1
    freshness: run.freshness
    age: run.freshnessText

    Item {
        id: holder

        anchors.fill: parent

        ListView {
            id: list

            width: holder.width
            height: holder.height - foot.height
            clip: true
            activeFocusOnTab: true
            boundsBehavior: Flickable.StopAtBounds
            highlightFollowsCurrentItem: false
            model: panel.run.steps
            currentIndex: panel.run.steps.count >= 0 ? panel.run.steps.rowOf(panel.shownKey) : -1
            onCurrentIndexChanged: later.restart()
            onHeightChanged: later.restart()
            cacheBuffer: 20000 // all of them: what is above may need another line, and the current one stays in sight
            onContentHeightChanged: later.restart()
            Accessible.role: Accessible.List
            Accessible.name: "Steps, " + count
            Accessible.focusable: true
            T.ScrollBar.vertical: ScrollBar {}
            Keys.onPressed: (event) => {
                event.accepted = true
                switch (event.key) {
                case Qt.Key_Down: return panel.moveTo(currentIndex + 1)
                case Qt.Key_Up: return panel.moveTo(currentIndex - 1)
                case Qt.Key_Home: return panel.moveTo(0)
                case Qt.Key_End: return panel.moveTo(count - 1)
                case Qt.Key_Return:
                case Qt.Key_Enter: return panel.chosen("")
                }
                event.accepted = false
            }
            delegate: RunStepRow {
                width: ListView.view.width
                count: ListView.view.count
                shown: key === panel.shownKey
                onClicked: {
                    list.forceActiveFocus(Qt.MouseFocusReason)
                    panel.moveTo(index)
                }
            }
        }
        // Later, because rows find their heights first.
        Timer {
            id: later

            interval: 0
            onTriggered: list.positionViewAtIndex(list.currentIndex, ListView.Contain)
        }
        FocusRing {
            anchors.fill: list
            around: 0
            visible: list.activeFocus
        }
        Column {
            id: foot

            y: list.height
            width: holder.width
            bottomPadding: Theme.spaceM

            Rectangle {
                width: parent.width
                height: 1
                color: Theme.divider
            }
            Column {
                x: Theme.spaceM
                width: parent.width - 2 * x
                topPadding: Theme.spaceM
                spacing: Theme.spaceXS
                visible: panel.stop.text !== undefined

                AppText {
                    text: "Stop condition"
                    weight: Theme.weightStrong
                }
                AppText {
                    width: parent.width
                    wrapMode: Text.Wrap
                    lineHeight: 1.2
                    text: panel.stop.text ?? ""
                    color: Theme.text2
                }
                Item {
                    width: parent.width
                    height: 20
                    visible: !(panel.stop.called ?? false)

                    ProgressBar {
                        y: 7
                        width: parent.width - left.width - Theme.spaceM
                        label: "Time left before somebody is called"
                        value: panel.stop.share ?? 0
                        color: value < 0.25 ? Theme.degraded : Theme.control
                    }
                    AppText {
                        id: left

                        anchors.right: parent.right
                        anchors.verticalCenter: parent.verticalCenter
                        text: (panel.stop.left ?? "") + " left"
                    }
                }
            }
            Column {
                x: Theme.spaceM
                width: parent.width - 2 * x
                topPadding: Theme.spaceM

                FactList {
                    width: parent.width
                    nameWidth: 72
                    facts: panel.run.facts
                }
            }
        }
    }
}
