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
        model: panel.entries
        T.ScrollBar.vertical: ScrollBar {}
        delegate: EventRow {
            required property var modelData

            width: ListView.view.width - 2 * Theme.spaceS
            time: modelData.time
            status: modelData.status
            title: modelData.title
            detail: modelData.detail ?? ""
            leads: (modelData.page ?? "") !== ""
            onClicked: panel.chosen(modelData)
        }
    }
}
