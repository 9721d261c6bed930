"""Makes Excel files of the new form, as small as Excel would still open them (ECMA-376)."""

import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"

Row = Sequence[str | int | float | None]


def workbook(
    sheets: Mapping[str, Sequence[Row]],
    *,
    links: Mapping[str, str] | None = None,
    formulas: Mapping[str, str] | None = None,
    hidden: Sequence[str] = (),
    prolog: str = "",
    more: str = "",
    dimension: str = "A1",
) -> bytes:
    """``links``: reference to address, on the first sheet; ``formulas``: reference to formula, likewise.

    ``more``: further rows in XML.
    """
    links = links or {}
    names = list(sheets)
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
        overrides = "".join(
            f'<Override PartName="/xl/worksheets/sheet{at}.xml" ContentType="{kind}.worksheet+xml"/>'
            for at in range(1, len(names) + 1)
        )
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>{overrides}</Types>',
        )
        archive.writestr("_rels/.rels", _relations({"rId1": ("officeDocument", "xl/workbook.xml")}))
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
            + "".join(
                f'<sheet name="{escape(name)}" sheetId="{at}" r:id="rId{at}"'
                + (' state="hidden"/>' if name in hidden else "/>")
                for at, name in enumerate(names, 1)
            )
            + "</sheets></workbook>",
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            _relations(
                {f"rId{at}": ("worksheet", f"worksheets/sheet{at}.xml") for at in range(1, len(names) + 1)}
            ),
        )
        for at, name in enumerate(names, 1):
            first = at == 1
            archive.writestr(
                f"xl/worksheets/sheet{at}.xml",
                prolog
                + _sheet(sheets[name], links if first else {}, (formulas or {}) if first else {})
                .replace("</sheetData>", f"{more}</sheetData>")
                .replace("<sheetData>", f'<dimension ref="{dimension}"/><sheetData>'),
            )
        if links:
            archive.writestr(
                "xl/worksheets/_rels/sheet1.xml.rels",
                _relations({f"rId{at}": ("hyperlink", url) for at, url in enumerate(links.values(), 1)}),
            )
    return packed.getvalue()


def _sheet(rows: Sequence[Row], links: Mapping[str, str], formulas: Mapping[str, str]) -> str:
    lines = []
    for number, row in enumerate(rows, 1):
        cells = "".join(
            _cell(f"{chr(ord('A') + column)}{number}", value, formulas)
            for column, value in enumerate(row)
            if value is not None
        )
        lines.append(f'<row r="{number}">{cells}</row>')
    linked = "".join(f'<hyperlink ref="{place}" r:id="rId{at}"/>' for at, place in enumerate(links, 1))
    return (
        f'<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheetData>{"".join(lines)}</sheetData>'
        + (f"<hyperlinks>{linked}</hyperlinks>" if linked else "")
        + "</worksheet>"
    )


def _cell(place: str, value: str | float, formulas: Mapping[str, str]) -> str:
    if place in formulas:
        return f'<c r="{place}" t="str"><f>{escape(formulas[place])}</f><v>{escape(str(value))}</v></c>'
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    return f'<c r="{place}"><v>{value}</v></c>'


def _relations(targets: Mapping[str, tuple[str, str]]) -> str:
    return (
        f'<Relationships xmlns="{PACKAGE}/relationships">'
        + "".join(
            f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{escape(target)}"/>'
            for name, (kind, target) in targets.items()
        )
        + "</Relationships>"
    )
