pragma ComponentBehavior: Bound
import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Nodes
import Flotilla.Theme

// The window of the flotilla: where one is, what one sees, how the connection is, and everything one can do by key.
Window {
    id: window

    required property Console flotilla
    readonly property Navigation navigation: flotilla.navigation
    readonly property bool showsNodes: navigation.page === "nodes" || navigation.page === "topology"
    readonly property bool typing: activeFocusItem instanceof TextInput || activeFocusItem instanceof TextEdit
    readonly property bool blocked: palette.opened || keySheet.opened || sheets.open || login.opened || confirm.opened
    readonly property real bannerBottom: header.y + header.height + (banner.visible ? banner.height + Theme.spaceM : 0)
    readonly property real contentTop: bannerBottom + (practice.visible ? practice.height + Theme.spaceM : 0)

    function openPage(page: string) {
        navigation.open(page, page === "nodes" ? flotilla.nodes.filter : "")
    }

    // Actions tell of nodes by their id, addresses by their name.
    function openThing(page: string, id: string) {
        navigation.open(page, page === "nodes" ? flotilla.nodes.filter : "", page === "nodes" ? "" : id)
        if (page === "nodes")
            chooseNode(id)
    }

    function chooseNode(id: string) {
        flotilla.node.node = id
        if (showsNodes)
            navigation.setSelection(id === "" ? "" : flotilla.node.name)
    }

    // The address leads: filter, scope and selection follow it.
    function follow() {
        const scope = navigation.scope.split("/")
        flotilla.nodes.setScope(scope[0] ?? "", scope[1] ?? "")
        if (navigation.page === "nodes" && navigation.filter !== flotilla.nodes.filter)
            flotilla.nodes.filter = navigation.filter
        if (showsNodes && navigation.selection !== flotilla.node.name)
            flotilla.node.node = navigation.selection === "" ? "" : flotilla.nodes.idOf(navigation.selection)
    }

    function goBack() {
        if (showsNodes && flotilla.node.node !== "")
            chooseNode("")
        else
            navigation.goBack()
    }

    function nextPane() {
        const panes = Array.from([sidebar, header, pages, detail]).filter(pane => pane.visible)
        const at = panes.findIndex(pane => pane.activeFocus)
        const next = panes[(at + 1) % panes.length]
        next.forceActiveFocus(Qt.TabFocusReason)
        if (next.activeFocus && window.activeFocusItem === next)
            next.nextItemInFocusChain(true)?.forceActiveFocus(Qt.TabFocusReason)
    }

    function sloLine(cell: string): string {
        const at = cell.lastIndexOf("/")
        return cell === "" ? "flotillactl objectives list"
               : "flotillactl objectives show " + cell.slice(at + 1) + (at < 0 ? "" : " --region " + cell.slice(0, at))
    }

    function alertLine(alert: AlertDetail): string {
        return navigation.selection === "silences" ? "flotillactl silences list" : !alert.found || alert.isGroup
               ? "flotillactl alerts groups" : "flotillactl alerts why " + alert.key
    }

    function commandLine(): string {
        const quoted = "\"" + navigation.filter.replace(/"/g, "\\\"") + "\""
        switch (navigation.page) {
        case "slos": return sloLine(flotilla.objective.cell)
        case "drift": return flotilla.driftDetail.commandLine
        case "alerts": return alertLine(flotilla.alert)
        case "incidents": return flotilla.incident.incident === "" ? "flotillactl incidents list" : "flotillactl incidents show " + flotilla.incident.incident
        case "runbooks": return navigation.selection === "" ? "flotillactl runs list"
                                : navigation.selection === "new" || navigation.selection.endsWith("/edit") ? flotilla.runbookSaving.line
                                : "flotillactl runs show " + navigation.selection
        case "game-days": return navigation.selection === "" ? "flotillactl game-days list" : "flotillactl game-days show " + navigation.selection
        case "approvals": return "flotillactl rollouts list --filter state:awaiting_approval"
        case "rollouts": return flotilla.rollout.rollout === "" ? "flotillactl rollouts list"
                                : "flotillactl rollouts show " + flotilla.rollout.rollout
        case "artifacts": return "flotillactl release list"
        case "audit": return "flotillactl audit list"
        default: return showsNodes && flotilla.node.found ? "flotillactl nodes show " + flotilla.node.name
                        : navigation.filter !== "" ? "flotillactl nodes list --filter " + quoted : "flotillactl nodes list"
        }
    }

    // What the palette calls commands; each opens what asks before it acts.
    function command(name: string) {
        switch (name) {
        case "deploy": return sheets.deploy("", "", "")
        case "enrol": return sheets.enrol()
        case "rollback": return openPage("rollouts")
        case "acknowledge": return navigation.open("alerts", "", flotilla.pages.key)
        case "game-day": return sheets.planGameDay()
        case "silence": return sheets.silence(navigation.page === "alerts" ? flotilla.alert.key : "")
        case "verify-audit":
            openPage("audit")
            return rights.audit === "" ? flotilla.audit.verify() : undefined
        case "theme": flotilla.preferences.theme = Theme.dark ? "light" : "dark"; return
        case "keys": return keySheet.open()
        case "copy-address": return clipboard.put(navigation.address)
        }
    }

    width: 1440
    height: 900
    minimumWidth: 1100
    minimumHeight: 700
    visible: true
    title: "Flotilla, " + flotilla.session.environment
    color: Theme.canvas
    Component.onCompleted: follow()

    Binding { target: Theme; property: "mode"; value: window.flotilla.preferences.theme }
    Binding { target: Theme; property: "reducedMotion"; value: window.flotilla.preferences.reducedMotion }
    Connections {
        target: window.navigation

        function onChanged() { window.follow() }
    }
    // An address can name a node before the picture of the fleet has come.
    Connections {
        target: window.flotilla.session

        function onChanged() { window.follow() }
    }
    Rights {
        id: rights

        session: window.flotilla.session
    }
    Clipboard {
        id: clipboard
    }
    Sidebar {
        id: sidebar

        y: Theme.sizeStrip
        width: Theme.sizeNav
        height: parent.height - y - statusBar.height
        session: window.flotilla.session
        navigation: window.navigation
        runningRollouts: window.flotilla.rollouts.running
        waitingApprovals: window.flotilla.approvals.count
        firingPages: window.flotilla.pages.count
        openIncidents: window.flotilla.openIncidents.count
        openGameDays: window.flotilla.gameDays.practice.count
        onChosen: (page) => window.openPage(page)
        Keys.onEscapePressed: window.goBack()
    }
    HeaderBar {
        id: header

        x: sidebar.width
        y: Theme.sizeStrip
        width: parent.width - x
        height: Theme.sizeHeader
        session: window.flotilla.session
        navigation: window.navigation
        preferences: window.flotilla.preferences
        summary: window.flotilla.summary
        onSearchRequested: palette.start("")
        onHelpRequested: keySheet.open()
        Keys.onEscapePressed: window.goBack()
    }
    ConnectionBanner {
        id: banner

        x: sidebar.width + Theme.spaceL
        y: header.y + header.height + Theme.spaceM
        width: parent.width - x - Theme.spaceL
        session: window.flotilla.session
        backend: window.flotilla.backend
    }
    PracticeBanner {
        id: practice

        x: banner.x
        y: window.bannerBottom + Theme.spaceM
        width: banner.width
        practice: window.flotilla.gameDays.practice
        onOpenRequested: (id) => window.navigation.open("game-days", "", id)
    }
    PageHost {
        id: pages

        objectName: "pages"
        x: sidebar.width
        y: window.contentTop
        width: parent.width - x
        inset: detail.visible ? detail.width + Theme.spaceM : 0
        height: statusBar.y - y
        focus: true
        flotilla: window.flotilla
        rights: rights
        sheets: sheets
        onNodeChosen: (id) => window.chooseNode(id)
        Keys.onEscapePressed: window.goBack()
    }
    NodePanel {
        id: detail

        x: parent.width - width - Theme.spaceL
        y: window.contentTop + pages.bodyTop
        height: statusBar.y - y - Theme.spaceL
        visible: window.showsNodes && window.flotilla.node.node !== ""
        node: window.flotilla.node
        actions: window.flotilla.actions
        whyNotSecure: rights.secure
        whyNotDeploy: rights.operate
        whyNotOperate: rights.operate
        logs: window.flotilla.logs
        inputs: pages.nodeInputs
        onClosed: window.chooseNode("")
        Keys.onEscapePressed: window.goBack()
        onStep: (by) => pages.step(by)
        onVerbRequested: (verb, id) => sheets.change(verb, [id])
        onDeployRequested: (selector) => sheets.deploy("", "", selector)
    }
    StatusBar {
        id: statusBar

        y: parent.height - height
        width: parent.width
        session: window.flotilla.session
        summary: window.flotilla.summary
        running: window.flotilla.actions.running
        address: window.navigation.address
        onCopyRequested: (text) => clipboard.put(text)
    }
    // The strip is above everything: which environment this is must not be covered.
    Rectangle {
        width: parent.width
        height: Theme.sizeStrip
        color: Theme.environment
    }
    Toasts {
        anchors.right: parent.right
        anchors.rightMargin: Theme.spaceL
        anchors.bottom: statusBar.top
        anchors.bottomMargin: Theme.spaceL
        z: 2
        actions: window.flotilla.actions
        onOpenRequested: (page, id) => window.openThing(page, id)
    }
    Sheets {
        id: sheets

        flotilla: window.flotilla
        rights: rights
    }
    PalettePopup {
        id: palette

        objectName: "palette"
        palette: window.flotilla.palette
        onOpenRequested: (page, filter, selection) => window.navigation.open(page, filter, selection)
        onScopeRequested: (scope) => window.navigation.setScope(scope)
        onCommandRequested: (command) => window.command(command)
    }
    KeySheet {
        id: keySheet

        objectName: "keySheet"
        singleKeys: window.flotilla.preferences.singleKeys
    }
    ConfirmDialog {
        id: confirm

        prompt: window.flotilla.session.identity.confirmation
    }
    LoginPopup {
        id: login

        objectName: "login"
        session: window.flotilla.session
    }
    ShellKeys {
        typing: window.typing
        blocked: window.blocked
        singleKeys: window.flotilla.preferences.singleKeys
        onPageChosen: (page) => window.openPage(page)
        onSearchRequested: palette.start("")
        onFilterRequested: pages.focusFilter()
        onHelpRequested: keySheet.open()
        onNextPane: window.nextPane()
        onCopyAddress: clipboard.put(window.navigation.address)
        onCopyLine: clipboard.put(sheets.commandLine !== "" ? sheets.commandLine : window.commandLine())
        onStep: (by) => pages.step(by)
    }
}
