"""What a file says of itself: its information dictionary, its metadata, and what its colours mean.

The information dictionary (ISO 32000-1, 14.3.3) and the metadata (14.3.2), a packet of XMP, are made from the same
values, so that they agree. The metadata also say that the file conforms to PDF/UA-1 (ISO 14289-1, clause 5) and to
PDF/A-2a (ISO 19005-2, 6.6.4). A file that is to be filled in does not say the latter: PDF/A allows no hidden fields,
and the programs that fill it in would leave this claim, whatever they do to the file.

ReportLab gives every file a date: that of the clock, of 1 January 2000, or of an environment variable that it reads
itself. Here a file has the date that it is given, or none.

Grey and the colours of a logo are device colours, which PDF/A allows only if an output intent says which device they
are meant for (ISO 19005-2, 6.2.4.3). Here it is a screen with the colours of sRGB, for every file. It is said once in a
file, costs half a kilobyte, and covers grey as well as colours. With colour spaces of their own on each page, a printer
might mix black text from its coloured inks, because black would be a colour to be matched.
"""

from __future__ import annotations

from binascii import a2b_base64
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from reportlab.pdfbase import pdfdoc

from senaudit.pdf.object_streams import Stream
from senaudit.pdf.tagging import TaggedCanvas, reference, text_string

_CREATOR = "senaudit"
_PRODUCER = "senaudit with ReportLab"


class About(NamedTuple):
    """The metadata of a PDF. `date` is in seconds since 1970; without it the file has no date.

    `form` are the facts of a form that is filled in on a screen. Such a file does not say that it is an archive's. If a
    document is `in_two_languages`, nothing says that it is read from right to left: Chrome and Edge would copy all its
    words so.
    """

    title: str
    author: str
    subject: str
    language: str
    date: int | None = None
    form: str = ""
    in_two_languages: bool = False

    @property
    def moment(self) -> datetime | None:
        """The date in universal time."""
        return None if self.date is None else datetime(1970, 1, 1) + timedelta(seconds=self.date)


def describe(canvas: TaggedCanvas, about: About) -> None:
    """Put what a file says of itself into a canvas's document."""
    canvas.document.info = _Information(about)
    canvas.add_to_catalog(Metadata=_metadata(about), OutputIntents=_OutputIntents())


def described(document: pdfdoc.PDFDocument, about: About) -> Iterator[tuple[pdfdoc.PDFObject, bytes]]:
    """Yield the objects in a document that say something of it, with their contents if it is this."""
    yield document.info, _Information(about).format(document)
    yield document.Catalog.Metadata, _metadata(about).written


def _metadata(about: About) -> Stream:
    return Stream(b"/Type/Metadata/Subtype/XML", _packet(about))


class _Information(pdfdoc.PDFInfo):
    """The information dictionary."""

    def __init__(self, about: About) -> None:
        super().__init__()
        self.about = about

    def format(self, document: pdfdoc.PDFDocument) -> bytes:
        """Return the dictionary."""
        about = self.about
        entries = {"Title": about.title, "Author": about.author, "Subject": about.subject}
        entries |= {"Creator": _CREATOR, "Producer": _PRODUCER}
        if about.moment:
            entries |= dict.fromkeys(("CreationDate", "ModDate"), f"{about.moment:D:%Y%m%d%H%M%S+00'00'}")
        return f"<<{''.join(f'/{name}{text_string(fact)}' for name, fact in entries.items() if fact)}>>".encode("ascii")


def _packet(about: About) -> bytes:
    """Return the metadata as a packet of XMP."""
    head = _HEAD.replace(_ARCHIVE, "") if about.form else _HEAD
    return f"{head}{''.join(_properties(about))}{_FOOT}".encode()


def _properties(about: About) -> Iterator[str]:
    """Yield the properties that are not the same in every file."""
    title, author, subject, language = (fact.translate(_IN_XML) for fact in about[:4])
    yield f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>\n'
    if author:
        yield f"<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>\n"
    if subject:
        yield f'<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>\n'
    yield f"<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>\n"
    if about.moment:
        for name in ("CreateDate", "ModifyDate"):
            yield f"<xmp:{name}>{about.moment:%Y-%m-%dT%H:%M:%S+00:00}</xmp:{name}>\n"
    if about.form:
        facts = about.form.translate(_IN_XML)
        yield f'<senaudit:facts xmlns:senaudit="{FORM_SPACE}">{facts}</senaudit:facts>\n'


_IN_XML = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;"}
"""The escapes of XML. The functions of the standard library would be the slowest import of the whole program."""

FORM_SPACE = "urn:x-senaudit:form/"
"""The name of the space of the property that says what a form is."""

_ARCHIVE = "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>\n"
_HEAD = f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
{_ARCHIVE}<pdfuaid:part>1</pdfuaid:part>
<xmp:CreatorTool>{_CREATOR}</xmp:CreatorTool><pdf:Producer>{_PRODUCER}</pdf:Producer>
"""

_FOOT = """</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>The part of ISO 14289 to which the file conforms</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""
"""The description of PDF/UA's property: PDF/A knows only those of XMP and its own (ISO 19005-2, 6.6.2.3)."""


class _OutputIntents(pdfdoc.PDFObject):
    """The value of the catalog's entry for the colours that the file is meant for (ISO 32000-1, 14.11.5)."""

    def __init__(self) -> None:
        self.profile = Stream(b"/N 3/Filter/FlateDecode", _SRGB)

    def format(self, document: pdfdoc.PDFDocument) -> bytes:
        """Return the array of output intents. It has one."""
        name = text_string("sRGB IEC61966-2.1")
        return (
            f"[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier{name}/Info{name}"
            f"/DestOutputProfile {reference(self.profile, document)}>>]"
        ).encode("ascii")


_SRGB = a2b_base64(
    "eNpjYGB8kJOcW8yiwMCQm1dSFOTupBARGaXA/oiBmUGEgZOBj0E2Mbm4wDfYLYQBCIoTy4uTS4pyGFDAt2sMjCD6sm5GYl5K5cv9YVF2jNualV"
    "tD3b77r2LAD7hSUouTgfQfIFZJLigqYWBgBLqGQam8pADEdgGyRZIzElOA7AggW6cI6EAguwUkng5hzwCxkyDsNSB2UUiQM5B9AMhWSEdiJyGx"
    "c3NKk6FuALmeJzUvNBhIcwCxDEMxQxCDO4MTDjVsYDXOQGjAwAAKL/RwKE4zNoLo4rFnYGC9+///ZzUGBvYJDAx/J/3//3vh//9/FzEwMN9hYD"
    "hQiNCfv4CBweITULwfIZY0jYFheycDg8QthJgKUB1/KwPDtiMFiUWJYCFmIGZKy2Rg+LScgYE3koFB+AIwaKMB4+JfsQ=="
)
"""An ICC profile of version 4.2 for sRGB, compressed: sRGB-v4.icc of the Compact ICC Profiles, which are in
the public domain (CC0 1.0): https://github.com/saucecontrol/Compact-ICC-Profiles
"""
