import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Theme

// Every control of the console in every state. `page` chooses what is shown.
Window {
    id: window

    property int page: 0
    readonly property list<string> pages: ["actions", "states", "table", "charts", "fleet"]

    function setTheme(mode: string) {
        Theme.mode = mode
    }

    width: 1240
    height: 800
    visible: true
    title: "Flotilla gallery"
    color: Theme.canvas

    Rectangle {
        width: parent.width
        height: Theme.sizeStrip
        color: Theme.environment
    }
    Row {
        x: Theme.spaceL
        y: 14
        spacing: Theme.spaceM

        AppText {
            anchors.verticalCenter: parent.verticalCenter
            text: "Gallery"
            size: Theme.fontTitle
            weight: Theme.weightStrong
        }
        SegmentedControl {
            label: "Page"
            options: window.pages
            currentIndex: window.page
            onChosen: (index) => window.page = index
        }
        SegmentedControl {
            label: "Theme"
            options: ["dark", "light"]
            currentIndex: Theme.dark ? 0 : 1
            onChosen: (index) => window.setTheme(["dark", "light"][index])
        }
    }
    Flickable {
        x: Theme.spaceL
        y: 56
        width: parent.width - x
        height: parent.height - y
        contentHeight: loader.height + Theme.spaceL
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        T.ScrollBar.vertical: ScrollBar {}

        Loader {
            id: loader

            source: ["ActionsPage.qml", "StatesPage.qml", "TablePage.qml", "ChartsPage.qml", "FleetPage.qml"][window.page]
        }
    }
}
