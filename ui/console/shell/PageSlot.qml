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
    onShownChanged: Qt.callLater(visit)
    Component.onCompleted: visit()

    // Later, because a view that is made may say where it is, which is what made it.
    function visit() {
        if (shown)
            visited = true
    }
}
