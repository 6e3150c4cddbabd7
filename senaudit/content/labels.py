"""The labels, the fixed words of the pages: the names by which templates use them. The words are in `labels.yaml`.

Many are patterns, whole phrases with placeholders for what is filled in: “Page {number} of {count}”. So a translation
can put everything where its language has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from senaudit.content.fields import Reader, Reading, text, with_schema
from senaudit.content.text import PLACEHOLDER, Pattern, Text
from senaudit.source.nodes import Node

LABELS = {
    "contents": "The head of the table of contents.",
    "parents": "The label of a parent view.",
    "schools": "The label of a school example.",
    "continued": "The name of a call-out, or of a chapter in the contents, that goes on from the page before.",
    "question-continued": "A question, at the head of a page that begins in the middle of it.",
    "ask-parents": "Under a question of the supplement, before the lines for what your own parents say.",
    "continues": "At the foot of a call-out that goes on to the next page.",
    "older": "In the glossary, what a word means, with its older term.",
    "guide": "What the guide is, in the title that a PDF reader shows.",
    "sheets": "A chapter’s audit sheets, in that title.",
    "poster": "The poster, in that title.",
    "title": "That title: the guide’s title, and what the document is.",
    "title-part": "In that title, what the document is, and which part of it.",
    "title-group": "In that title, what the document is, and for which group.",
    "title-name": "That title, and the name of the school or of the audit.",
    "title-large-print": "That title, for large print.",
    "title-point": "That title, with the size of the type in points.",
    "chapter-sheets": "The heading of a chapter’s audit sheets.",
    "numbered": "The number of a chapter, and its title.",
    "list-number": "The number of an item of a list, with the sign after it.",
    "list-letter": "The letter of an item of a list, with the sign after it.",
    "chapter-numbers": "A chapter, and the numbers of some of its questions.",
    "question-of": "A chapter, the number of a question, and the question.",
    "question-left-out": "The same, in the list of questions that a school leaves out.",
    "both": "A short name in two languages, on sheets and posters that are in both.",
    "named": "A name, and the words that belong to it.",
    "named-sign": "The same, if the name ends with a sign such as a colon or question mark.",
    "list-comma": "Two entries of a list, or a list and its next entry.",
    "list-semicolon": "The same, if the entries may have commas in them.",
    "list-and": "A list and its last entry.",
    "reach": "A person or service, and how to reach them.",
    "foot-school": "In the foot, the school’s short name and what the document is.",
    "sheets-subject": "What the audit sheets are, in a sentence for those who look for a file.",
    "poster-subject": "What the poster is, in such a sentence.",
    "question": "The head of the first column of an audit sheet.",
    "practice": "The head of the second column.",
    "action": "The head of the third column.",
    "prompts": "A question’s prompts.",
    "checked": "On the cover, the edition, and the month in which the facts were last checked.",
    "school": "The blank for the school.",
    "date": "The blank for the date.",
    "completed-by": "Before the groups to tick.",
    "for": "The blank for the group whom sheets are for.",
    "for-group": "Under the heading of sheets that are for one group.",
    "photocopying": "At the head of audit sheets, a sentence.",
    "abbreviation": "There, an abbreviation and what it means: a sentence.",
    "fillable": "On sheets that are filled in on a screen, what happens to words that do not fit a box.",
    "page": "The number of a page, and how many there are.",
    "logo": "What is heard of a school’s logo.",
    "left-out": "Before what a school leaves out.",
    "authority": "On the cover, before the authority.",
    "senco": "On the cover, before the SENCO.",
    "audit-date": "On the cover, before the date of the audit.",
    "review-date": "Before the date of the next review.",
    "return-to": "What to do with a filled-in sheet: who collects it.",
    "return-by": "The same: by which day.",
    "return-to-by": "The same: who collects it, and by which day.",
    "practice-parents": "The head of the second column on sheets for parents.",
    "action-parents": "The head of the third column on sheets for parents.",
    "rating": "Before the boxes for how good something is.",
    "rating-agree-a-lot": "The first of these boxes.",
    "rating-agree-a-little": "The second.",
    "rating-disagree": "The third.",
    "rating-need-to-know-more": "The fourth.",
    "partly": "In a translation, where some of the words are still as they were written first.",
    "partly-poster": "The same, after the last line of the poster.",
    "question-number": "In a plain text, what a question’s number is called.",
    "chapter-number": "In a plain text, what a chapter’s number is called.",
    "picture": "In a plain text, the name of a picture.",
    "unticked": "What is heard for a box to tick.",
    "box": "In a plain text, the name of a box to tick.",
    "blank": "What is heard for a line or box to write in.",
    "web-skip": "On a web page, the first link: past the contents.",
    "web-save": "On a web page, the button that saves what is filled in.",
    "web-open": "The button that opens such a file again.",
    "web-clear": "The button that clears what is filled in.",
    "web-print": "The button that prints the page.",
    "web-private": "Above those buttons, where answers are kept and who can read them.",
    "web-no-script": "What holds instead if the browser runs no scripts.",
    "web-saved": "A message with the name of the file that was saved.",
    "web-opened": "A message with the name of the file that was opened.",
    "web-restored": "A message when the page is opened again.",
    "web-cleared": "A message after clearing.",
    "web-unkept": "A message where a browser keeps nothing.",
    "web-unreadable": "A message with the name of a file that cannot be opened.",
    "web-other-school": "A doubt about a file that is opened, with the school’s name.",
    "web-other-sheets": "Another doubt, with the title of those sheets.",
    "web-unknown": "Another doubt.",
    "web-replaced": "Another doubt.",
    "web-ask-open": "The question after these doubts.",
    "web-ask-clear": "The question before clearing.",
    "braille": "At the beginning of a Braille file: what it is, what made it, and the size of its pages.",
}
"""The name of each label and its description, which editors show."""

PATTERNS = {
    "continued": "{name} (continued)",
    "question-continued": "{question}, continued",
    "older": "{meaning} Older term: {term}",
    "title": "{title}: {document}",
    "title-part": "{document} ({part})",
    "title-group": "{document} for {group}",
    "title-name": "{title}, {name}",
    "title-large-print": "{title}, large print",
    "title-point": "{title}, {size} point",
    "chapter-sheets": "{number}. {chapter}: audit sheets",
    "numbered": "{number}. {words}",
    "list-number": "{number}.",
    "list-letter": "{letter}.",
    "chapter-numbers": "{chapter} {numbers}",
    "question-of": "{chapter} {number}: {question}",
    "question-left-out": "{chapter} {number}. {question}",
    "both": "{first} / {second}",
    "named": "{name}: {words}",
    "named-sign": "{name} {words}",
    "list-comma": "{first}, {next}",
    "list-semicolon": "{first}; {next}",
    "list-and": "{first} and {next}",
    "reach": "{name}, {contact}",
    "foot-school": "{school} – {words}",
    "prompts": "Think about: {prompts}",
    "checked": "{edition}. Facts checked: {month}",
    "for-group": "For: {group}",
    "abbreviation": "{term}: {meaning}.",
    "page": "Page {number} of {count}",
    "logo": "Logo of {school}",
    "return-to": "Please return to {where}",
    "return-by": "Please return by {date}",
    "return-to-by": "Please return to {where}, by {date}",
    "partly-poster": "{closing} (Not all of this is translated yet)",
    "question-number": "Question {number}",
    "chapter-number": "Chapter {number}",
    "web-saved": "Saved with your downloads as: {file}",
    "web-opened": "Opened: {file}",
    "web-unreadable": "There are no answers in this file that this page can read: {file}",
    "web-other-school": "These answers are from sheets of another school: {school}",
    "web-other-sheets": "These answers are from other sheets: {title}",
    "braille": (
        "Contracted Unified English Braille, made by a program. Nobody has proof-read it. The program is {program}. "
        "Cells in a line and lines on a page: {size}."
    ),
}
"""The shipped words of each label that is a pattern. They name its placeholders, and messages show them as the example.
"""

REPLACED = {
    "of": "page",
    "return": "return-to",
    "title-for": "title-group",
    "large-print": "title-large-print",
    "point": "title-point",
    "chapter": "chapter-number",
    "braille-page": "braille",
}
"""Pieces of phrases that earlier versions had as labels, each with the pattern that has its words now."""

COUNT_FORMS = ("zero", "one", "two", "few", "many")
"""The forms that words can have with numbers, but for the usual one (CLDR’s “other”): see `languages.plural`.

