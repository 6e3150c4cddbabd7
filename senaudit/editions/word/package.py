"""The file of a Word document: its parts, put together by python-docx, with the same bytes every time."""

from __future__ import annotations

from datetime import datetime, timezone
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.package import Package
from docx.parts.document import DocumentPart
from docx.shared import Pt

from senaudit.editions.edition_input import EditionInput
from senaudit.editions.word.elements import Node, name_of, node
from senaudit.editions.word.look import Look
from senaudit.layout.wording import SECOND_LANGUAGE
from senaudit.pictures.raster import PictureFile, read_picture

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_OWN = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
"""The set of properties that people name. Source: ECMA-376, part 1, 22.3.2.2."""
_FACTS_VERSION = "1"
"""The version of the facts: that of a PDF with fields, whose facts have the same names."""
_LONGEST_FACT = 255
"""The most characters of a property that Word keeps. Source: Microsoft, “DocumentProperties.Add”."""

_VERSION = 15
"""The version of Word whose layout is meant: 2013, and all later ones. Source: Microsoft, [MS-DOCX] 2.1.1."""

_FINER = 2
"""A picture is read for half its size: 300 dots to the inch are enough for an office printer."""


class WordFile:
    """The parts of a document."""

    def __init__(self) -> None:
        self.package = Package()
        self.body = node("w:body")
        root = node("w:document", self.body)
        root.set(name_of("mc:Ignorable"), "w14")  # boxes to tick are younger than the standard
        self.document = DocumentPart(PackURI("/word/document.xml"), CONTENT_TYPE.WML_DOCUMENT_MAIN, root, self.package)
        self.package.relate_to(self.document, RELATIONSHIP_TYPE.OFFICE_DOCUMENT)
        self._feet = 0

    def add_foot(self, data: bytes) -> str:
        """Add the file of a foot. Return the id of its relationship."""
        self._feet += 1
        return self._add(f"/word/footer{self._feet}.xml", CONTENT_TYPE.WML_FOOTER, RELATIONSHIP_TYPE.FOOTER, data)

    def add_address(self, address: str) -> str:
        """Return the id of the relationship to an address. Links to one address share it."""
        return self.document.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)

    def picture(self, source: PictureFile, room: tuple[float, float], alt: str) -> Node:
        """Return the drawing of a picture that fits into `room`, in points. Raises as `read_picture` does."""
        pixels, width, height = read_picture(source, room[0] / _FINER, room[1] / _FINER)
        data = BytesIO()
        pixels.image.save(data, "PNG")
        data.seek(0)
        inline = self.document.new_pic_inline(data, Pt(width * _FINER), Pt(height * _FINER))
        inline.docPr.set("descr", alt)
        return node("w:drawing", inline)

    def data(self, given: EditionInput, look: Look, styles: bytes, numbering: bytes) -> bytes:
        """Return the bytes of the file."""
        self._add("/word/styles.xml", CONTENT_TYPE.WML_STYLES, RELATIONSHIP_TYPE.STYLES, styles)
        self._add("/word/numbering.xml", CONTENT_TYPE.WML_NUMBERING, RELATIONSHIP_TYPE.NUMBERING, numbering)
        self._add("/word/settings.xml", CONTENT_TYPE.WML_SETTINGS, RELATIONSHIP_TYPE.SETTINGS, _settings(look))
        core = Part(PackURI("/docProps/core.xml"), CONTENT_TYPE.OPC_CORE_PROPERTIES, _properties(given), self.package)
        self.package.relate_to(core, RELATIONSHIP_TYPE.CORE_PROPERTIES)
        if given.form:
            custom = Part(
                PackURI("/docProps/custom.xml"), CONTENT_TYPE.OFC_CUSTOM_PROPERTIES, _facts(given), self.package
            )
            self.package.relate_to(custom, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES)
        written = BytesIO()
        self.package.save(written)
        return _without_times(written)

    def _add(self, name: str, content_type: str, relationship: str, data: bytes) -> str:
        return self.document.relate_to(Part(PackURI(name), content_type, data, self.package), relationship)


def _without_times(written: BytesIO) -> bytes:
    """Return a package with its files at the first time that a ZIP knows, and not at today's."""
    data = BytesIO()
    with ZipFile(written) as before, ZipFile(data, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            entry = ZipInfo(name)
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 0  # the same on every system
            after.writestr(entry, before.read(name))
    return data.getvalue()


def _settings(look: Look) -> bytes:
    """Return the settings. Nothing in them makes Word ask its reader something."""
    sides = "" if look.one_sided else "<w:mirrorMargins/>"
    feet = "" if look.one_sided else "<w:evenAndOddHeaders/>"
    complex_script = f' w:bidi="{look.language}"' if look.hand.complex else ""
    return (
        f'{_XML}<w:settings {_WORD}>{sides}<w:defaultTabStop w:val="720"/>{feet}'
        '<w:characterSpacingControl w:val="doNotCompress"/><w:compat>'
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" '
        f'w:val="{_VERSION}"/></w:compat><w:themeFontLang w:val="{look.language}"{complex_script}/>'
        '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
    ).encode()


def _facts(given: EditionInput) -> bytes:
    """Return what filled-in sheets say of themselves, as properties named “senaudit school” and so on."""
    document = given.element
    told = {"": _FACTS_VERSION, " document": document.get("kind"), " form": given.form}
    told |= {f" {name}": document.get(name) for name in ("school", "group", "edition")}
    told |= {" language": document.get("lang"), " second": document.get(SECOND_LANGUAGE)}
    properties = "".join(
        f'<property fmtid="{_OWN}" pid="{number}" name="senaudit{name}">'
        f"<vt:lpwstr>{escape(words[:_LONGEST_FACT])}</vt:lpwstr></property>"
        for number, (name, words) in enumerate(((name, words) for name, words in told.items() if words), 2)
    )
    space = "http://schemas.openxmlformats.org/officeDocument/2006/"
    return (
        f'{_XML}<Properties xmlns="{space}custom-properties" xmlns:vt="{space}docPropsVTypes">{properties}</Properties>'
    ).encode()


def _properties(given: EditionInput) -> bytes:
    """Return the title, author, subject and language, and the date if there is one."""
    document = given.element
    dates = ""
    if given.date is not None:
        moment = datetime.fromtimestamp(given.date, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        dates = "".join(
            f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{moment}</dcterms:{name}>' for name in ("created", "modified")
        )
    words = {
        "dc:title": given.title,
        "dc:subject": document.get("subject"),
        "dc:creator": document.get("author") or "senaudit",
        "dc:language": document.get("lang"),
    }
    told = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in words.items() if value)
    return (
        f'{_XML}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{told}{dates}</cp:coreProperties>'
    ).encode()
