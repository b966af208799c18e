import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// What fires, in the groups that one message tells of, with the chosen one in full; beside it, as a second part, what
// holds alerts back: silences and maintenance. The address names a row, or `silences`.
FocusScope {
    id: page

    required property Session session
    required property AlertBoard board
    required property AlertDetail alert
    required property ObjectiveDetail objective
    required property SilencesModel silences
    required property Maintenance maintenance
    required property Navigation navigation
    required property string whyNotOperate
    readonly property bool here: navigation.page === "alerts"
    readonly property string selection: here ? navigation.selection : ""
    readonly property bool holds: selection === "silences"
    readonly property bool wide: width > 1000

    signal acknowledgeRequested(string key, bool isGroup, string title)
    signal giveBackRequested(string key, bool isGroup)
    signal silenceRequested(string key)
    signal expireRequested(string id)

    function counted(count: int): string {
        return Number(count).toLocaleString(Qt.locale("en_US"), "f", 0)
    }

    function focusFilter() {
        if (!holds)
            filters.focusFilter()
    }

    function step(by: int) {
        if (!holds)
            list.moveTo(list.currentRow + by)
    }

    function choose(key: string) {
        if (key === "")
            return
        alert.key = key
        if (here && navigation.selection !== key)
            navigation.setSelection(key)
    }

    // What the address names, else what was shown, else what deserves a look most.
    function follow() {
        if (here && navigation.filter !== board.filter)
            board.filter = navigation.filter
        if (holds || !board.known)
            return
        if (selection !== "") {
            board.reveal(selection)
            choose(selection)
        } else if (alert.found) {
            choose(alert.key)
        } else if (board.count > 0) {
            choose(board.worstKey())
        }
        list.currentRow = board.rowOf(alert.key)
    }

    onSelectionChanged: later.start()
    onHereChanged: later.start()
    Component.onCompleted: follow()

    // Later, because it may change the address by which it was told.
    Timer {
        id: later

        interval: 0
        onTriggered: page.follow()
    }
    Binding { target: page.board; property: "active"; value: page.here && page.visible }
    Binding { target: page.silences; property: "active"; value: page.here && page.visible }
    Binding { target: page.maintenance; property: "active"; value: page.here && page.visible }
    Connections {
        target: page.board

        function onAnswered() { page.follow() }
        function onFilterChanged() { later.start() }
    }
    Connections {
        target: page.navigation

        function onChanged() {
            if (page.here && page.navigation.filter !== page.board.filter)
                later.start()
        }
    }
    PageHead {
        id: head

        x: Theme.spaceL
        width: parent.width - 2 * x
        title: "Alerts"
        sub: !page.board.known ? "" : page.board.firing === 0 ? "nothing is firing"
             : page.counted(page.board.firing) + " firing" + (page.board.held > 0 ? ", " + page.counted(page.board.held) + " held back" : "")
               + (page.board.unsent > 0 ? ", " + page.board.unsent + " more groups are not shown" : "")
        actions: [
            SegmentedControl {
                label: "Part of the page"
                options: ["Alerts", page.silences.holding > 0 ? "Silences and maintenance, " + page.silences.holding : "Silences and maintenance"]
                currentIndex: page.holds ? 1 : 0
                onChosen: (index) => page.navigation.setSelection(index === 1 ? "silences" : page.alert.key)
            },
            AppButton {
                iconName: "bell"
                text: "Silence…"
                reason: page.whyNotOperate
                onClicked: page.silenceRequested(page.holds ? "" : page.alert.key)
            }
        ]
    }
    AlertFilters {
        id: filters

        x: Theme.spaceL
        y: Theme.sizePageHead
        width: parent.width - 2 * x
        visible: !page.holds && page.board.known
        board: page.board
        onEdited: (filter) => {
            page.board.filter = filter
            if (page.board.filterError === "")
                page.navigation.setFilter(filter)
        }
    }
    AlertList {
        id: list

        x: Theme.spaceL
        y: filters.visible ? filters.y + filters.height + Theme.spaceM : Theme.sizePageHead
        width: panel.visible ? panel.x - x - Theme.spaceM : parent.width - 2 * x
        height: parent.height - y - Theme.spaceL
        visible: !page.holds
        focus: visible
        session: page.session
        board: page.board
        onChosen: (key) => page.choose(key)
        onActivated: panel.forceActiveFocus(Qt.TabFocusReason)
        onClearRequested: {
            page.board.severity = ""
            page.board.region = ""
            page.board.view = "firing"
            page.board.filter = ""
            page.navigation.setFilter("")
        }
    }
    AlertPanel {
        id: panel

        x: parent.width - width - Theme.spaceL
        y: list.y
        width: page.wide ? 400 : 300
        height: list.height
        visible: !page.holds && list.placeholder === ""
        board: page.board
        alert: page.alert
        objective: page.objective
        silences: page.silences
        whyNotOperate: page.whyNotOperate
        onAcknowledgeRequested: page.acknowledgeRequested(page.alert.key, page.alert.isGroup, page.alert.title)
        onGiveBackRequested: page.giveBackRequested(page.alert.key, page.alert.isGroup)
        onSilenceRequested: page.silenceRequested(page.alert.key)
        onExpireRequested: (id) => page.expireRequested(id)
        onChosen: (key) => page.choose(key)
        onOpenRequested: (view, filter, selection) => page.navigation.open(view, filter, selection)
    }
    SilencesPart {
        x: Theme.spaceL
        y: Theme.sizePageHead
        width: parent.width - 2 * x
        height: parent.height - y - Theme.spaceL
        visible: page.holds
        focus: visible
        session: page.session
        board: page.board
        silences: page.silences
        maintenance: page.maintenance
        whyNotOperate: page.whyNotOperate
        onSilenceRequested: page.silenceRequested("")
        onExpireRequested: (id) => page.expireRequested(id)
    }
}
