import QtQuick
import Flotilla.Controls
import Flotilla.Theme

// A control with its name before it and a note below.
Item {
    id: field

    property string name: ""
    property string note: ""
    default property alias content: holder.data

    implicitHeight: holder.height + (note === "" ? 0 : remark.height + 4)

    AppText {
        width: 104
        height: Theme.sizeButton
        verticalAlignment: Text.AlignVCenter
        text: field.name
        color: Theme.text2
    }
    Item {
        id: holder

        x: 112
        width: field.width - x
        height: childrenRect.height
    }
    AppText {
        id: remark

        x: 112
        y: holder.height + 4
        width: field.width - x
        visible: text !== ""
        wrapMode: Text.Wrap
        lineHeight: 1.2
        text: field.note
        size: Theme.fontCaption
        color: Theme.text3
    }
}
