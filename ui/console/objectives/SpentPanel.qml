pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// What the budget was spent on: by cause, then the largest debits.
Flickable {
    id: part

    required property BudgetDetail budget

    readonly property bool narrow: width < 300

    signal openRequested(string page, string selection)

    contentHeight: column.height
    clip: true
    boundsBehavior: Flickable.StopAtBounds
    T.ScrollBar.vertical: ScrollBar {}

    Column {
        id: column

        width: part.width - 12
        spacing: Theme.spaceXS

        AppText {
            width: parent.width
            text: part.budget.spent
            color: Theme.text2
        }
        Repeater {
            model: part.budget.causes

            Item {
                id: cause

                required property var modelData

                width: column.width
                height: 26
                Accessible.role: Accessible.StaticText
                Accessible.name: modelData.kind + " " + modelData.name + ": " + modelData.bad + " bad, " + modelData.share + " of the budget"

                StatusShape {
                    anchors.verticalCenter: parent.verticalCenter
                    status: cause.modelData.status
                }
                AppButton {
                    x: 18
                    width: Math.min(implicitWidth, part.width - (part.narrow ? 110 : 170))
                    anchors.verticalCenter: parent.verticalCenter
                    visible: cause.modelData.page !== ""
                    kind: "link"
                    small: true
                    text: cause.modelData.name
                    onClicked: part.openRequested(cause.modelData.page, cause.modelData.selection)
                }
                AppText {
                    x: 20
                    width: cause.width - x - (part.narrow ? 84 : 150)
                    anchors.verticalCenter: parent.verticalCenter
                    visible: cause.modelData.page === ""
                    text: cause.modelData.name
                    Accessible.ignored: true
                }
                Rectangle {
                    x: cause.width - 146
                    anchors.verticalCenter: parent.verticalCenter
                    width: 60
                    height: 4
                    visible: !part.narrow
                    radius: 2
                    color: Theme.raised

                    Rectangle {
                        width: Math.round(parent.width * cause.modelData.part)
                        height: 4
                        radius: 2
                        color: Theme.control
                    }
                }
                AppText {
                    x: cause.width - width
                    width: 76
                    anchors.verticalCenter: parent.verticalCenter
                    horizontalAlignment: Text.AlignRight
                    text: cause.modelData.share
                    weight: Theme.weightMedium
                    Accessible.ignored: true
                }
            }
        }
        AppText {
            topPadding: Theme.spaceS
            text: "Largest debits"
            weight: Theme.weightStrong
        }
        Repeater {
            model: part.budget.debits

            Item {
                id: debit

                required property var modelData

                width: column.width
                height: 38
                Accessible.role: Accessible.StaticText
                Accessible.name: modelData.when + ", " + modelData.name + ", " + modelData.share + " of the budget"

                Rectangle {
                    width: parent.width
                    height: 1
                    color: Theme.divider
                }
                StatusShape {
                    y: 8
                    status: debit.modelData.status
                }
                AppText {
                    x: 20
                    y: 4
                    width: parent.width - x - share.width - Theme.spaceS
                    text: debit.modelData.name + (debit.modelData.region === "" ? "" : " in " + debit.modelData.region)
                    Accessible.ignored: true
                }
                AppText {
                    x: 20
                    y: 20
                    width: parent.width - x - Theme.spaceS
                    text: debit.modelData.when + ", " + debit.modelData.bad + " bad"
                    size: Theme.fontCaption
                    color: Theme.text3
                    Accessible.ignored: true
                }
                AppText {
                    id: share

                    x: parent.width - width
                    y: 4
                    text: debit.modelData.share
                    color: Theme.text2
                    Accessible.ignored: true
                }
            }
        }
    }
}
