import QtQuick
import QtQuick.Templates as T
import Flotilla.Theme

T.MenuSeparator {
    implicitHeight: 9
    width: parent ? parent.width : 0
    contentItem: Item {
        Rectangle {
            y: 4
            x: 4
            width: parent.width - 8
            height: 1
            color: Theme.divider
        }
    }
}
