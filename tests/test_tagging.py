"""The tagging layer alone: a canvas of its own, without a document of senaudit, read back by qpdf."""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from senaudit.pdf import tagging
from senaudit.pdf.embedding import registered
from senaudit.pdf.tagging import LongStringError, StructureElement, TaggedCanvas, TaggingError, text_string
from senaudit.typeset.faces import find_family

FONT = registered(find_family("arimo").face())
PDF_FOLDER = Path(tagging.__file__).parent
PAINTING = {"Tj", "TJ", "'", '"', "S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh", "Do", "EI"}

KEPT: list[pikepdf.Pdf] = []
"""Every file that was opened. Objects of pikepdf are valid only as long as their file."""


def opened(data: bytes) -> pikepdf.Pdf:
    """Open a PDF strictly: nothing is repaired in silence."""
    KEPT.append(pikepdf.Pdf.open(BytesIO(data), attempt_recovery=False))
    return KEPT[-1]


class Work:
    """A tagged document under construction."""

    def __init__(self, roles: dict[str, str] | None = None) -> None:
        self.target = BytesIO()
        self.root = StructureElement("Document")
        self.canvas = TaggedCanvas(
            self.target,
            root=self.root,
            roles=roles or {},
            pageCompression=0,
            invariant=1,
            pdfVersion=(1, 7),
            lang="en-GB",
            initialFontName=FONT,
        )

    def write(self, element: StructureElement, words: str) -> None:
        self.canvas.addLiteral(self.canvas.mark(element))
        self.canvas.drawString(72, 700, words)
        self.canvas.addLiteral(self.canvas.END)

    def rule(self, kind: str = "") -> None:
        self.canvas.addLiteral(self.canvas.artifact(kind))
        self.canvas.line(72, 600, 200, 600)
        self.canvas.addLiteral(self.canvas.END)

    def saved(self) -> bytes:
        self.canvas.save()
        return self.target.getvalue()

    def pdf(self) -> pikepdf.Pdf:
        return opened(self.saved())


def marks(page: pikepdf.Page) -> list[tuple[str, int | None, list[str]]]:
    """Return the tag, number and painting operators of each mark of a page. Painting outside marks is a failure."""
    found: list[tuple[str, int | None, list[str]]] = []
    is_open = in_text = opened_in_text = False
    for instruction in pikepdf.parse_content_stream(page):
        operator = str(instruction.operator)
        if operator in ("BDC", "BMC"):
            assert not is_open, "a mark in a mark"
            entries: Any = instruction.operands[1] if operator == "BDC" else {}
            found.append((str(instruction.operands[0]), int(entries["/MCID"]) if "/MCID" in entries else None, []))
            is_open, opened_in_text = True, in_text
        elif operator == "EMC":
            assert is_open, "the end of no mark"
            assert in_text == opened_in_text, "a mark straddles BT or ET"
            is_open = False
        elif operator in ("BT", "ET"):
            in_text = operator == "BT"
        elif operator in PAINTING:
            assert is_open, f"{operator} outside a mark"
            found[-1][2].append(operator)
    assert not is_open, "a mark is left open"
    return found


def kids(element: pikepdf.Object) -> list[Any]:
    """Return an element's kids as a list; a single kid has no brackets in the file."""
    under: Any = element.get("/K")
    if under is None:
        return []
    return list(under) if isinstance(under, pikepdf.Array) else [under]


def parent_tree(pdf: pikepdf.Pdf) -> dict[int, Any]:
    """Return the parent tree by its keys, which must rise."""
    numbers: list[Any] = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
    keys = [int(key) for key in numbers[::2]]
    assert keys == sorted(set(keys))
    assert int(pdf.Root.StructTreeRoot.ParentTreeNextKey) > max(keys)
    return dict(zip(keys, numbers[1::2], strict=True))


def same(one: pikepdf.Object, other: pikepdf.Object) -> bool:
    """Return whether both are the same object of the file."""
    return one.objgen == other.objgen and one.objgen != (0, 0)


# Marks


