import QtQuick
import Flotilla.Models

// The game days, or one of them in full: then the address names it.
FocusScope {
    id: page

    required property Session session
    required property GameDays gameDays
    required property Navigation navigation
    required property string whyNotOperate
    readonly property bool here: navigation.page === "game-days"
    readonly property string selection: here ? navigation.selection : ""
    readonly property bool full: selection !== ""
    readonly property bool asks: here && visible && session.state === "live"

    signal planRequested()
    signal abortRequested()

    function focusFilter() {
        if (!full)
            list.focusFilter()
    }

    function step(by: int) {
        if (full)
            view.step(by)
        else
            list.step(by)
    }

    function follow() {
        if (selection !== "")
            gameDays.day.gameDay = selection
        if (here && !full && navigation.filter !== gameDays.list.filter)
            gameDays.list.filter = navigation.filter
    }

    onSelectionChanged: follow()
    Component.onCompleted: follow()

    Connections {
        target: page.navigation

        function onChanged() { page.follow() }
    }
    Binding { target: page.gameDays.day; property: "active"; value: page.asks && page.full }
    Binding { target: page.gameDays.list; property: "active"; value: page.asks && !page.full }
    GameDayList {
        id: list

        anchors.fill: parent
        visible: !page.full
        focus: visible
        session: page.session
        gameDays: page.gameDays.list
        whyNotOperate: page.whyNotOperate
        onFilterChosen: (text) => page.navigation.setFilter(text)
        onGameDayChosen: (id) => page.navigation.open("game-days", "", id)
        onPlanRequested: page.planRequested()
    }
    GameDayView {
        id: view

        anchors.fill: parent
        visible: page.full
        focus: visible
        session: page.session
        day: page.gameDays.day
        actions: page.gameDays.actions
        whyNotOperate: page.whyNotOperate
        onBackRequested: page.navigation.open("game-days")
        onAbortRequested: page.abortRequested()
        onIncidentRequested: (id) => page.navigation.open("incidents", "", id)
        onNodeRequested: (name) => page.navigation.open("nodes", "", name)
    }
}
