pragma ComponentBehavior: Bound
import QtQuick
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// Whether inputs of models are still what they were trained on: places above, the inputs of the chosen one below, and
// the chosen input beside them. The scope of the header decides about places; the address names a place and an input.
FocusScope {
    id: page

    required property Session session
    required property DriftModel drift
    required property DriftDetail detail
    required property Navigation navigation
    readonly property bool here: navigation.page === "drift"
    readonly property string selection: here ? navigation.selection : ""
    readonly property string scope: navigation.scope
    property string followedScope: ""
    property string followed: ""
    readonly property bool wide: width > 1000
    readonly property bool shows: drift.total > 0
    readonly property string placeholder: {
        if (drift.known)
            return shows ? "" : "empty"
        switch (drift.state) {
        case "denied": return "denied"
        case "failed": return session.state === "live" ? "error" : "disconnected"
        default: return "loading"
        }
    }

    function step(by: int) {
        places.moveTo(places.currentRow + by)
    }

    function choose(key: string) {
        if (key === "")
            return
        detail.key = key
        if (here && navigation.selection !== key)
            navigation.setSelection(key)
    }

    // What the address names, else what was shown, else what deserves a look most.
    function follow() {
        // Somebody chose another scope, and not a place in it.
        if (scope !== followedScope && selection !== "" && selection === followed)
            navigation.setSelection("")
        followedScope = scope
        if (selection !== "")
            choose(selection)
        else if (drift.rowOf(detail.key) >= 0)
            choose(detail.key)
        else
            choose(drift.keyAt(0))
        followed = selection
        places.currentRow = drift.rowOf(detail.key)
    }

    function said(count: int, words: string): string {
        return count === 0 ? "" : ", " + count + " " + words
    }

    onScopeChanged: later.start()
    onSelectionChanged: later.start()
    onHereChanged: later.start()
    Component.onCompleted: follow()

    // Later, because it may change the address by which it was told.
    Timer {
        id: later

        interval: 0
        onTriggered: page.follow()
    }
    Binding { target: page.drift; property: "scope"; value: page.navigation.scope }
    Binding { target: page.drift; property: "active"; value: page.here && page.visible }
    Binding { target: page.detail; property: "active"; value: page.here && page.visible }
    Connections {
        target: page.drift

        function onAnswered() { page.follow() }
        function onModelReset() { later.start() }
    }
    PageHead {
        x: Theme.spaceL
        width: parent.width - 2 * x
        title: "Drift"
        sub: !page.shows ? "" : page.drift.drifting === 0 && page.drift.suspected === 0
             ? "nothing drifts" + page.said(page.drift.quiet, "with not enough data")
             : page.drift.drifting + " of " + page.drift.total + " drift" + page.said(page.drift.suspected, "suspected")
               + page.said(page.drift.quiet, "with not enough data")
        actions: [
            SegmentedControl {
                readonly property list<string> views: ["all", "drifting", "quiet"]

                visible: page.shows
                label: "Which places"
                options: ["All", "Drifting", "Not enough data"]
                currentIndex: views.indexOf(page.drift.view)
                onChosen: (index) => page.drift.view = views[index]
            },
            Select {
                readonly property var names: Array.from([""]).concat(Array.from(page.drift.workloads))

                visible: page.shows
                label: "Workload"
                model: Array.from(["all"]).concat(names.slice(1))
                currentIndex: Math.max(0, names.indexOf(page.drift.workload))
                onActivated: (index) => page.drift.workload = names[index]
            }
        ]
    }
    Panel {
        x: Theme.spaceL
        y: Theme.sizePageHead
        width: parent.width - 2 * x
        height: parent.height - y - Theme.spaceL
        visible: page.placeholder !== ""
        placeholder: page.placeholder
        message: page.placeholder === "loading" ? "" : page.placeholder === "empty" ? "No windows of inputs have come from here." : page.drift.problem
        detail: page.placeholder !== "empty" ? "" : page.navigation.scope !== "" ? "Nothing in this scope counts inputs, or it has just begun to."
                : "Nodes count the inputs of models that run on them; the first window closes after a minute."
        commandLine: page.placeholder === "empty" ? "flotillactl drift" : ""
        actionText: page.placeholder === "error" || page.placeholder === "disconnected" ? "Try again" : ""
        onActionTriggered: page.drift.reload()
    }
    DriftPlaces {
        id: places

        x: Theme.spaceL
        y: Theme.sizePageHead
        width: feature.x - x - Theme.spaceM
        height: Math.min(wanted, Math.round((parent.height - y - Theme.spaceL) * 0.55))
        visible: page.shows
        focus: true
        drift: page.drift
        shownKey: page.detail.key
        onChosen: (key) => page.choose(key)
        onCleared: {
            page.drift.view = "all"
            page.drift.workload = ""
        }
    }
    DriftInputs {
        x: Theme.spaceL
        y: places.y + places.height + Theme.spaceM
        width: places.width
        height: parent.height - y - Theme.spaceL
        visible: page.shows
        session: page.session
        inputs: page.detail
        onChosen: (key) => page.choose(key)
    }
    DriftFeature {
        id: feature

        x: parent.width - width - Theme.spaceL
        y: Theme.sizePageHead
        width: page.wide ? 440 : 356
        height: parent.height - y - Theme.spaceL
        visible: page.shows
        detail: page.detail
        onChosen: (key) => page.choose(key)
        onOpenRequested: (view, filter, selection) => page.navigation.open(view, filter, selection)
    }
}
