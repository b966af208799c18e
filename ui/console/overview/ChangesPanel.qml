pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// What happened while this console watched, newest first.
Panel {
    id: panel

    required property Session session
    required property var entries

    signal chosen(var entry)

    title: "What changed"
    sub: "newest first"
    freshness: session.freshness
    age: session.freshnessText
    placeholder: !session.loaded ? "loading" : entries.length === 0 ? "calm" : ""
    message: session.loaded ? "No changes yet." : ""

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
            required property int index
            readonly property var entry: panel.entries[index] ?? ({})

            width: ListView.view.width - 2 * Theme.spaceS
            time: entry.time ?? ""
            status: entry.status ?? "unknown"
            title: entry.title ?? ""
            detail: entry.detail ?? ""
            leads: (entry.page ?? "") !== ""
            onClicked: panel.chosen(entry)
        }
    }
}
