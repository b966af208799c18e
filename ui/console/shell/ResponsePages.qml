import QtQuick
import Flotilla.GameDays
import Flotilla.Incidents
import Flotilla.Models
import Flotilla.Runbooks

// Not bound, as in PageHost.
// qmllint disable unqualified

// The views of those who respond: incidents, the runs of runbooks for them, and the game days on which it is practised.
Item {
    id: host

    required property Console flotilla
    required property Rights rights
    required property Sheets sheets
    readonly property string page: flotilla.navigation.page
    property alias incidents: incidents
    property alias runbooks: runbooks
    property alias gameDays: gameDays

    PageSlot {
        id: incidents

        page: "incidents"
        current: host.page
        sourceComponent: IncidentsPage {
            session: host.flotilla.session
            incidents: host.flotilla.incidents
            incident: host.flotilla.incident
            runs: host.flotilla.incidentRuns
            navigation: host.flotilla.navigation
            whyNotOperate: host.rights.operate
            onTakeRequested: host.sheets.takeIncident()
            onPaperRequested: host.flotilla.incidentActions.writePostmortem(host.flotilla.incident.incident)
            onWordRequested: (verb) => host.sheets.sayOfIncident(verb)
            onStartRequested: (runbook) => host.sheets.startRun(runbook, host.flotilla.incident.incident)
        }
    }
    PageSlot {
        id: runbooks

        page: "runbooks"
        current: host.page
        sourceComponent: RunbooksPage {
            session: host.flotilla.session
            runbooks: host.flotilla.runbooks
            runs: host.flotilla.runs
            run: host.flotilla.run
            runStep: host.flotilla.runStep
            actions: host.flotilla.runActions
            editor: host.flotilla.runbookEditor
            saving: host.flotilla.runbookSaving
            navigation: host.flotilla.navigation
            whyNotOperate: host.rights.operate
            whyNotApprove: host.rights.approve
            whyNotChange: host.rights.administer
            onStartRequested: (runbook, incident) => host.sheets.startRun(runbook, incident)
            onWordRequested: (verb, step) => host.sheets.sayToRun(verb, step)
        }
    }
    PageSlot {
        id: gameDays

        page: "game-days"
        current: host.page
        sourceComponent: GameDaysPage {
            session: host.flotilla.session
            gameDays: host.flotilla.gameDays
            navigation: host.flotilla.navigation
            whyNotOperate: host.rights.operate
            onPlanRequested: host.sheets.planGameDay()
            onAbortRequested: host.sheets.abortGameDay()
        }
    }
    // Likewise who started a game day.
    Connections {
        target: host.flotilla.gameDays.draft

        function onStarted(id) { host.flotilla.navigation.open("game-days", "", id) }
    }
    // Who started a run wants to follow it.
    Connections {
        target: host.flotilla.runStart

        function onStarted(id) { host.flotilla.navigation.open("runbooks", "", id) }
    }
}
