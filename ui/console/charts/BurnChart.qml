import QtQuick
import Flotilla.Charts

// How fast a budget was used up lately, on the two windows of its first alert, under the limit from which on that fires.
LineChart {
    property var burns: ({})

    label: "Burn over " + (burns.longText ?? "") + " and " + (burns.shortText ?? "") + ", limit " + (burns.limitText ?? "")
    unit: "×"
    rightPadding: 84
    yTickCount: 2
    xTickCount: 3
    series: (burns.longs ?? []).length === 0 ? [] : [
        {name: "short window", kind: "baseline", points: burns.shorts, label: burns.shortText},
        {name: "long window", kind: "canary", points: burns.longs, label: burns.longText}
    ]
    objectives: (burns.longs ?? []).length === 0 ? [] : [{value: burns.limit, label: burns.limitText, status: "failed", gate: true}]
}
