pragma ComponentBehavior: Bound
import QtQuick
import Flotilla.Theme

// What the shapes of a picture mean, with how many there are of each: [{status, word, count}]; without a count only the
// meaning. A negative count is not shown. It wraps where it has a width.
Flow {
    id: legend

    property var entries: []
    property color background: Theme.panel

    spacing: 18

    Repeater {
        model: legend.entries

        Row {
            id: entry

            required property var modelData
            readonly property string word: modelData.word ?? modelData.status
            readonly property int count: modelData.count ?? -1

            spacing: 6
            Accessible.role: Accessible.StaticText
            Accessible.name: count < 0 ? word : count + " " + word

            StatusShape {
                anchors.verticalCenter: parent.verticalCenter
                status: entry.modelData.status
                background: legend.background
            }
            AppText {
                text: entry.word
                color: Theme.text2
                Accessible.ignored: true
            }
            AppText {
                visible: entry.count >= 0
                text: Number(entry.count).toLocaleString(Qt.locale("en_US"), "f", 0)
                weight: Theme.weightStrong
                Accessible.ignored: true
            }
        }
    }
}
