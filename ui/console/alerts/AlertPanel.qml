pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Flotilla.Charts
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// The chosen alert or group: why, how fast its budget burns, who knows, what holds it back, where it leads.
FocusScope {
    id: scope

    required property AlertBoard board
    required property AlertDetail alert
    required property ObjectiveDetail objective
    required property SilencesModel silences
    required property string whyNotOperate
    readonly property bool burns: alert.cell !== "" && objective.found

    signal acknowledgeRequested()
    signal giveBackRequested()
    signal silenceRequested()
    signal expireRequested(string id)
    signal chosen(string key)
    signal openRequested(string view, string filter, string selection)

    Panel {
        anchors.fill: parent
        title: scope.alert.found ? scope.alert.title : "Alert"
        freshness: scope.board.freshness
        age: scope.board.freshnessText
        placeholder: scope.alert.found ? "" : "empty"
        message: scope.alert.key === "" ? "Choose an alert." : "It is not told of any more."
        detail: scope.alert.key === "" ? "" : "It has resolved, or nobody raises it any more."

        Item {
            id: holder

            anchors.fill: parent

            Flickable {
                id: view

                width: holder.width
                height: holder.height - foot.height - (scope.whyNotOperate === "" ? Theme.spaceM : Theme.spaceXL)
                contentHeight: column.height
                clip: true
                boundsBehavior: Flickable.StopAtBounds
                T.ScrollBar.vertical: ScrollBar {}

                Column {
                    id: column

                    width: view.width - (contentOverflows ? 12 : 0)
                    spacing: Theme.spaceS

                    readonly property bool contentOverflows: view.contentHeight > view.height

                    Row {
                        spacing: Theme.spaceS

                        Pill {
                            status: scope.alert.status
                            text: scope.alert.word
                        }
                        AppText {
                            height: 22
                            verticalAlignment: Text.AlignVCenter
                            text: scope.alert.place
                            color: Theme.text2
                        }
                    }
                    AppText {
                        width: parent.width
                        text: scope.alert.since
                        color: Theme.text3
                    }
                    AppText {
                        width: parent.width
                        visible: text !== ""
                        wrapMode: Text.Wrap
                        lineHeight: 1.3
                        text: scope.alert.summary
                        weight: Theme.weightMedium
                    }
                    AlertReasons {
                        width: parent.width
                        alert: scope.alert
                    }
                    Column {
                        width: parent.width
                        visible: scope.burns
                        topPadding: Theme.spaceS
                        spacing: Theme.spaceS

                        AppText {
                            text: "Burn on both windows"
                            size: Theme.fontBody
                            weight: Theme.weightStrong
                        }
                        TiersTable {
                            width: parent.width
                            compact: true
                            tiers: scope.burns ? scope.objective.tiers : []
                        }
                        BurnChart {
                            width: parent.width
                            height: 132
                            visible: (burns.longs ?? []).length > 0
                            burns: scope.burns ? scope.objective.burns : ({})
                        }
                    }
                    AlertFacts {
                        width: parent.width
                        alert: scope.alert
                        silences: scope.silences
                        whyNotOperate: scope.whyNotOperate
                        onExpireRequested: (id) => scope.expireRequested(id)
                        onChosen: (key) => scope.chosen(key)
                        onOpenRequested: (page, filter, selection) => scope.openRequested(page, filter, selection)
                    }
                }
            }
            AppText {
                y: foot.y - height - 2
                width: holder.width
                visible: scope.alert.fires && scope.whyNotOperate !== ""
                text: scope.whyNotOperate
                size: Theme.fontCaption
                color: Theme.text2
            }
            Row {
                id: foot

                y: holder.height - height
                spacing: Theme.spaceS

                AppButton {
                    kind: "primary"
                    iconName: "circle-check"
                    focus: true
                    visible: scope.alert.fires && (scope.alert.owner === "" || scope.alert.isGroup)
                    text: scope.alert.isGroup ? "Acknowledge all…" : "Acknowledge…"
                    reason: scope.whyNotOperate
                    onClicked: scope.acknowledgeRequested()
                }
                AppButton {
                    visible: scope.alert.fires && scope.alert.owner !== ""
                    text: "Give back"
                    reason: scope.whyNotOperate
                    onClicked: scope.giveBackRequested()
                }
                AppButton {
                    visible: scope.alert.fires
                    text: "Silence…"
                    reason: scope.whyNotOperate
                    onClicked: scope.silenceRequested()
                }
                AppText {
                    height: Theme.sizeButton
                    visible: !scope.alert.fires
                    verticalAlignment: Text.AlignVCenter
                    text: "It is over: there is nothing to do about it."
                    color: Theme.text3
                }
            }
        }
    }
}