def test_each_mark_has_the_next_number_of_its_page_and_leads_to_its_element_and_back() -> None:
    work = Work()
    head, para = work.root.add("H1"), work.root.add("P")
    work.write(head, "Heading")
    work.write(para, "Words")
    work.canvas.showPage()
    last = work.root.add("P")
    work.write(last, "More")
    pdf = work.pdf()
    first, second = pdf.pages
    assert marks(first) == [("/H1", 0, ["Tj"]), ("/P", 1, ["Tj"])]
    assert marks(second) == [("/P", 0, ["Tj"])]
    root = kids(pdf.Root.StructTreeRoot)[0]
    assert root.S == "/Document"
    assert same(root.P, pdf.Root.StructTreeRoot)
    elements = kids(root)
    assert [(str(each.S), kids(each)) for each in elements] == [("/H1", [0]), ("/P", [1]), ("/P", [0])]
    assert all(same(each.P, root) for each in elements)
    assert [same(each.Pg, page.obj) for each, page in zip(elements, (first, first, second), strict=True)] == [True] * 3
    tree = parent_tree(pdf)
    assert [int(page.StructParents) for page in (first, second)] == [0, 1]
    assert [same(each, element) for each, element in zip(tree[0], elements[:2], strict=True)] == [True] * 2
    assert [same(each, element) for each, element in zip(tree[1], elements[2:], strict=True)] == [True]


def test_the_reading_order_is_that_of_the_elements_whatever_is_painted_first() -> None:
    work = Work()
    first, second = work.root.add("H1"), work.root.add("P")
    work.write(second, "Second")
    work.write(first, "First")
    root = kids(work.pdf().Root.StructTreeRoot)[0]
    assert [(str(each.S), kids(each)) for each in kids(root)] == [("/H1", [1]), ("/P", [0])]


def test_an_element_inside_a_line_comes_among_its_parents_kids_where_it_is_painted() -> None:
    work = Work()
    para = work.root.add("P")
    span = StructureElement("Span", para, entries="/Lang(cy)")
    unpainted = StructureElement("Span", para)
    work.write(para, "Before")
    work.write(span, "inside")
    work.write(para, "after")
    work.write(span, "again")
    (written,) = kids(kids(work.pdf().Root.StructTreeRoot)[0])
    before, inside, after = kids(written)
    assert (before, after) == (0, 2)
    assert (str(inside.S), str(inside.Lang), kids(inside)) == ("/Span", "cy", [1, 3])
    assert unpainted not in para.kids


def test_the_entries_of_an_element_are_written_as_they_are() -> None:
    work = Work()
    head = work.root.add("TH", entries="/A<</O/Table/Scope/Column>>")
    figure = work.root.add("Figure", entries=f"/Alt {text_string('A “picture” (two)')}")
    work.write(head, "Head")
    work.write(figure, "x")
    head_written, figure_written = kids(kids(work.pdf().Root.StructTreeRoot)[0])
    assert (str(head_written.A.O), str(head_written.A.Scope)) == ("/Table", "/Column")
    assert str(figure_written.Alt) == "A “picture” (two)"


def test_an_element_of_which_nothing_is_painted_is_still_found() -> None:
    work = Work()
    row = work.root.add("TR")
    work.write(row.add("TD"), "Words")
    row.add("TD")
    (written,) = kids(kids(work.pdf().Root.StructTreeRoot)[0])
    assert [(str(cell.S), kids(cell)) for cell in kids(written)] == [("/TD", [0]), ("/TD", [])]


def test_walk_yields_the_reading_order() -> None:
    root = StructureElement("Document")
    part = root.add("Part")
    heading = part.add("H1")
    heading.add("Span")
    part.add("P")
    root.add("L")
    assert [each.role for each in root.walk()] == ["Document", "Part", "H1", "Span", "P", "L"]


