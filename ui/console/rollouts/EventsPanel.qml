pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// What happened to a rollout, newest first.
Panel {
    id: panel

    required property Session session
    property var events: []

    title: "What happened"
    sub: "newest first"
    freshness: session.freshness
    age: session.freshnessText
    placeholder: events.length === 0 ? "empty" : ""
    message: "Nothing yet."

    ListView {
        width: parent?.width ?? 0
        // Whole rows, so that none is cut.
        height: Math.max(26, Math.floor((parent?.height ?? 0) / 26) * 26)
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        model: panel.events.length
        T.ScrollBar.vertical: ScrollBar {}
        delegate: EventRow {
            required property int index
            readonly property var about: panel.events[index] ?? ({time: "", status: "unknown", title: "", detail: ""})

            width: ListView.view.width
            height: 26
            time: about.time
            status: about.status
            leads: false
            title: about.title + (about.detail === "" ? "" : ", " + about.detail)
        }
    }
}
