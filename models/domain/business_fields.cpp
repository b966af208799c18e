#include "models/domain/business_fields.h"

namespace flotilla {

const std::vector<SelectorField>& businessFields() {
  using BusinessKind = SelectorKind;
  static const std::vector<SelectorField> kFields{
      {"name", BusinessKind::Text, "Its name."},
      {"title", BusinessKind::Text, "What it is called."},
      {"aggregation", BusinessKind::Word, "How values become one.", selectorWords(kBusinessAggregationNames)},
      {"region", BusinessKind::Text, "A region that reported."}};
  return kFields;
}

SelectorValues valuesOf(const BusinessStanding& standing) {
  return [&standing](std::string_view field) -> std::vector<SelectorValue> {
    if (field == "name") return {standing.indicator.name.value};
    if (field == "title") return {standing.indicator.title};
    if (field == "aggregation") return {std::string(toText(standing.indicator.aggregation))};
    std::vector<SelectorValue> regions;
    for (const RegionName& region : standing.regions) regions.emplace_back(region.value);
    return regions;
  };
}

}  // namespace flotilla