def test_artifacts_are_marked_and_stand_in_no_tree() -> None:
    work = Work()
    para = work.root.add("P")
    work.rule()
    work.write(para, "Words")
    work.rule("Pagination")
    pdf = work.pdf()
    (page,) = pdf.pages
    assert marks(page) == [("/Artifact", None, ["S"]), ("/P", 0, ["Tj"]), ("/Artifact", None, ["S"])]
    content = page.Contents.read_bytes()
    assert re.search(rb"/Artifact\s+BMC", content)
    assert re.search(rb"/Artifact\s*<<\s*/Type\s*/Pagination\s*>>\s*BDC", content)
    assert len(parent_tree(pdf)[0]) == 1
    assert [kids(each) for each in kids(kids(pdf.Root.StructTreeRoot)[0])] == [[0]]


def test_a_paragraph_over_two_pages_is_one_element_that_names_the_second_page() -> None:
    work = Work()
    work.write(work.root.add("H1"), "Heading")
    para = work.root.add("P")
    work.write(para, "begins here")
    work.canvas.showPage()
    work.write(para, "and ends here")
    pdf = work.pdf()
    first, second = pdf.pages
    _, written = kids(kids(pdf.Root.StructTreeRoot)[0])
    assert same(written.Pg, first.obj)
    here, there = kids(written)
    assert here == 1
    assert (str(there.Type), int(there.MCID)) == ("/MCR", 0)
    assert same(there.Pg, second.obj)
    tree = parent_tree(pdf)
    assert same(tree[0][1], written)
    assert same(tree[1][0], written)


def test_every_page_is_tabbed_in_the_order_of_the_structure() -> None:
    work = Work()
    para = work.root.add("P")
    for words in ("One", "Two", "Three"):
        work.write(para, words)
        work.canvas.showPage()
    pdf = work.pdf()
    assert [(str(page.Tabs), int(page.StructParents)) for page in pdf.pages] == [("/S", 0), ("/S", 1), ("/S", 2)]


def test_the_file_says_that_it_is_marked_and_in_which_language() -> None:
    work = Work()
    work.write(work.root.add("P"), "Words")
    root = work.pdf().Root
    assert bool(root.MarkInfo.Marked) is True
    assert str(root.Lang) == "en-GB"
    assert str(root.StructTreeRoot.Type) == "/StructTreeRoot"


def test_the_roles_of_ones_own_are_mapped_to_standard_ones() -> None:
    work = Work({"Advice": "Sect", "Title": "P"})
    work.write(work.root.add("Advice"), "Words")
    pdf = work.pdf()
    roles = pdf.Root.StructTreeRoot.RoleMap
    assert {str(key): str(value) for key, value in roles.items()} == {"/Advice": "/Sect", "/Title": "/P"}
    assert marks(pdf.pages[0]) == [("/Advice", 0, ["Tj"])]


def test_the_same_document_is_the_same_bytes() -> None:
    def written() -> bytes:
        work = Work({"Advice": "Sect"})
        link = work.root.add("Advice").add("Link")
        work.write(link, "Words")
        work.canvas.tagged_link(link, (1, 2, 3, 4), address("https://example.org"), "Example")
        work.canvas.add_to_catalog(MarkInfo=pdfdoc.PDFDictionary({"Marked": "true"}))
        return work.saved()

    assert written() == written()


def test_a_form_can_be_drawn_in_an_artifact_and_is_no_page() -> None:
    """ReportLab finishes a form like a page, but a form has no marks, and no key in the parent tree."""
    work = Work()
    work.canvas.beginForm("stamp")
    work.canvas.line(0, 0, 10, 10)
    work.canvas.endForm()
    work.write(work.root.add("P"), "Words")
    work.canvas.addLiteral(work.canvas.artifact())
    work.canvas.doForm("stamp")
    work.canvas.addLiteral(work.canvas.END)
    pdf = work.pdf()
    assert marks(pdf.pages[0]) == [("/P", 0, ["Tj"]), ("/Artifact", None, ["Do"])]
    assert int(pdf.pages[0].StructParents) == 0
    assert list(parent_tree(pdf)) == [0]


# Links


def address(target: str) -> Callable[[], str]:
    return lambda: f"/A<</S/URI/URI{text_string(target)}>>"


