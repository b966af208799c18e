import QtQuick
import Flotilla.Controls
import Flotilla.Theme

// An answer about the fleet: what has to hold, whether it does by shape and word, and what was found.
Item {
    id: row

    property var reading: ({})
    readonly property string status: reading.status ?? "unknown"
    readonly property string word: reading.word ?? "unknown"

    implicitHeight: Math.max(20, words.height)
    Accessible.role: Accessible.StaticText
    Accessible.name: (reading.title ?? "") + ": " + word + ((reading.text ?? "") === "" ? "" : ", " + reading.text)

    StatusShape {
        y: 3
        status: row.status
    }
    AppText {
        id: words

        x: 20
        width: parent.width - x - verdict.width - Theme.spaceM
        topPadding: 1
        wrapMode: Text.Wrap
        lineHeight: 1.2
        text: (row.reading.title ?? "") + ((row.reading.text ?? "") === "" ? "" : ": " + row.reading.text)
        Accessible.ignored: true
    }
    AppText {
        id: verdict

        anchors.right: parent.right
        topPadding: 1
        text: row.word
        weight: Theme.weightMedium
        color: row.status === "passed" || row.status === "pending" || row.status === "running" ? Theme.text2 : Theme.statusColor(row.status)
        Accessible.ignored: true
    }
}
