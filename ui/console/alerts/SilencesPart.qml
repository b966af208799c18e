import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// What holds alerts back: in one sentence what does so now, then the silences, and the week of maintenance.
FocusScope {
    id: part

    required property Session session
    required property AlertBoard board
    required property SilencesModel silences
    required property Maintenance maintenance
    required property string whyNotOperate
    readonly property int open: maintenance.openNow.length
    readonly property bool holds: open > 0 || silences.holding > 0

    signal silenceRequested()
    signal expireRequested(string id)

    function sentence() {
        const silenced = silences.holding === 0 ? "" : silences.holding + (silences.holding === 1 ? " silence" : " silences")
        return Array.from([silenced]).concat(Array.from(maintenance.openNow)).filter(one => one !== "").join(", ")
    }

    Banner {
        id: banner

        width: parent.width
        visible: part.silences.known && part.maintenance.known
        status: part.holds ? "held" : "passed"
        title: part.holds ? "Held back now: " + part.board.held + (part.board.held === 1 ? " alert" : " alerts") : "Nothing is held back now."
        text: part.holds ? "by " + part.sentence() : ""
    }
    SilenceList {
        id: list

        y: banner.visible ? banner.height + Theme.spaceM : 0
        width: parent.width
        height: Math.min(wanted, Math.round((parent.height - y) * 0.5))
        focus: true
        session: part.session
        silences: part.silences
        whyNotOperate: part.whyNotOperate
        onSilenceRequested: part.silenceRequested()
        onExpireRequested: (id) => part.expireRequested(id)
    }
    MaintenancePanel {
        y: list.y + list.height + Theme.spaceM
        width: parent.width
        height: parent.height - y
        session: part.session
        maintenance: part.maintenance
    }
}