def test_a_link_to_a_bookmark_and_one_to_an_address_lead_to_their_elements_and_back() -> None:
    work = Work()
    para = work.root.add("P")
    inside, outside = StructureElement("Link", para), StructureElement("Link", para)

    def there() -> str:
        (page,) = work.canvas.document.Pages.pages
        return f"/Dest[{work.canvas.document.Reference(page).format(work.canvas.document).decode()}/Fit]"

    work.write(inside, "Chapter 2")
    work.canvas.tagged_link(inside, (72, 700, 120.004, 712), there, "To “chapter” 2 – (é)")
    work.write(outside, "a site")
    work.canvas.tagged_link(
        outside, (72, 600, 120, 612), address("https://example.org/?a=1&b=(2)"), "https://example.org"
    )
    pdf = work.pdf()
    (page,) = pdf.pages
    to_bookmark, to_address = page.Annots
    for annotation in (to_bookmark, to_address):
        assert (str(annotation.Type), str(annotation.Subtype)) == ("/Annot", "/Link")
        assert int(annotation.F) == 4
        assert [int(width) for width in annotation.Border] == [0, 0, 0]
    assert [float(value) for value in to_bookmark.Rect] == [72, 700, 120, 712]
    assert str(to_bookmark.Contents) == "To “chapter” 2 – (é)"
    assert same(to_bookmark.Dest[0], page.obj)
    assert "/A" not in to_bookmark
    assert str(to_address.Contents) == "https://example.org"
    assert (str(to_address.A.S), str(to_address.A.URI)) == ("/URI", "https://example.org/?a=1&b=(2)")
    assert "/Dest" not in to_address
    tree = parent_tree(pdf)
    (written,) = kids(kids(pdf.Root.StructTreeRoot)[0])
    for number, (element, annotation) in enumerate(zip(kids(written), page.Annots, strict=True)):
        assert str(element.S) == "/Link"
        mark, reference = kids(element)
        assert mark == number
        assert str(reference.Type) == "/OBJR"
        assert same(reference.Obj, annotation)
        assert same(tree[int(annotation.StructParent)], element)
    assert len({int(annotation.StructParent) for annotation in page.Annots} | {int(page.StructParents)}) == 3


def test_a_link_of_two_lines_is_one_element_with_two_annotations() -> None:
    work = Work()
    link = work.root.add("P").add("Link")
    for height in (700, 680):
        work.write(link, "words")
        work.canvas.tagged_link(link, (72, height, 120, height + 12), address("https://example.org"), "Example")
    pdf = work.pdf()
    (written,) = kids(kids(kids(pdf.Root.StructTreeRoot)[0])[0])
    references = [kid for kid in kids(written) if not isinstance(kid, int)]
    assert [same(kid.Obj, each) for kid, each in zip(references, pdf.pages[0].Annots, strict=True)] == [True, True]
    tree = parent_tree(pdf)
    assert all(same(tree[int(each.StructParent)], written) for each in pdf.pages[0].Annots)


# Texts


@pytest.mark.parametrize("text", ["", "plain", "(brackets) \\ <FEFF>", "“é” – €", "ਪੰਜਾਬੀ", "😀", "two\nlines"])
def test_a_text_of_any_script_is_read_back_from_a_dictionary(text: str) -> None:
    written = text_string(text)
    assert re.fullmatch(
        "<FEFF([0-9A-F]{4})*>" if "“" in text or "\n" in text else r"<FEFF[0-9A-F]*>|\([ -~]*\)", written
    )
    assert str(pikepdf.Object.parse(written.encode("ascii"))) == text


def test_the_catalog_has_entries_that_reportlab_does_not_know() -> None:
    work = Work()
    before = list(pdfdoc.PDFCatalog.__NoDefault__)
    work.canvas.add_to_catalog(Ours=pdfdoc.PDFDictionary({"Seven": 7}))
    work.write(work.root.add("P"), "Words")
    assert int(work.pdf().Root.Ours.Seven) == 7
    assert before == pdfdoc.PDFCatalog.__NoDefault__, "other documents have the entry too"


