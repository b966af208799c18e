pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// Silences: what holds now, what is to come, what is over.
Panel {
    id: panel

    required property Session session
    required property SilencesModel silences
    required property string whyNotOperate
    readonly property real wanted: placeholder === "" ? Theme.sizePanelHead + silences.count * 46 + 2 : 200

    signal silenceRequested()
    signal expireRequested(string id)

    title: "Silences"
    sub: !silences.known ? "" : silences.count === 0 ? "" : silences.holding + " active"
         + (silences.total > silences.count ? ", " + (silences.total - silences.count) + " more are not shown" : ", " + silences.count + " in all")
    padding: placeholder === "" ? 1 : Theme.spaceL
    freshness: silences.freshness
    age: silences.freshnessText
    placeholder: silences.count > 0 ? "" : silences.known ? "calm" : silences.state === "denied" ? "denied"
                 : silences.state !== "failed" ? "loading" : session.state === "live" ? "error" : "disconnected"
    message: placeholder === "calm" ? "Nothing is silenced." : placeholder === "loading" ? "" : silences.problem
    detail: placeholder === "calm" ? "A silence keeps alerts that match it from telling anybody, for a while and with a reason." : ""
    actionText: placeholder === "error" || placeholder === "disconnected" ? "Try again"
                : placeholder === "calm" && whyNotOperate === "" ? "Silence…" : ""
    onActionTriggered: placeholder === "calm" ? silenceRequested() : silences.reload()

    ListView {
        id: list

        anchors.fill: parent
        clip: true
        focus: true
        activeFocusOnTab: true
        boundsBehavior: Flickable.StopAtBounds
        keyNavigationEnabled: true
        model: panel.silences
        Accessible.role: Accessible.List
        Accessible.name: "Silences"
        T.ScrollBar.vertical: ScrollBar {}
        delegate: SilenceItem {
            width: ListView.view.width
            whyNotOperate: panel.whyNotOperate
            current: ListView.view.activeFocus && index === ListView.view.currentIndex
            onExpireRequested: (id) => panel.expireRequested(id)
        }
    }
}
