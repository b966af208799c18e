"""Makes the fonts of the console from Debian's fonts-inter and fonts-jetbrains-mono: make_fonts.py OUT_DIR.

Qt 6.4 cannot switch on tabular digits, and with proportional ones every live number jitters. So the tabular digits of
Inter become its default glyphs here, and the result gets a name of its own, as the Open Font License asks for.
"""

import pathlib
import sys

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

INTER = pathlib.Path("/usr/share/fonts/opentype/inter")
MONO = pathlib.Path("/usr/share/fonts/truetype/jetbrains-mono")
FONTS = (
    (INTER / "Inter-Regular.otf", "Flotilla Sans", "Regular", 400),
    (INTER / "Inter-Medium.otf", "Flotilla Sans", "Medium", 500),
    (INTER / "Inter-SemiBold.otf", "Flotilla Sans", "SemiBold", 600),
    (MONO / "JetBrainsMono-Regular.ttf", "Flotilla Mono", "Regular", 400),
    (MONO / "JetBrainsMono-Medium.ttf", "Flotilla Mono", "Medium", 500),
)
# Latin with its extensions, Greek, Cyrillic, punctuation, currency, arrows, mathematics, geometric shapes.
RANGES = ((0x20, 0x24F), (0x2B0, 0x36F), (0x370, 0x52F), (0x1E00, 0x1EFF), (0x2000, 0x206F), (0x20A0, 0x20BF),
          (0x2100, 0x214F), (0x2190, 0x21FF), (0x2200, 0x22FF), (0x2300, 0x23FF), (0x2500, 0x25FF), (0xFFFD, 0xFFFD))


def substitutions(font: TTFont, feature: str) -> dict[str, str]:
    """The glyphs that a feature replaces one by one."""
    table = font["GSUB"].table
    found: dict[str, str] = {}
    for record in table.FeatureList.FeatureRecord:
        if record.FeatureTag != feature:
            continue
        for index in record.Feature.LookupListIndex:
            for subtable in table.LookupList.Lookup[index].SubTable:
                found.update(getattr(getattr(subtable, "ExtSubTable", subtable), "mapping", {}))
    return found


def freeze_tabular_digits(font: TTFont) -> None:
    tabular = substitutions(font, "tnum")
    for table in font["cmap"].tables:
        for code in range(ord("0"), ord("9") + 1):
            glyph = table.cmap.get(code)
            # Tables may share one mapping, which then has been changed already.
            if glyph in tabular:
                table.cmap[code] = tabular[glyph]
    metrics = font["hmtx"].metrics
    digits = [font.getBestCmap()[code] for code in range(ord("0"), ord("9") + 1)]
    widths = [metrics[glyph][0] for glyph in digits]
    if max(widths) - min(widths) > font["head"].unitsPerEm // 500:
        sys.exit(f"digits still have the widths {sorted(set(widths))}")
    # The last units of rounding go too, or ten digits still differ by a pixel.
    for glyph in digits:
        metrics[glyph] = (max(widths), metrics[glyph][1])


def rename(font: TTFont, family: str, style: str, weight: int) -> None:
    names = font["name"]
    names.names = [record for record in names.names if record.nameID in (0, 5, 13, 14)]
    for name_id, text in ((1, family), (2, style), (3, f"{family} {style}"), (4, f"{family} {style}"),
                          (6, f"{family.replace(' ', '')}-{style}")):
        names.setName(text, name_id, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight
    if "CFF " in font:
        cff = font["CFF "].cff
        cff.fontNames[0] = f"{family.replace(' ', '')}-{style}"
        cff.topDictIndex[0].FamilyName = family
        cff.topDictIndex[0].FullName = f"{family} {style}"


def make(source: pathlib.Path, family: str, style: str, weight: int, out: pathlib.Path) -> None:
    font = TTFont(source, recalcTimestamp=False)
    if family == "Flotilla Sans":
        freeze_tabular_digits(font)
    options = Options()
    # Ligatures of the mono would show != as one sign, in text that people copy and compare.
    options.layout_features = ["kern", "mark", "mkmk", "ccmp", "locl"]
    options.name_IDs = ["*"]
    options.hinting = False
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[code for first, last in RANGES for code in range(first, last + 1)])
    subsetter.subset(font)
    rename(font, family, style, weight)
    font.save(out / f"{family.replace(' ', '')}-{style}{source.suffix}")


def main() -> None:
    out = pathlib.Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    for source, family, style, weight in FONTS:
        make(source, family, style, weight, out)


if __name__ == "__main__":
    main()