A label about a number may have one more for each: `letters-one` beside `letters`.
"""


def pattern(example: str, optional: str = "") -> Reader[Pattern]:
    """Return a reader of a pattern with the placeholders of the example. All must be there, and no other names.

    The `optional` one need not be: words with a number may have it in themselves, as the dual of Arabic has.
    """
    names = dict.fromkeys(PLACEHOLDER.findall(example))

    @with_schema(text)
    def read(reading: Reading, node: Node) -> Pattern:
        terms, before = reading.terms, reading.wrong_count
        reading.terms = {**(terms or {}), **{name: Text(f"{{{name}}}", node.place) for name in names}}
        try:
            words = Pattern(*text(reading, node))
        finally:
            reading.terms = terms
        missing = [f"{{{name}}}" for name in names if name not in {optional, *words.placeholders}]
        if missing and reading.wrong_count == before:
            message = f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing here"
            hint = f'write the whole phrase, with its placeholders, as in "{example}"'
            place = words.typed.place if words.typed else node.place  # of the translation, if it is one
            raise reading.wrong("missing-placeholder", place, message, hint)
        reading.texts[-1] = words
        return words

    return read


def words_of(
    reading: Reading,
    node: Node,
    noun: str,
    uses: Mapping[str, str],
    patterns: Mapping[str, str],
    replaced: Mapping[str, str],
    gone: Mapping[str, str] = {},
    counted: Iterable[str] = (),
) -> dict[str, Text]:
    """Read a set of labels. `uses` describes each, `patterns` has the examples of those that are patterns.

    `replaced` has names of earlier versions, each with the label that has its words now; `gone` others, each with help.
    Words of the `counted` ones may change with the number that they name.
    """
    with reading.fields(node, noun) as fields:
        now = {old: f'its words are in "{new}" now: write "{new}: {patterns[new]}"' for old, new in replaced.items()}
        fields.replaced({**now, **gone})
        words: dict[str, Text] = {}
        for name, use in uses.items():
            read: Reader[Text] = pattern(patterns[name]) if name in patterns else text
            words[name] = fields.required(name, read, use, f'add a line "{name}: {patterns.get(name, "…")}". {use}')
            for form in COUNT_FORMS if name in counted else ():
                of_form, about = pattern(patterns[name], "count"), f"{use} With a number that takes the form “{form}”."
                own = fields.optional(f"{name}-{form}", of_form, None, about)
                if own:
                    words[f"{name}-{form}"] = own
        return words
