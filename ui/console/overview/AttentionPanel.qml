pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// What waits for somebody.
Panel {
    id: panel

    required property Session session
    required property var entries

    signal chosen(var entry)

    title: "Needs you"
    sub: entries.length > 0 ? entries.length : ""
    freshness: session.freshness
    age: session.freshnessText
    placeholder: !session.loaded ? "loading" : entries.length === 0 ? "calm" : ""
    message: session.loaded ? "Nothing waits for you." : ""

    ListView {
        anchors.fill: parent
        anchors.leftMargin: -Theme.spaceS
        anchors.rightMargin: -Theme.spaceS
        leftMargin: Theme.spaceS
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        model: panel.entries
        T.ScrollBar.vertical: ScrollBar {}
        delegate: EventRow {
            required property var modelData
            required property int index

            width: ListView.view.width - 2 * Theme.spaceS
            height: implicitHeight + 4
            status: modelData.status
            title: modelData.title
            detail: modelData.detail ?? ""
            age: modelData.age ?? ""
            onClicked: panel.chosen(modelData)
        }
    }
}
