pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Flotilla.Charts
import Flotilla.Controls
import Flotilla.Models
import Flotilla.Theme

// The chosen input in full: its values beside those of the training or of its own beginning, both judgements, what is
// out of range or missing, the nodes that stand out, and where that leads.
FocusScope {
    id: scope

    required property DriftDetail detail

    signal chosen(string key)
    signal openRequested(string view, string filter, string selection)

    Panel {
        anchors.fill: parent
        title: scope.detail.feature === "" ? "Input" : scope.detail.feature
        sub: scope.detail.feature === "" ? "" : "of " + scope.detail.title
        placeholder: scope.detail.feature !== "" ? "" : scope.detail.known ? "empty" : scope.detail.state === "failed" || scope.detail.state === "denied" ? "empty" : "loading"
        message: placeholder === "empty" ? "Choose an input." : ""

        Flickable {
            id: view

            objectName: "driftFeature"
            width: parent?.width ?? 0
            height: parent?.height ?? 0
            contentHeight: column.height
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            T.ScrollBar.vertical: ScrollBar {}

            Column {
                id: column

                width: view.width - (view.contentHeight > view.height ? 12 : 0)
                spacing: Theme.spaceM

                Item {
                    width: parent.width
                    height: 28

                    Pill {
                        anchors.verticalCenter: parent.verticalCenter
                        status: scope.detail.featureStatus
                        text: scope.detail.featureWord
                    }
                    Select {
                        readonly property var spans: Array.from([0, 24, 168])

                        anchors.right: parent.right
                        label: "Values of"
                        model: ["the newest window", "24 h", "7 d"]
                        currentIndex: Math.max(0, spans.indexOf(scope.detail.hours))
                        onActivated: (index) => scope.detail.hours = spans[index]
                    }
                }
                InputHistogram {
                    width: parent.width
                    label: scope.detail.feature
                    histogram: scope.detail.histogram
                }
                AppText {
                    width: parent.width
                    visible: text !== ""
                    wrapMode: Text.Wrap
                    lineHeight: 1.3
                    text: scope.detail.cause
                    weight: Theme.weightMedium
                }
                JudgementTable {
                    width: parent.width
                    judgements: Array.from(scope.detail.judgements)
                }
                Column {
                    width: parent.width
                    visible: scope.detail.outliersNote !== ""
                    spacing: 2

                    AppText {
                        height: 26
                        verticalAlignment: Text.AlignVCenter
                        text: "Nodes that stand out"
                        size: Theme.fontBody
                        weight: Theme.weightStrong
                    }
                    Repeater {
                        model: scope.detail.outliers

                        OutlierRow {
                            required property var modelData

                            width: column.width
                            node: modelData.name
                            status: modelData.status
                            word: modelData.word
                            detail: modelData.detail
                            onClicked: scope.chosen(modelData.key)
                        }
                    }
                    AppText {
                        width: parent.width
                        wrapMode: Text.Wrap
                        text: scope.detail.outliersNote + (scope.detail.outliers.length === 0 ? "; none of them alone." : ".")
                        color: Theme.text2
                    }
                }
                Flow {
                    width: parent.width
                    spacing: Theme.spaceS

                    Repeater {
                        model: scope.detail.links

                        AppButton {
                            required property var modelData

                            small: true
                            iconName: modelData.icon
                            text: modelData.text
                            onClicked: scope.openRequested(modelData.page, modelData.filter, modelData.selection)
                        }
                    }
                }
            }
        }
    }
}
