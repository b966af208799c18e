import QtQuick

// Where one view lives: made when it is first opened, and kept from then on with all its state.
Loader {
    id: slot

    property string page: ""
    property string current: ""
    readonly property bool shown: page === current
    property bool visited: false

    anchors.fill: parent
    active: visited
    visible: shown
    onShownChanged: {
        if (shown)
            later.start()
    }
    Component.onCompleted: {
        if (shown)
            visited = true
    }

    // Later, because a view that is made may say where it is, which is what made it.
    Timer {
        id: later

        interval: 0
        onTriggered: slot.visited = true
    }
}
