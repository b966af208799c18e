import QtQuick

// The box of a row, in the first cell of a DataTable.
CheckMark {
    required property var cell

    x: cell.table.edgePadding
    y: (cell.height - height) / 2
    checkState: cell.checked ? Qt.Checked : Qt.Unchecked
}
