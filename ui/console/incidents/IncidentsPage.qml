import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// The incidents, those that are open first, with the chosen one in full. The address names it.
FocusScope {
    id: page

    required property Session session
    required property IncidentsModel incidents
    required property IncidentWatch incident
    required property RunsModel runs
    required property Navigation navigation
    required property string whyNotOperate
    readonly property bool here: navigation.page === "incidents"
    readonly property string selection: here ? navigation.selection : ""
    readonly property bool asks: here && visible && session.state === "live"
    readonly property bool wide: width > 1100

    signal takeRequested()
    signal wordRequested(string verb)
    signal startRequested(string runbook)
    signal paperRequested()

    function focusFilter() {
        filter.focusField()
    }

    function step(by: int) {
        table.moveTo(table.currentRow + by, false)
    }

    function choose(id: string) {
        if (id === "")
            return
        incident.incident = id
        if (here && navigation.selection !== id)
            navigation.setSelection(id)
    }

    // What the address names, else what was shown, else the first one.
    function follow() {
        if (here && navigation.filter !== incidents.filter)
            incidents.filter = navigation.filter
        if (selection !== "")
            choose(selection)
        else if (incident.incident === "" && incidents.count > 0)
            choose(incidents.idAt(0))
        else
            choose(incident.incident)
        table.currentRow = incidents.rowOf(incident.incident)
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
    Binding { target: page.incidents; property: "active"; value: page.asks }
    Binding { target: page.incident; property: "active"; value: page.asks }
    Binding { target: page.runs; property: "active"; value: page.asks && page.incident.incident !== "" }
    Connections {
        target: page.incidents

        function onAnswered() { page.follow() }
    }
    Connections {
        target: page.navigation

        function onChanged() {
            if (page.here && page.navigation.filter !== page.incidents.filter)
                later.start()
        }
    }
    PageHead {
        x: Theme.spaceL
        width: parent.width - 2 * x
        title: "Incidents"
        sub: !page.incidents.known ? "" : (page.incidents.open === 0 ? "none is open" : page.incidents.open + " open")
             + ", " + Number(page.incidents.total).toLocaleString(Qt.locale("en_US"), "f", 0) + (page.incidents.filter === "" ? " in all" : " match")
             + (page.incidents.total > page.incidents.count ? ", the first " + page.incidents.count + " are shown" : "")
    }
    FilterBar {
        id: filter

        x: Theme.spaceL
        y: Theme.sizePageHead
        width: parent.width - 2 * x
        visible: page.incidents.known
        placeholder: "add a term such as open:yes, severity:sev1 or region:eu-west, or press / and type"
        filter: page.incidents.filter
        error: page.incidents.filterError
        onEdited: (text) => {
            page.incidents.filter = text
            if (page.incidents.filterError === "")
                page.navigation.setFilter(text)
        }
    }
    Panel {
        id: list

        x: Theme.spaceL
        y: filter.visible ? filter.y + filter.height + Theme.spaceM : Theme.sizePageHead
        width: panel.visible ? panel.x - x - Theme.spaceM : parent.width - 2 * x
        height: parent.height - y - Theme.spaceL
        title: "Incidents"
        sub: "open ones first"
        padding: placeholder === "" ? 1 : Theme.spaceL
        freshness: page.incidents.freshness
        age: page.incidents.freshnessText
        placeholder: page.incidents.count > 0 ? "" : page.incidents.known ? (page.incidents.filter === "" ? "calm" : "filtered")
                     : page.incidents.state === "denied" ? "denied" : page.session.state === "lost" ? "disconnected"
                     : page.incidents.state === "failed" ? "error" : "loading"
        message: placeholder === "calm" ? "There is no incident."
                 : placeholder === "filtered" ? "No incident matches."
                 : placeholder === "disconnected" ? "The control plane is not connected."
                 : placeholder === "loading" ? "" : page.incidents.problem
        detail: placeholder === "calm" ? "A page opens one by itself; what a part of the alerts has in common becomes one incident." : ""
        actionText: placeholder === "error" ? "Try again" : placeholder === "filtered" ? "Show all" : ""
        commandLine: placeholder === "calm" ? "flotillactl incidents open TITLE" : ""
        onActionTriggered: {
            if (placeholder !== "filtered")
                return page.incidents.reload()
            page.incidents.filter = ""
            page.navigation.setFilter("")
        }

        DataTable {
            id: table

            readonly property bool roomy: width > 740
            readonly property bool narrow: width < 620

            anchors.fill: parent
            focus: true
            objectName: "incidentsTable"
            label: "Incidents"
            model: page.incidents
            columns: [
                {title: "Severity", width: 80, kind: "status"},
                {title: "Incident", width: 74, kind: "mono"},
                {title: "Title", width: 112, stretch: true},
                {title: "State", width: 98, kind: "status"},
                {title: "Region", width: narrow ? 0 : 80},
                {title: "Opened", width: 104, align: "right"},
                {title: "Commander", width: roomy ? 90 : 0},
                {title: "Suspect", width: roomy ? 124 : 0}
            ]
            onActivated: panel.forceActiveFocus(Qt.TabFocusReason)
            onCurrentRowChanged: {
                const id = page.incidents.idAt(currentRow)
                if (id !== "" && id !== page.incident.incident)
                    page.choose(id)
            }
        }
    }
    IncidentPanel {
        id: panel

        x: parent.width - width - Theme.spaceL
        y: list.y
        width: page.wide ? 380 : 320
        height: list.height
        visible: page.incident.incident !== "" && list.placeholder !== "calm" && list.placeholder !== "loading"
        session: page.session
        incident: page.incident
        runs: page.runs
        whyNotOperate: page.whyNotOperate
        onTakeRequested: page.takeRequested()
        onWordRequested: (verb) => page.wordRequested(verb)
        onStartRequested: (runbook) => page.startRequested(runbook)
        onPaperRequested: page.paperRequested()
        onOpenRequested: (view, selection) => page.navigation.open(view, "", selection)
    }
}
