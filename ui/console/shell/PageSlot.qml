import QtQuick

// Where one view lives: made when it is first opened, and kept from then on with all its state.
Loader {
    property string page: ""
    property string current: ""
    readonly property bool shown: page === current
    property bool visited: false

    anchors.fill: parent
    active: visited
    visible: shown
    onShownChanged: {
        if (shown)
            visited = true
    }
    Component.onCompleted: {
        if (shown)
            visited = true
    }
}
