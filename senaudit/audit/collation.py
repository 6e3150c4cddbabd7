"""The collation: what people said, question by question, each group's words under its name, whole and unjudged."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256

from senaudit.audit.asked_words import (
    ACTION,
    LINE,
    PRACTICE,
    blank_words,
    boxes_now,
    by_question,
    printed,
    question_of,
    question_words,
)
from senaudit.audit.audit import SMALLEST_GROUP, Audit
from senaudit.audit.collated import (
    AskedChapter,
    AskedOf,
    CollatedChapter,
    CollatedQuestion,
    Collation,
    Heard,
    NoLongerAsked,
    OldAnswers,
    Rated,
    Reply,
    Ticked,
)
from senaudit.audit.earlier import Earlier
from senaudit.audit.planned import Signs
from senaudit.audit.ratings import RATINGS, rating_of
from senaudit.audit.respondents import GroupName, Respondents, respondents_of_years
from senaudit.audit.returns import Return, answers_question
from senaudit.content.model import Chapter, Guide, Question
from senaudit.content.naming import numbers_written
from senaudit.languages import language_of
from senaudit.layout.inline import Said, is_like
from senaudit.layout.wording import one_line
from senaudit.source.unprinted import without_unprinted


def collation(
    returns: Iterable[Return],
    guide: Guide,
    audit: Audit | None = None,
    smallest: int = SMALLEST_GROUP,
    signs: Signs = str,
    before: Earlier | None = None,
) -> Collation:
    """Return what the returns say, in the order of the guide. The order of the returns changes nothing.

    Groups with fewer than `smallest` returns are joined. `signs` makes words such as the edition can print. What was
    said in the audit `before` stands beside it.
    """
    groups, groups_then = respondents_of_years([returns, before.returns if before else ()], guide.audiences, smallest)
    now, then = (_Year(each, signs, guide.language) for each in (groups, groups_then))
    years = (now, then) if before else (now,)
    every = (CollatedChapter(each, tuple(_questions(each, years))) for each in guide.chapters)
    chapters = tuple(chapter for chapter in every if chapter.questions)
    known = {f"{each.id}:{question.id}" for each in guide.chapters for question in each.questions}
    asked = tuple(
        _asked_of(group, len(old.returns), guide, now.said) for group, old in zip(groups, groups_then, strict=True)
    )
    return Collation(
        asked,
        chapters,
        tuple(_no_longer_asked(now, known)),
        len(now.said),
        sum(len(chapter.questions) for chapter in chapters),
        smallest,
        any(group.name.joined for group in groups),
        any(each.given.doubtful for year in years for each in year.said.values()),
        any(group.first for group in asked),
        audit,
        one_line(signs(before.name)) if before else "",
        tuple(_no_longer_asked(then, known)),
    )


class _Year:
    """What the groups said in one audit, by the ids of returns."""

    def __init__(self, groups: Sequence[Respondents], signs: Signs, language: str) -> None:
        self.groups, self._language = groups, language
        self.said = {each.id: _Said(each, signs) for group in groups for each in group.returns}

    def heard(self, name: str, question: Question) -> list[Heard]:
        """Return what each group said to a question, also those of whom nobody was asked."""
        return [_heard(group, name, question, self.said, self._language) for group in self.groups]


class _Said:
    """A return, with the words that stood beside its blanks by question, and its answers as they are printed.

    A box that is ticked has a reply without words.
    """

    def __init__(self, given: Return, signs: Signs) -> None:
        self.given = given
        asked = {**given.asked, **{blank: "" for blank in given.answers if blank not in given.asked}}
        self.words = {blank: one_line(signs(each)) for blank, each in asked.items()}
        self.questions = by_question(self.words)
        self.replies: dict[str, Reply] = {}
        for blank, answer in given.answers.items():
            words = () if answer is True else _paragraphs(answer, signs)
            paragraphs = tuple(Said(each, given.language) for each in words)
            if answer is True or paragraphs:
                self.replies[blank] = Reply(paragraphs, blank in given.doubtful)

    def reply(self, question: str, blank: str) -> Reply | None:
        """Return the answer in one of a question's blanks; None if it was left empty."""
        return self.replies.get(f"{question}:{blank}")


def _paragraphs(answer: str, signs: Signs) -> Iterator[str]:
    """Yield the paragraphs of an answer: its lines, without empty ones."""
    for line in answer.splitlines():
        words = " ".join(signs(line).split())
        if without_unprinted(words).strip():
            yield words


def _asked_of(group: Respondents, before: int, guide: Guide, said: Mapping[str, _Said]) -> AskedOf:
    asked = {name for each in group.returns for name in said[each.id].questions}
    chapters = []
    for chapter in guide.chapters:
        numbers = [each.number for each in chapter.questions if f"{chapter.id}:{each.id}" in asked]
        if numbers:
            written = (
                ""
                if len(numbers) == len(chapter.questions)
                else numbers_written(numbers).replace(",", ", ").replace("-", "–")
            )
            chapters.append(AskedChapter(chapter, written))
    days = sorted(day for each in group.returns if (day := _day(each.changed)))
    in_words = language_of(guide.language).in_words
    first, last = (in_words(days[0]), in_words(days[-1])) if days else ("", "")
    return AskedOf(group.name, len(group.returns), before, tuple(chapters), first, last)