# Guards


@pytest.mark.parametrize(("letter", "most"), [("a", 32_765), ("Ŵ", 16_382)])
def test_a_string_is_as_long_as_a_file_that_is_kept_may_have_it(letter: str, most: int) -> None:
    work = Work()
    work.write(work.root.add("P", entries=f"/Alt {text_string(letter * most)}"), "Words")
    (written,) = kids(kids(work.pdf().Root.StructTreeRoot)[0])
    assert len(bytes(written.Alt)) in (32_765, 32_766)
    with pytest.raises(LongStringError, match=f"has {most + 1:,} characters"):
        text_string(letter * (most + 1))


@pytest.mark.parametrize("name", ["Helvetica", "Times-Roman", "Courier-Bold", "ZapfDingbats"])
def test_a_font_that_is_not_embedded_is_refused(name: str) -> None:
    work = Work()
    with pytest.raises(TaggingError, match=f"the font {name} is not embedded"):
        work.canvas.setFont(name, 12)
    work.canvas.setFont(FONT, 12)


def test_a_first_font_that_is_not_embedded_is_refused() -> None:
    """ReportLab's default is Helvetica, which it would name on every page, used or not."""
    with pytest.raises(TaggingError, match="Helvetica is not embedded"):
        TaggedCanvas(BytesIO(), root=StructureElement("Document"), roles={})


def test_every_font_of_a_finished_file_is_embedded() -> None:
    work = Work()
    work.write(work.root.add("P"), "Words – “quoted”")
    fonts: Any = work.pdf().pages[0].Resources.Font
    assert len(list(fonts.keys())) > 0
    assert ["/FontFile2" in font.get("/FontDescriptor", {}) for font in fonts.values()] == [True] * len(fonts.keys())


def test_an_element_that_needs_content_and_has_none_is_refused_with_its_source() -> None:
    work = Work()
    source = object()
    work.root.add("H1", source).needs_content = True
    with pytest.raises(TaggingError, match="a H1 is never painted") as caught:
        work.canvas.check_painted()
    assert caught.value.source is source


def test_an_element_is_painted_if_one_under_it_is() -> None:
    work = Work()
    para = work.root.add("P")
    para.needs_content = True
    link = StructureElement("Link", para)
    assert not para.painted
    work.write(link, "Words")
    assert para.painted
    work.canvas.check_painted()


def test_a_link_without_words_is_not_painted() -> None:
    work = Work()
    link = work.root.add("Link")
    link.needs_content = True
    work.canvas.tagged_link(link, (1, 2, 3, 4), address("https://example.org"), "Example")
    with pytest.raises(TaggingError, match="a Link is never painted"):
        work.canvas.check_painted()


def test_an_element_that_needs_no_content_may_have_none() -> None:
    work = Work()
    work.root.add("TD")
    work.canvas.check_painted()


# Private names of ReportLab that the module uses


SOURCE = ast.parse(Path(tagging.__file__).read_text(encoding="utf-8"))
DOCSTRING = ast.get_docstring(SOURCE) or ""


def own_names(tree: ast.Module) -> set[str]:
    """Return the names that a module defines: functions, classes, variables, and attributes of its objects."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and ast.unparse(node.value) == "self":
            found.add(node.attr)
    return found


def names_of_others(tree: ast.Module) -> Iterator[str]:
    """Yield each name that begins with an underscore and is not the module's own, as often as it is used.

    One of ReportLab's canvas or objects that is overridden is not the module's own. Python's special methods and the
    public methods of named tuples are nobody's secret.
    """
    public = {
        "_replace",
        "_asdict",
        "_fields",
        "_make",
        *dir(object),
        "__missing__",
        "__slots__",
        "__name__",
        "__file__",
    }
    reportlabs = {name for thing in (Canvas, pdfdoc.PDFPage, pdfdoc.PDFCatalog) for name in dir(thing)}
    own = own_names(tree) - reportlabs
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Attribute):
            names = [node.attr]
        elif isinstance(node, ast.FunctionDef):
            names = [node.name]
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names = [node.id]
        elif isinstance(node, ast.ImportFrom):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("getattr", "setattr", "hasattr", "delattr"):
            names = [str(argument.value) for argument in node.args if isinstance(argument, ast.Constant)]
        yield from (name for name in names if name.startswith("_") and name not in own | public)


def listed() -> set[str]:
    """Return the names in the docstring's list, such as `Canvas._doc`."""
    return set(re.findall(r"`(?:\w+\.)*(_\w+)`", DOCSTRING))


