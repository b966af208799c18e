pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// The rollouts that have not ended.
Panel {
    id: panel

    required property Session session
    required property var moving

    signal chosen(string id)

    title: "Moving"
    sub: moving.length === 0 ? "" : moving.length === 1 ? "1 rollout" : moving.length + " rollouts"
    freshness: session.freshness
    age: session.freshnessText
    placeholder: !session.loaded ? "loading" : moving.length === 0 ? "calm" : ""
    message: session.loaded ? "Nothing is being rolled out." : ""

    ListView {
        anchors.fill: parent
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        // By number, because the time that is left changes every second.
        model: panel.moving.length
        spacing: Theme.spaceM
        T.ScrollBar.vertical: ScrollBar {}
        delegate: Item {
            id: rollout

            required property int index
            readonly property var about: panel.moving[index] ?? ({id: "", title: "", sub: "", progress: 0, status: "unknown", text: "", left: ""})

            width: ListView.view.width - (panel.moving.length > 3 ? 12 : 0)
            height: 74

            AppText {
                id: name

                y: 2
                width: parent.width - open.width - Theme.spaceS
                text: rollout.about.title
                weight: Theme.weightStrong
            }
            AppText {
                y: 20
                width: name.width
                text: rollout.about.sub
                color: Theme.text2
            }
            AppButton {
                id: open

                anchors.right: parent.right
                y: 4
                small: true
                text: "Open"
                Accessible.name: "Open rollout " + rollout.about.id
                onClicked: panel.chosen(rollout.about.id)
            }
            ProgressBar {
                y: 42
                width: parent.width
                label: rollout.about.title + ", progress"
                value: rollout.about.progress
                color: Theme.updating
            }
            StatusMark {
                y: 54
                width: parent.width - left.width - Theme.spaceS
                status: rollout.about.status
                word: rollout.about.text
                selected: true
            }
            AppText {
                id: left

                anchors.right: parent.right
                y: 54
                // Seconds matter only in the last minute.
                text: rollout.about.left.replace(/ m \d+ s /, " m ")
                color: Theme.text2
            }
        }
    }
}