def _day(changed: str) -> date | None:
    """Return the day of a time such as 2026-11-20T09:30:00Z; None if it is none."""
    try:
        return date.fromisoformat(changed[:10])
    except ValueError:
        return None


def _questions(chapter: Chapter, years: Sequence[_Year]) -> Iterator[CollatedQuestion]:
    """Yield the questions of a chapter that anybody was asked in one of the years: this one, or this and the last."""
    for question in chapter.questions:
        heard, *then = (year.heard(f"{chapter.id}:{question.id}", question) for year in years)
        for old in then:
            heard = [each._replace(before=before) for each, before in zip(heard, old, strict=True)]
        asked = tuple(each for each in heard if each.asked or (each.before and each.before.asked))
        if asked:
            with_actions = tuple(each.who for each in asked if each.action)
            not_asked = tuple(each.who for each in heard if each.not_asked and not each.asked)
            is_new = any(not any(each.asked for each in old) for old in then)
            yield CollatedQuestion(question, asked, with_actions, not_asked, is_new)


def _heard(group: Respondents, name: str, question: Question, said: Mapping[str, _Said], language: str) -> Heard:
    """Return what a group said to a question. The `language` is that of the document."""
    asked = [said[each.id] for each in group.returns if name in said[each.id].questions]
    asked.sort(key=lambda each: _order(name, each.given))
    answered = sum(any(each.reply(name, blank) for blank in each.questions[name]) for each in asked)
    words = {question_words(each.questions[name], question): each.given.language for each in asked}
    return Heard(
        group.name,
        len(asked),
        answered,
        len(asked) - answered,
        len(group.returns) - len(asked),
        tuple(Said(each, words[each]) for each in sorted(words) if each and each != printed(question.question)),
        tuple(_ratings(name, asked)),
        tuple(_ticks(name, question, asked, language)),
        _replies(asked, name, PRACTICE),
        _replies(asked, name, ACTION),
    )


def _order(question: str, given: Return) -> bytes:
    """Return a return's sort key: another one for each question, so that nobody can be followed through them."""
    return sha256(f"{question}\0{given.id}".encode()).digest()


def _replies(asked: Iterable[_Said], question: str, blank: str) -> tuple[Reply, ...]:
    replies = (each.reply(question, blank) for each in asked)
    return tuple(reply for reply in replies if reply and reply.paragraphs)


def _ratings(name: str, asked: Sequence[_Said]) -> Iterator[Rated]:
    """Yield how many ticked each of the four answers to how good it is, if anybody was asked that."""
    if any(rating_of(blank) for each in asked for blank in each.questions[name]):
        for rating in RATINGS:
            ticked = sum(each.reply(name, f"rating:{rating}") is not None for each in asked)
            yield Rated(f"rating-{rating}", ticked, _replies(asked, name, f"rating:{rating}"))


def _ticks(name: str, question: Question, asked: Sequence[_Said], language: str) -> Iterator[Ticked]:
    """Yield what is not one of a question's two boxes: boxes to tick, with the words on their lines.

    Their own words are those of sheets in this language, and in it alone, if some were, or else today's.
    """
    now = {} if all(is_like(each.given.language or language, language) for each in asked) else boxes_now(question)
    blanks = dict.fromkeys(blank for each in asked for blank in each.questions[name])
    for blank in blanks:
        is_line = blank.endswith(LINE) and blank.removesuffix(LINE) in blanks
        if blank in (PRACTICE, ACTION) or rating_of(blank) or is_line:
            continue
        shown = [each for each in asked if blank in each.questions[name]]
        like = [each for each in shown if is_like(each.given.language, language)] or shown
        first = min(like, key=lambda each: len(each.questions[name][blank]))
        words = first.questions[name]
        found = [each for each in shown if each.reply(name, blank)]
        written = (*_replies(shown, name, blank), *_replies(asked, name, f"{blank}{LINE}"))
        check = any(reply.check for each in found if (reply := each.reply(name, blank)))
        own = Said(blank_words(words, blank, question_words(words, question)) or blank, first.given.language)
        if blank in now and not is_like(own.language or language, language):
            own = Said(now[blank], language)
        yield Ticked(own, len(found), len(shown), check, written)


def _no_longer_asked(year: _Year, known: Container[str]) -> Iterator[NoLongerAsked]:
    """Yield the answers to what the guide does not ask, each with the words that were asked."""
    found: dict[tuple[str, Said], dict[int, list[Reply]]] = {}
    for place, group in enumerate(year.groups):
        for each in (year.said[given.id] for given in group.returns):
            for blank, reply in each.replies.items():
                if answers_question(blank) and question_of(blank) not in known:
                    asked = Said(each.words[blank] or blank, each.given.language)
                    found.setdefault((blank, asked), {}).setdefault(place, []).append(reply)
    for (_, words), by_group in sorted(found.items(), key=lambda each: each[0]):
        yield NoLongerAsked(words, tuple(_old(year.groups[place].name, replies) for place, replies in by_group.items()))


def _old(who: GroupName, replies: Sequence[Reply]) -> OldAnswers:
    return OldAnswers(who, len(replies), tuple(reply for reply in replies if reply.paragraphs))
