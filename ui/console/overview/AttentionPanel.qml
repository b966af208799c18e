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
        // By number, so that the list stays where it is when something is added.
        model: panel.entries.length
        T.ScrollBar.vertical: ScrollBar {}
        delegate: EventRow {
            readonly property var entry: panel.entries[index] ?? ({})
            required property int index

            width: ListView.view.width - (panel.entries.length > 6 ? 3 : 2) * Theme.spaceS
            height: implicitHeight + 4
            status: entry.status ?? "unknown"
            title: entry.title ?? ""
            detail: entry.detail ?? ""
            age: entry.age ?? ""
            onClicked: panel.chosen(entry)
        }
    }
}