PRIVATE = sorted(set(names_of_others(SOURCE)))


def test_the_module_imports_nothing_of_senaudit() -> None:
    imported = set()
    for node in ast.walk(SOURCE):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "a relative import is one of senaudit"
            imported.add(node.module or "")
    assert {name.partition(".")[0] for name in imported} <= {"reportlab", *sys.stdlib_module_names}


def test_the_file_can_be_lifted_out(tmp_path: Path) -> None:
    """A copy under another name works in a place without senaudit."""
    copy = tmp_path / "lifted.py"
    copy.write_bytes(Path(tagging.__file__).read_bytes())
    code = (
        "import sys; sys.modules['senaudit'] = None; import lifted\n"
        "root = lifted.StructureElement('Document'); root.add('P')\n"
        "print([each.role for each in root.walk()], lifted.text_string('a'))"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (ran.stdout.strip(), ran.stderr) == ("['Document', 'P'] (a)", "")


def test_the_docstring_names_the_public_methods_that_there_are() -> None:
    sentence = re.search(r"`TaggedCanvas` is ReportLab's canvas with (.*?);", DOCSTRING, re.DOTALL)
    assert sentence
    named = re.findall(r"`(\w+)`", sentence[1])
    assert named
    assert [name for name in named if not hasattr(TaggedCanvas, name)] == []


@pytest.mark.parametrize("name", PRIVATE)
def test_each_private_name_of_reportlab_is_listed_in_the_docstring(name: str) -> None:
    assert name in listed(), f"tagging.py relies on ReportLab's {name}, which its docstring does not list"


def test_the_docstring_lists_no_name_that_is_not_used() -> None:
    assert listed() - set(PRIVATE) == set()


def test_no_other_module_uses_a_private_name_of_reportlab() -> None:
    used = {
        path.name: set(names_of_others(ast.parse(path.read_text(encoding="utf-8"))))
        for path in sorted(PDF_FOLDER.glob("*.py"))
        if path.name != "tagging.py"
    }
    assert len(used) >= 8
    assert {name: names for name, names in used.items() if names} == {}


# ReportLab's private names are as the module expects. Each message says what a new ReportLab has broken.


def broke(name: str, what: str) -> str:
    return f"ReportLab's {name} is not what tagging.py relies upon: {what}"


def parameters(owner: type, name: str) -> list[tuple[str, Any]]:
    method = getattr(owner, name, None)
    assert callable(method), broke(f"{owner.__name__}.{name}", "there is no such method")
    return [(each.name, each.default) for each in inspect.signature(method).parameters.values()]


NONE = inspect.Parameter.empty


def check_doc() -> None:
    document = getattr(Canvas(BytesIO()), "_doc", None)
    assert isinstance(document, pdfdoc.PDFDocument), broke("Canvas._doc", "it is no PDFDocument")
    catalog = getattr(document, "Catalog", None)
    assert isinstance(catalog, pdfdoc.PDFCatalog), broke("Canvas._doc.Catalog", "it is no PDFCatalog")
    for entry in ("MarkInfo", "StructTreeRoot", "Metadata"):
        assert entry in catalog.__NoDefault__, broke("Canvas._doc.Catalog", f"it does not write {entry}")
    shape = parameters(pdfdoc.PDFDocument, "Reference")
    needed = [name for name, default in shape if default is NONE]
    assert len(needed) == 2, broke("Canvas._doc.Reference", f"it takes {shape}, not only the object")
    thing = pdfdoc.PDFDictionary({})
    written = document.Reference(thing).format(document)
    assert isinstance(written, bytes), broke("Canvas._doc.Reference", "what it returns is not written as bytes")
    assert re.fullmatch(rb"\d+ 0 R", written), broke("Canvas._doc.Reference", f"a reference is written {written!r}")
    again = document.Reference(thing).format(document)
    assert again == written, broke("Canvas._doc.Reference", "an object has two numbers")


def check_set_annotations() -> None:
    shape = parameters(Canvas, "_setAnnotations")
    assert shape == [("self", NONE), ("page", NONE)], broke("Canvas._setAnnotations", f"it takes {shape}")
    seen: list[Any] = []

    class Watching(Canvas):  # type: ignore[misc]
        def _setAnnotations(self, page: Any) -> None:  # noqa: N802
            super()._setAnnotations(page)
            seen.append((page, list(self._doc.Pages.pages)))

    canvas = Watching(BytesIO())
    canvas.showPage()
    canvas.showPage()
    name = "Canvas._setAnnotations"
    assert len(seen) == 2, broke(name, f"it was called {len(seen)} times for two pages")
    assert all(isinstance(page, pdfdoc.PDFPage) for page, _ in seen), broke(name, "it is not given the page")
    assert all(page not in pages for page, pages in seen), broke(name, "it comes after the page has been added")
    assert all(hasattr(page, "Annots") for page, _ in seen), broke(name, "it gives the page no annotations")


def check_no_default() -> None:
    names = getattr(pdfdoc.PDFPage, "__NoDefault__", None)
    assert isinstance(names, list), broke("PDFPage.__NoDefault__", "it is no list of the entries that a page writes")
    assert "Annots" in names, broke("PDFPage.__NoDefault__", "it does not list Annots")
    target = BytesIO()

    class Extended(Canvas):  # type: ignore[misc]
        def _setAnnotations(self, page: Any) -> None:  # noqa: N802
            super()._setAnnotations(page)
            page.__NoDefault__ = [*page.__NoDefault__, "Ours"]
            page.Ours = 7

    extended = Extended(target)
    extended.showPage()
    extended.save()
    written = opened(target.getvalue()).pages[0].get("/Ours")
    assert written == 7, broke("PDFPage.__NoDefault__", "a page does not write an entry that is added to it")
    target = BytesIO()
    canvas = Canvas(target)
    canvas._doc.Catalog.__NoDefault__ = [*canvas._doc.Catalog.__NoDefault__, "Ours"]
    canvas._doc.Catalog.Ours = 7
    canvas.showPage()
    canvas.save()
    written = opened(target.getvalue()).Root.get("/Ours")
    assert written == 7, broke("PDFCatalog.__NoDefault__", "it does not write an entry that is added to it")


def check_reference_only() -> None:
    class Apart(pdfdoc.PDFObject):  # type: ignore[misc]
        __RefOnly__ = 1

        def format(self, document: Any) -> bytes:
            return b"<</Ours 7>>"

    target = BytesIO()
    canvas = Canvas(target)
    canvas._doc.Catalog.StructTreeRoot = pdfdoc.PDFDictionary({"Kid": Apart()})
    canvas.showPage()
    canvas.save()
    kid = opened(target.getvalue()).Root.StructTreeRoot.Kid
    assert kid.is_indirect, broke("__RefOnly__", "such an object is written in place")
    assert int(kid.Ours) == 7, broke("__RefOnly__", "such an object is not written by its own format()")


SHAPES: dict[str, Callable[[], None]] = {
    "_doc": check_doc,
    "_setAnnotations": check_set_annotations,
    "__NoDefault__": check_no_default,
    "__RefOnly__": check_reference_only,
}


@pytest.mark.parametrize("name", sorted({*PRIVATE, *listed()}))
def test_each_private_name_of_reportlab_has_the_shape_that_is_relied_upon(name: str) -> None:
    assert name in SHAPES, f"tagging.py relies on ReportLab's {name}, whose shape no test holds"
    SHAPES[name]()
