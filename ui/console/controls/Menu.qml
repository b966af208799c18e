pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Flotilla.Theme

// A list of actions. Fill it with MenuItem and MenuSeparator.
T.Menu {
    id: menu

    property int minimumWidth: 180

    padding: 4
    margins: 8
    implicitWidth: Math.max(minimumWidth, widest() + 2 * padding)
    implicitHeight: list.contentHeight + 2 * padding
    overlap: 1
    cascade: true

    function widest(): real {
        let width = 0
        for (let i = 0; i < menu.count; ++i)
            width = Math.max(width, menu.itemAt(i).implicitWidth)
        return width
    }

    delegate: MenuItem {}
    contentItem: ListView {
        id: list

        implicitHeight: contentHeight
        model: menu.contentModel
        currentIndex: menu.currentIndex
        interactive: false
        clip: true
    }
    background: PopupFrame {}
}
