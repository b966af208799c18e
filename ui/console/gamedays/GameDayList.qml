import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// The game days, those that are under way on top, with how each was met.
FocusScope {
    id: list

    required property Session session
    required property GameDaysModel gameDays
    required property string whyNotOperate
    readonly property string underWay: gameDays.open === 0 ? "none is under way"
            : gameDays.open === 1 ? "1 is under way" : gameDays.open + " are under way"

    signal filterChosen(string text)
    signal gameDayChosen(string id)
    signal planRequested()

    function focusFilter() {
        filter.focusField()
    }

    function step(by: int) {
        table.moveTo(table.currentRow + by, false)
    }

    // Something is chosen as soon as there is something, so that Enter has a meaning.
    Connections {
        target: list.gameDays

        function onAnswered() {
            if (table.currentRow < 0 && list.gameDays.count > 0)
                table.currentRow = 0
        }
    }
    PageHead {
        x: Theme.spaceL
        width: parent.width - 2 * x
        title: "Game days"
        sub: !list.gameDays.known ? "" : list.underWay + ", " + Number(list.gameDays.total).toLocaleString(Qt.locale("en_US"), "f", 0)
             + (list.gameDays.filter === "" ? " in all" : " match")
             + (list.gameDays.total > list.gameDays.count ? ", the first " + list.gameDays.count + " are shown" : "")
        actions: [
            AppButton {
                kind: "primary"
                iconName: "zap"
                text: "Plan game day…"
                reason: list.whyNotOperate
                onClicked: list.planRequested()
            }
        ]
    }
    FilterBar {
        id: filter

        x: Theme.spaceL
        y: Theme.sizePageHead
        width: parent.width - 2 * x
        visible: list.gameDays.known
        placeholder: "add a term such as open:yes, fault:cut-link or region:eu-west, or press / and type"
        filter: list.gameDays.filter
        error: list.gameDays.filterError
        onEdited: (text) => {
            list.gameDays.filter = text
            if (list.gameDays.filterError === "")
                list.filterChosen(text)
        }
    }
    Panel {
        x: Theme.spaceL
        y: filter.visible ? filter.y + filter.height + Theme.spaceM : Theme.sizePageHead
        width: parent.width - 2 * x
        height: parent.height - y - Theme.spaceL
        title: "Game days"
        sub: "under way first; the longest time of each, and what nothing told of"
        padding: placeholder === "" ? 1 : Theme.spaceL
        freshness: list.gameDays.freshness
        age: list.gameDays.freshnessText
        placeholder: list.gameDays.count > 0 ? "" : list.gameDays.known ? (list.gameDays.filter === "" ? "empty" : "filtered")
                     : list.gameDays.state === "denied" ? "denied" : list.session.state === "lost" ? "disconnected"
                     : list.gameDays.state === "failed" ? "error" : "loading"
        message: placeholder === "empty" ? "Nobody has practised yet."
                 : placeholder === "filtered" ? "No game day matches."
                 : placeholder === "disconnected" ? "The control plane is not connected."
                 : placeholder === "loading" ? "" : list.gameDays.problem
        detail: placeholder === "empty" ? "A game day breaks something for a short time on nodes whose owners allow drills, and says how long it took until somebody saw it, looked after it and had it over." : ""
        actionText: placeholder === "error" ? "Try again" : placeholder === "filtered" ? "Show all" : ""
        commandLine: placeholder === "empty" ? "flotillactl game-days preview TITLE --fault \"kill-worker where=drills:allow\"" : ""
        onActionTriggered: {
            if (placeholder !== "filtered")
                return list.gameDays.reload()
            list.gameDays.filter = ""
            list.filterChosen("")
        }
        actions: [
            AppButton {
                small: true
                visible: list.gameDays.count > 0
                text: "Open game day"
                reason: table.currentRow < 0 ? "Choose a game day first" : ""
                onClicked: list.gameDayChosen(list.gameDays.idAt(table.currentRow))
            }
        ]

        DataTable {
            id: table

            readonly property bool roomy: width > 1100
            readonly property bool narrow: width < 960

            anchors.fill: parent
            focus: true
            objectName: "gameDaysTable"
            label: "Game days"
            model: list.gameDays
            columns: [
                {title: "State", width: narrow ? 98 : 106, kind: "status"},
                {title: "Game day", width: 84, kind: "mono"},
                {title: "Title", width: narrow ? 120 : 150, stretch: true},
                {title: "Faults", width: roomy ? 160 : 136},
                {title: "Nodes", width: 58, align: "right"},
                {title: "Region", width: narrow ? 0 : 88},
                {title: "Detect", width: 82, align: "right"},
                {title: "Acknowl.", width: 82, align: "right"},
                {title: "Mitigate", width: 82, align: "right"},
                {title: "Missed", width: 66, align: "right"},
                {title: "By", width: roomy ? 110 : 0},
                {title: "Since", width: narrow ? 0 : 100, align: "right"}
            ]
            onActivated: (row) => list.gameDayChosen(list.gameDays.idAt(row))
        }
    }
}
