import QtQuick
import Flotilla.Theme

// The bar of a cell of kind "bar".
ProgressBar {
    required property var cell

    x: cell.inset
    y: (cell.height - height) / 2
    width: 62
    value: cell.model.value ?? 0
    color: cell.model.status ? Theme.statusColor(cell.model.status) : Theme.control
    Accessible.ignored: true
}
