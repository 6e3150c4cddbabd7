"""Break the lines that matter, one at a time, in a copy of the project: the tests that are named must fail.

    python -m tests.mutations            breaks them all, which takes some minutes
    python -m tests.mutations svg inline breaks those whose file has one of these words in its name

The exit status is 1 if a broken line went unnoticed, or if one of the tests fails where nothing is broken. pytest does
not collect this file.
"""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from shutil import copytree, ignore_patterns
from tempfile import TemporaryDirectory
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
NOT_COPIED = ignore_patterns(".*", "venv", "build", "dist", "__pycache__")


class Mutant(NamedTuple):
    """A file of the program, text that it has once, the text to replace it with, and the tests that must fail."""

    file: str
    right: str
    wrong: str
    tests: str


MUTANTS = (
    # Two languages
    Mutant("layout/bilingual.py", "elif _letters(child) == _letters(same):", "elif False:",
           "test_bilingual.py::test_what_both_languages_say_alike_is_there_once"),
    Mutant("layout/bilingual.py", "elif child.tag in _IN_ONE_LINE or is_name:", "elif False:",
           "test_bilingual.py::test_a_short_name_has_both_languages_as_the_label_says"),
    Mutant("layout/bilingual.py", "        if child.tag in _ONCE:", "        if False:",
           "test_bilingual.py::test_feet_are_in_the_first_language"),
    Mutant("layout/bilingual.py", "if [child.tag for child in one] != [child.tag for child in other]:", "if False:",
           "test_bilingual.py::test_a_template_that_makes_other_tags_in_the_second_language_is_told"),
    Mutant("layout/bilingual.py", "AGAIN: \"yes\"}", "}",
           "test_bilingual.py::test_a_poster_has_its_messages_one_by_one"),
    Mutant("layout/answers.py", "labelled(document, question, said_in_both(document, cell))",
           "labelled(document, question, line(cell.elements[0]))",
           "test_bilingual.py::test_fields_have_the_names_of_english_sheets_and_say_both"),
    Mutant("layout/answers.py", 'item.get("original") or line(item.elements[0])', "line(item.elements[0])",
           "test_bilingual.py::test_boxes_to_tick_have_the_same_names_in_every_language"),
    Mutant("typeset/bilingual.py", "        down = max(base_lines) - base_line\n", "        down = 0.0\n",
           "test_bilingual.py::test_questions_stand_side_by_side_on_one_base_line_each_at_its_own_edge"),
    Mutant("typeset/bilingual.py", "[mirrored_piece(piece, 2 * column.x + column.width) for piece in parts]",
           "list(parts)", "test_bilingual.py::test_questions_stand_side_by_side_on_one_base_line_each_at_its_own_edge"),
    Mutant("typeset/bilingual.py", "is_wide = half >=", "is_wide = half + 1e6 >=",
           "test_bilingual.py::test_in_large_type_one_language_stands_above_the_other"),
    Mutant("typeset/sheets.py", "answer=theme.answer + max(0.0, labels.height - one_line)", "answer=theme.answer",
           "test_bilingual.py::test_boxes_leave_as_much_room_to_write_as_those_of_one_language"),
    Mutant("pdf/draw.py", "if family.is_rtl and not about.in_two_languages:", "if family.is_rtl:",
           "test_bilingual.py::test_both_languages_are_copied_as_they_were_typed"),
    Mutant("recipe/request.py", "if len(typed) != 2 or len({", "if len({",
           "test_bilingual.py::test_choices_that_cannot_be_are_told"),
    # Words from right to left
    Mutant("pdf/structure.py", 'or element.get("direction"):', "or False:",
           "test_copied_text.py::test_a_replacement_text_hides_no_link"),
    Mutant("pdf/draw.py", "        structure.put_in_order()\n", "        pass\n",
           "test_copied_text.py::test_words_of_both_directions_are_read_in_the_order_in_which_they_were_typed"),
    Mutant("layout/merge.py", "            element.attributes = {}  # the words before may have been marked as running"
           " from right to left\n", "",
           "test_script_fonts.py::test_a_batch_makes_the_bytes_that_a_single_build_makes"),
    Mutant("typeset/poster.py", "(family.key, panel)", "(family.name, panel)",
           "test_script_fonts.py::test_a_batch_makes_the_bytes_that_a_single_build_makes"),
    Mutant("pdf/glyph_table.py", "if not start <= end <= len(self._glyf):", "if False:",
           "test_script_fonts.py::test_a_damaged_glyph_is_told_of_the_font"),
    # What came back
    Mutant("audit/repeats.py", "    if letters < FEWEST_LETTERS:\n        return False\n", "",
           "test_reading.py::test_two_people_who_say_the_same_few_words_are_two"),
    Mutant("audit/forgetting.py", "if leads_out(folder, path) or not path.is_file():", "if not path.is_file():",
           "test_kept_returns.py::test_no_file_is_deleted_but_the_one_that_was_read"),
    Mutant("audit/kept_returns.py", "if same.get(each.id) == each._replace(copies=())", "if each.id in same",
           "test_kept_returns.py::test_a_return_that_is_read_anew_is_written_anew"),
    Mutant("audit/saved_anew.py", "elif known.corrected:", "elif False:",
           "test_reading.py::test_what_was_corrected_stays_when_its_file_is_saved_anew"),
    Mutant("files/limited.py", "        if self._is_closed:\n", "        if False:\n",
           "test_limited.py::test_a_process_that_is_closed_answers_nobody_any_more"),
    # Translations
    Mutant("content/catalogue.py", "return texts.real_quick_ratio() >= _LIKENESS and texts.ratio() >= _LIKENESS",
           "return True",
           "test_catalogue.py::test_a_text_of_a_list_is_the_same_only_in_its_place_and_if_it_is_like_the_old"),
    Mutant("content/catalogue.py", "if old is None and key in changed", "if key in changed",
           "test_catalogue.py::test_words_that_come_back_have_their_own_translation_and_not_that_of_the_words_between"),
    Mutant("content/translation.py", " and not self.is_fuzzy", "",
           "test_translation.py::test_a_fuzzy_translation_is_none"),
    Mutant("content/translation.py", "super().is_own(written.place if written else place)", "super().is_own(place)",
           "test_translation.py::test_a_translated_text_may_refer_to_more_than_a_school_has_if_the_text_may"),
    Mutant("school/translations.py", " if entry.is_ready or key not in every", "",
           "test_translation.py::test_a_school_that_has_not_translated_a_text_has_that_of_the_content"),
    Mutant("schools/reading.py", "fields = (language, *(", "fields = (None, *(",
           "test_translation_commands.py::test_schools_that_share_a_translation_have_the_same_bytes_as_alone"),
    # Files that users have
    Mutant("editions/word/feet.py", "reversed(cells) if is_even else cells", "cells", "test_word_edition.py"),
    Mutant("editions/word/package.py", "<w:mirrorMargins/>", "", "test_word_edition.py"),
    Mutant("editions/word/styles.py", "@lru_cache(maxsize=16)", "@lru_cache(maxsize=0)", "test_word_edition.py"),
    Mutant("editions/word/writer.py", "add_run(made, before)", "pass", "test_word_edition.py"),
    Mutant("files/output.py", "            folder.replace(part, name)\n        except",
           "            (folder.path / name).write_bytes((folder.path / part).read_bytes())\n        except",
           "test_output.py::test_who_reads_the_old_file_while_it_is_replaced_reads_it_whole"),
    Mutant("files/output.py", "                _fill(number, data, old)",
           "                old and folder.remove(name)\n                _fill(number, data, old)",
           "test_output.py::test_a_full_disk_leaves_the_older_file_and_no_part_of_a_new_one"),
    Mutant("files/output.py", "                _sync(folder, part)", "                pass",
           "test_output.py::test_a_file_is_on_the_disk_before_it_takes_its_name_and_its_folder_after"),
    Mutant("files/output.py", "            folder.sync()", "            pass",
           "test_output.py::test_a_file_is_on_the_disk_before_it_takes_its_name_and_its_folder_after"),
    Mutant("files/output.py", "folder.rename_new(part, name)", "folder.replace(part, name)",
           "test_school_commands.py"),
    Mutant("files/output.py", "            if is_link(state):", "            if False:", "test_links.py"),
    Mutant("files/opened.py", "    if folder.is_link(name):\n        raise LinkError(path)\n", "",
           "test_links.py"),
    Mutant("files/output.py", "            os.fchmod(number, stat.S_IMODE(old.st_mode) & 0o777)", "            pass",
           "test_output.py::test_a_new_file_has_the_permissions_of_the_old_one"),
    Mutant("files/paths.py", "return not path.resolve().is_relative_to(folder.resolve())", "return False",
           "test_hostile.py::test_a_link_that_leads_out_of_the_folder_of_templates_is_refused"),
    Mutant("school/folder.py", "return leads_out(self.path, path)", "return False", "test_school.py"),
    Mutant("school/particulars.py", "out = leads_out(folder, path)", "out = False", "test_school.py"),
    Mutant("schools/reading.py", "out = leads_out(self._table_folder, path)", "out = False",
           "test_merged.py::test_a_folder_that_is_a_link_to_another_place_is_refused"),
    Mutant("recipe/steps.py", "and leads_out(folder, path)", "and False",
           "test_hostile.py::test_a_look_that_is_a_link_out_of_its_folder_is_refused"),
    Mutant("layout/render.py", "folder != self.searchpath[-1] and leads_out(Path(folder), path)", "False",
           "test_hostile.py::test_a_link_that_leads_out_of_the_folder_of_templates_is_refused"),
    Mutant("schools/keyed.py", "        self.is_current &= read.agree_with(self._shared, own)\n", "",
           "test_changing_files.py"),
    Mutant("schools/batch.py", "(order, packs) if packs.is_current else None", "order, packs",
           "test_changing_files.py"),
    Mutant("files/reading.py", "        self._is_steady &= _agree(before, answer)\n", "", "test_changing_files.py"),
    # What is typed
    Mutant("cli/usage.py", "if length and opening not in text:", "if False:",
           "test_typed.py::test_curly_quotes_are_taken_off_as_the_straight_ones_are"),
    Mutant("cli/options.py", 'ending.lower()[1:] in FORMATS or', "True or",
           "test_typed.py::test_a_name_for_another_kind_of_file_is_refused_with_what_is_offered"),
    Mutant("cli/destination.py", " or not here.is_relative_to(school.resolve()):", ":",
           "test_school_commands.py::test_what_is_made_elsewhere_goes_where_you_are"),
    Mutant("content/select.py", "return [name for name in names if name in chosen]", "return list(words)",
           "test_cli.py::test_a_default_name_says_what_is_inside"),
    Mutant("school/actions.py", "        if piece.question in own\n", "        if False\n",
           "test_school_commands.py::test_a_question_that_is_changed_already_is_told_and_nothing_is_copied"),
    Mutant("school/arrangement.py", "base, letters = numbers[name], taken[name]", "base, letters = numbers[name], 0",
           "test_supplement.py::test_a_schools_own_question_comes_after_those_of_the_supplement"),
    Mutant("school/pieces.py", "for names in self._names(chapters)) == 1", "for names in self._names(chapters)) > 0",
           "test_school_commands.py::test_two_questions_of_one_id_in_two_chapters_have_two_files"),
    Mutant("school/copies.py", "if (name, value) not in old.accepted}", "}",
           "test_school_commands.py::test_what_was_accepted_is_not_told_again_when_another_part_changes"),
    # Messages
    Mutant("problems.py", "self._replace(place=self.place.blamed, fix=None) if", "self if",
           "test_blame.py::test_whatever_shows_in_shipped_words_beside_a_change_is_told_at_the_change"),
    Mutant("school/tree.py", 'if path is not None and own is None and name != "guide.yaml":', "if False:",
           "test_blame.py::test_so_is_a_chapter_and_what_is_changed_in_it_elsewhere_is_not_unknown"),
    Mutant("source/signs.py", "            if match[1] in ", "            if match[1] in \"\" and ",
           "test_help.py::test_what_is_no_mistake_is_not_told_at_all"),
    Mutant("cli/__init__.py", "    prepare_streams()\n", "",
           "test_streams.py::test_a_missing_stream_changes_nothing"),
    # Content is data
    Mutant("layout/inline.py", "        return str(escape(text))", "        return text",
           "test_render.py::test_everything_else_prints_as_typed"),
    Mutant("layout/inline.py", "else str(escape(words))", "else words",
           "test_addresses.py::test_a_marked_link_keeps_its_own_address"),
    Mutant("layout/inline.py", "{escape(words)}</link>", "{words}</link>",
           "test_addresses.py::test_a_marked_link_keeps_its_own_address"),
    Mutant("typeset/page.py", "again = Run | Rule | Border | Link", "again = Run | Rule | Border",
           "test_addresses.py::test_the_words_of_a_later_page_that_repeat_lead_nowhere"),
    Mutant("layout/contents.py", 'if reference.get("href") not in there:', "if False:",
           "test_references.py::test_what_is_left_out_or_not_chosen_is_words_alone"),
    Mutant("content/select.py", " or (reading.shipped is not None and not reading.is_own(text.place))", "",
           "test_references.py::test_a_shipped_reference_to_what_a_school_takes_out_is_no_mistake_of_the_school"),
    Mutant("typeset/lists.py", "    boxes[0].pieces[:0] = anchors(element)\n", "",
           "test_references.py::test_each_reference_leads_to_the_page_where_its_target_stands"),
    Mutant("layout/contents.py", 'elif child.tag == "link":', "elif False:",
           "test_addresses.py::test_an_entry_of_the_contents_leads_to_its_heading_alone"),
    Mutant("layout/inline.py", "if not leads_somewhere(href):", "if False:",
           "test_render.py::test_a_link_to_anything_else_is_refused_at_its_place"),
    Mutant("layout/render.py", "from jinja2.sandbox import ImmutableSandboxedEnvironment",
           "from jinja2 import Environment as ImmutableSandboxedEnvironment",
           "test_render.py::test_a_hostile_template_reaches_nothing_but_the_content"),
    Mutant("layout/counting.py", " and max(abs(left), abs(right)) <= LARGEST_FACTOR", "",
           "test_render.py test_hostile.py::test_a_template_that_reaches_out_is_refused_at_its_line"),
    Mutant("layout/limits.py", "        if self.characters < 0:", "        if False:",
           "test_template_limits.py::test_a_limit_is_what_can_be_had"),
    Mutant("layout/language.py", "if (modifier := node.find(nodes.ScopedEvalContextModifier)) is not None:",
           "if False:",
           "test_template_limits.py::test_a_template_with_what_there_is_not_is_one_problem_at_its_line"),
    # Nobody's code runs
    Mutant("pdf/loading.py", "with _empty_modules(), _no_settings()", "with _no_settings()", "test_foreign_code.py"),
    Mutant("__main__.py", "        del sys.path[0]\n", "        pass\n", "test_foreign_code.py"),
    Mutant("layout/render.py", "undefined=StrictUndefined", "undefined=__import__('jinja2').Undefined",
           "test_render.py::test_an_undefined_name_is_never_taken_for_nothing"),
    Mutant("pictures/svg.py", '"@import" in words.lower()', '"@import" in words', "test_svg.py"),
    Mutant("pictures/svg.py", '"@import" in words.lower()', "False", "test_svg.py"),
    Mutant("pictures/svg.py", ", re.IGNORECASE)", ")", "test_svg.py"),
    Mutant("pictures/svg.py", "        if has_subset:", "        if False:", "test_svg.py"),
    Mutant("pictures/svg.py", "            if not target.startswith(\"#\"):", "            if False:", "test_svg.py"),
    Mutant("pictures/svg.py", "        if tag in _PROGRAMS:", "        if False:", "test_svg.py"),
    # What comes from elsewhere
    Mutant("files/limited.py", "        (resource.RLIMIT_AS, memory),\n", "",
           "test_limited.py::test_memory_is_limited"),
    Mutant("files/limited.py", "        (resource.RLIMIT_CPU, used + seconds),\n", "",
           "test_limited.py::test_processor_time_is_limited_and_waiting_is_not"),
    Mutant("files/limited.py", '"-I", "-S", ', "", "test_limited.py::test_no_module_of_the_working_folder_is_run"),
    Mutant("schools/workbook_limits.py", "self._in_group > _MOST_IN_GROUP or ", "",
           "test_limited.py::test_a_workbook_that_would_take_all_memory_is_refused_before_it_is_read"),
    Mutant("pictures/svg_limits.py", " or layers * pixels * 4 > MOST_LAYERED", "",
           "test_limited.py::test_a_drawing_that_would_take_all_memory_is_refused_before_it_is_drawn"),
    Mutant("pictures/svg_limits.py", "size.elements > MOST_UNFOLDED or ", "",
           "test_limited.py::test_a_drawing_that_would_take_all_memory_is_refused_before_it_is_drawn"),
    Mutant("pictures/svg_colours.py", "for value in reversed(texts))", "for value in texts)", "test_svg_colours.py"),
    Mutant("pictures/svg_colours.py", "raise UnknownColourError(text)", "break", "test_svg_colours.py"),
    Mutant("pictures/svg_colours.py", "if any(sign in drawing for sign in _HIDING) or", "if",
           "test_svg_colours.py"),
    Mutant("pictures/raster.py", "if least >= PALEST:", "if False:",
           "test_pictures.py::test_a_picture_that_cannot_be_seen_on_white_paper_is_warned_of"),
    # Tables of schools
    Mutant("schools/pack_folders.py", "counts[folder] == 1 and folder not in used", "folder not in used",
           "test_batch.py::test_the_order_of_the_rows_moves_no_pack"),
    Mutant("schools/pack_folders.py", "    used = set(taken)", "    used: set[str] = set()",
           "test_batch.py::test_a_school_keeps_the_folder_of_an_earlier_run_and_nobody_else_gets_it"),
    Mutant("schools/pack_folders.py", "if len(schools) == 1 and", "if schools and",
           "test_batch.py::test_a_column_that_is_new_in_the_table_moves_no_pack"),
    Mutant("schools/manifest.py", "row.cells if name not in IDENTITY", "row.cells",
           "test_batch.py::test_a_batch_remembers_whose_folder_is_whose"),
    Mutant("schools/packs.py", "            self._manifest.add(self._better_known)\n", "",
           "test_batch.py::test_a_batch_remembers_whose_folder_is_whose"),
    Mutant("schools/heads.py", "            taken.add(near[0])", "            pass",
           "test_heads.py::test_of_two_slips_of_one_column_the_first_is_told"),
    Mutant("schools/heads.py", "if name not in taken and len(name) >= _SHORTEST", "if name not in taken",
           "test_heads.py::test_no_column_of_the_register_is_taken_for_a_slip"),
    Mutant("schools/heads.py", "            if column and column not in before:", "            if column:",
           "test_heads.py::test_a_column_s_own_name_counts_before_a_synonym"),
    Mutant("schools/table.py", "if each.warning or not table.is_left_alone(each.place)", "if True",
           "test_heads.py::test_what_stands_in_a_column_that_is_left_alone_is_nobody_s_mistake"),
    Mutant("schools/table.py", '    lines[:1] = [""] if said else lines[:1]\n', "",
           "test_heads.py::test_the_line_for_excel_that_names_the_separator_is_obeyed"),
    Mutant("schools/heads.py", "len(named[at]) > len(known[best]) if known[best] else is_below", "is_below",
           "test_heads.py::test_a_row_below_heads_is_no_head"),
    Mutant("schools/table.py", 'max(text.count("\\n"), text.count("\\r"))', "0",
           "test_workbook.py::test_a_csv_that_reaches_much_further_than_a_table_is_refused"),
    Mutant("source/old_encodings.py", "odd[\"cp1252\"] + by_mac", "odd[\"cp1252\"]",
           "test_schools_table.py::test_the_line_ends_of_a_mac_decide_where_nothing_else_does"),
    Mutant("schools/workbook.py", "            if filled[at]:", "            if True:",
           "test_workbook.py::test_merged_cells_make_no_school_of_a_row_that_is_empty"),
    Mutant("schools/workbook.py", "    _spread(rows, found.merged)\n", "",
           "test_workbook.py::test_the_value_of_merged_cells_stands_in_each_of_them"),
    Mutant("schools/survey.py", "self._result is not None and self._is_text()", "False",
           "test_workbook.py::test_a_formula_whose_text_is_empty_is_an_empty_cell"),
    Mutant("schools/survey.py", "max(self._column, self._at() + 1)", "self._column",
           "test_workbook.py::test_more_cells_than_a_table_needs_are_refused"),
    Mutant("schools/check.py", "        packs_of(rows)\n", "        pass\n",
           "test_schools_commands.py::test_every_mistake_of_the_schools_is_told_at_once_and_nothing_is_made"),
    # Pages
    Mutant("typeset/paginate.py", "not goes_on)", "False)", "test_sides.py"),
    Mutant("typeset/poster.py", "_even_lines).pieces]", "break_lines).pieces]", "test_geometry.py"),
    Mutant("typeset/poster.py", "if scale < 1:", "if False:", "test_kinds.py"),
    Mutant("typeset/blocks.py", "head.height + spare / 2", "head.height", "test_cover.py"),
    Mutant("typeset/blocks.py", "in (foot.height, 0.0):", "in (foot.height,):", "test_cover.py"),
    Mutant("recipe/request.py", "(text_size or 0) < A3_TEXT_SIZE", "False", "test_api.py"),
    Mutant("typeset/margins.py", "self.one_sided or number % 2 == 1", "number % 2 == 1", "test_sides.py"),
    Mutant("typeset/feet.py", "across if shape.is_right(number)", "across if number % 2", "test_sides.py"),
    Mutant("typeset/paginate.py", "boxes[start - 1].head is head", "boxes[start - 1].head", "test_running_heads.py"),
    Mutant("typeset/margins.py", "max(theme.head, below_running_head)", "theme.head", "test_running_heads.py"),
    Mutant("typeset/blocks.py", "count = bisect_right(ends, ", "count = len(words) or (", "test_running_heads.py"),
    Mutant("pdf/tagging.py", "if self.page.elements:", "if True:", "test_conformance.py::test_a_blank_page_has_no_mark_"
           "no_operator_and_no_place_in_the_structure"),
    # What stands on every sheet
    Mutant("layout/contents.py", 'words = " ".join(', 'words = "".join(',
           "test_sheets.py::test_each_abbreviation_of_a_chapters_sheets_is_explained_once_on_its_first_sheet"),
    Mutant("layout/contents.py", "        elif re.search(", "        elif True or re.search(",
           "test_sheets.py::test_each_abbreviation_of_a_chapters_sheets_is_explained_once_on_its_first_sheet"),
    Mutant("content/parts.py", "reading.terms = terms | {name", "reading.terms = terms or {name",
           "test_sheets.py::test_a_schools_own_terms_are_explained_in_its_own_words_and_a_whole_word_is_not"),
    Mutant("content/parts.py", "if _CAPITALS.search(reading.original(entry.term))", "if True",
           "test_sheets.py::test_a_schools_own_terms_are_explained_in_its_own_words_and_a_whole_word_is_not"),
    Mutant("typeset/sheets.py", "openings[index] if index < len(openings) else running", "openings[0]",
           "test_sheets.py::test_a_long_name_is_the_short_one_or_is_broken_and_a_short_head_has_one_line"),
    Mutant("typeset/feet.py", "(1 if shape.full else _MOST_LINES)", "_MOST_LINES",
           "test_sheets.py::test_the_foot_of_a_sheet_is_one_line_with_its_code"),
    Mutant("typeset/theme.py", "max(4 * MM, self.body * 1.02)", "self.body * 0.9",
           "test_sheets.py::test_boxes_to_tick_are_large_and_in_the_middle_of_their_words_capitals"),
    Mutant("typeset/lists.py", "_MIDDLE_OF_CAPITALS = 0.36", "_MIDDLE_OF_CAPITALS = 0.2",
           "test_sheets.py::test_boxes_to_tick_are_large_and_in_the_middle_of_their_words_capitals"),
    Mutant("typeset/lists.py", "    if right - left < _LEAST_LINE", "    if False and right - left < _LEAST_LINE",
           "test_sheets.py::test_other_has_a_line_to_write_on"),
    Mutant("typeset/sheets.py", "(width - _ROUNDING) / needed", "width / needed",
           "test_sheets.py::test_a_form_stands_above_a_question_unless_that_needs_a_page_of_its_own"),
    Mutant("typeset/box.py", "NEVER = 1e9", "NEVER = 0.0",
           "test_breaks.py test_geometry.py::test_no_heading_question_or_label_stands_apart_from_what_follows"),
    Mutant("layout/markup.py", "        if tag is None:\n", "        if tag is None:\n            return\n",
           "test_render.py::test_an_unknown_tag_is_a_problem_at_its_line_and_column"),
    Mutant("typeset/characters.py", "(lacking & unusual | private) - unseen", "set() - unseen", "test_problems.py"),
    Mutant("typeset/characters.py", "(lacking & unusual | private)", "(lacking & unusual)", "test_problems.py"),
    # PDF/UA and PDF/A
    Mutant("pdf/object_streams.py", 'content.removesuffix(b"endstream") + b"\\nendstream"', "content",
           "test_archive.py"),
    Mutant("pdf/information.py", "Metadata=_metadata(about), OutputIntents=_OutputIntents()",
           "Metadata=_metadata(about)", "test_archive.py"),
    Mutant("pdf/tagging.py", "    if len(text if plain else data) > _MOST_BYTES:", "    if False:", "test_tagging.py"),
    Mutant("pdf/draw.py", "@_long_texts_told()\n", "", "test_archive.py"),
    Mutant("pdf/embedding.py", "character not in (0, 0x7F)", "character != 0x7F", "test_archive.py"),
    Mutant("pdf/tagging.py", 'else "/Artifact BMC"', 'else "/Artifact<</MCID 0>>BDC"',
           "test_tagging.py::test_artifacts_are_marked_and_stand_in_no_tree"),
    Mutant("pdf/tagging.py", "            if element.needs_content and not element.painted:", "            if False:",
           "test_guards.py"),
    Mutant("pdf/draw.py", "    _check_painted(canvas, structure, fields, family)\n    bookmarks", "    bookmarks",
           "test_guards.py"),
    Mutant("pdf/draw.py", "        lang=about.language,\n", "",
           "test_conformance.py::test_the_catalog_says_what_the_file_is"),
    Mutant("pdf/information.py", "    canvas.document.info = _Information(about)\n", "",
           "test_pdf.py::test_the_same_input_gives_the_same_bytes_in_another_process_and_folder"),
    Mutant("pdf/object_streams.py", "        identifier = digest.hexdigest().encode(\"ascii\")",
           "        identifier = __import__('os').urandom(16).hex().encode()",
           "test_pdf.py::test_the_same_input_gives_the_same_bytes_in_another_process_and_folder"),
    Mutant("pdf/structure.py", "            if level > before + 1:", "            if False:", "test_structure.py"),
    # Fields
    Mutant("pdf/form_fields.py", "        self._check()\n", "",
           "test_fillable.py::test_a_place_to_fill_in_that_is_on_no_page_stops_the_build"),
    Mutant("pdf/form_fields.py", "        _check_names(form)\n", "",
           "test_fillable.py::test_a_field_without_words_or_without_a_name_of_its_own_stops_the_build"),
    Mutant("pdf/form_fields.py", "if -1 in numbers or any(number > after", "if any(number > after",
           "test_fillable.py::test_a_field_out_of_the_order_of_the_structure_stops_the_build"),
    Mutant("pdf/form_fields.py", "sorted(range(len(nodes)), key=lambda index: positions[index])",
           "range(len(nodes))[::-1]",
           "test_fillable.py::test_annotations_are_in_the_order_in_which_the_structure_is_read"),
    Mutant("pdf/form_fields.py", '("" if field.kind == "tick" else field.name.id, *size_of(box))', "size_of(box)",
           "test_fillable.py::test_every_field_has_an_appearance_of_its_size_with_the_font"),
    Mutant("pdf/form_font.py", 'FONT = "Wingdings"', 'FONT = "Arimo"',
           "test_fillable.py::test_what_is_typed_in_every_field_is_kept_and_seen"),
    Mutant("pdf/reprint.py", "(*fields.moved(self.boxes), *fields.said_anew(form))", "fields.moved(self.boxes)",
           "test_fillable.py::test_each_of_many_schools_gets_the_bytes_that_it_gets_alone"),
    Mutant("pdf/reprint.py", "(*fields.moved(self.boxes), *fields.said_anew(form))", "fields.said_anew(form)",
           "test_fillable.py::test_each_of_many_schools_gets_the_bytes_that_it_gets_alone"),
    Mutant("pdf/information.py", '_HEAD.replace(_ARCHIVE, "") if about.form else _HEAD', "_HEAD",
           "test_fillable.py::test_the_file_claims_no_archive_and_still_claims_to_be_accessible"),
    # Prints of sheets
    Mutant("audit/placed_words.py", "last.base - sign.base < sign.size * _PITCH", "False",
           "test_by_position.py::test_a_long_answer_goes_to_no_other_box_and_is_whole_or_told"),
    Mutant("audit/placed_words.py", "    if sign.clip is not None:", "    if False:",
           "test_by_position.py::test_what_is_cut_off_below_empty_lines_goes_to_no_other_box"),
    Mutant("audit/by_position.py", "if is_covered and name not in words:", "if False:",
           "test_by_position.py::test_a_long_answer_goes_to_no_other_box_and_is_whole_or_told"),
    Mutant("audit/sheet_pages.py", "        if not people or names & known or", "        if not people or",
           "test_by_position.py::test_the_pages_of_several_people_are_kept_apart"),
    Mutant("audit/sheet_pages.py", "or _is_of_other_group(page, people[-1])", "or False",
           "test_prints.py::test_a_group_begins_another_person_even_if_no_question_comes_again"),
    Mutant("audit/sheet_pages.py", "foot = foot_of(forms, page.text)", 'foot = ""',
           "test_prints.py::test_the_group_is_known_by_the_foot_if_the_first_page_of_somebody_is_missing"),
    Mutant("pdf/form_font.py", "if character > 0xFF:", "if False:",
           "test_fillable.py::test_the_font_is_embedded_whole_with_the_characters_of_its_codes"),
    # What a listener hears
    Mutant("pdf/structure.py", "                row.parent.kids.remove(row)", "                pass",
           "test_structure.py"),
    Mutant("typeset/sheets.py", "element=first if piece.x < middle else second", "element=first", "test_heard.py"),
    Mutant("pdf/structure.py", "if entry.get(\"level\") == \"0\" or not contents.kids:", "if True:",
           "test_structure.py"),
    Mutant("pdf/structure.py", "elif kind == \"terms\" and", "elif False and", "test_structure.py"),
    Mutant("pdf/structure.py", "elif tag == \"heading\" or (tag == \"label\" and node.role[0] == \"H\"):",
           "elif tag == \"heading\":",
           "test_structure.py"),
    Mutant("pdf/structure.py", "if tag == \"field\" and len(element.elements) == 1:", "if tag == \"field\":",
           "test_structure.py"),
    Mutant("pdf/structure.py", "/ActualText{words}", "/ActualText({words[1:]}", "test_heard.py"),
    Mutant("pdf/operators.py", "structure.lines if type(piece) is Rule else structure.boxes", "structure.boxes",
           "test_heard.py"),
    Mutant("layout/merge.py", "if _names_a_blank(element) and", "if False and", "test_merge.py"),
    # The plain text edition
    Mutant("layout/roles.py", '    ("note", "closing"): Role("Closing", "", "div", "blocks", "blocks"),\n', "",
           "test_roles.py"),
    Mutant("layout/roles.py", '("figure", "-"): Role("Figure", "Figure", "img", "figure", "figure")',
           '("figure", "-"): Role("Figure", "Figure", "img", "figure", None)',
           "test_text_edition.py"),
    Mutant("layout/wording.py", 'address.rpartition("://")[2]', 'address.partition("://")[2]', "test_text_edition.py"),
    Mutant("layout/wording.py", "words.translate(UNPRINTED).split()", 'words.split(" ")', "test_text_edition.py"),
    Mutant("layout/proof.py", "category in UNSEEN and", "False and", "test_editions.py"),
    Mutant("editions/walk.py", 'if element.get("line"):', "if False:", "test_text_edition.py"),
    Mutant("editions/walk.py", "cell in row.elements[1:]:", "cell in row.elements[2:]:", "test_text_edition.py"),
    Mutant("editions/text/lines.py", "self._usual = self._blank = usual", "self._usual = usual",
           "test_text_edition.py"),
    Mutant("recipe/request.py", "appearance = request.shown", "appearance = request.appearance",
           "test_editions.py"),
    Mutant("recipe/request.py", "request.kind, request.shown", "request.kind, request.appearance",
           "test_editions.py"),
    Mutant("recipe/reading.py", "        yield from proof_signs(texts)\n", "        pass\n", "test_editions.py"),
    Mutant("schools/manifest.py", "document.page_count or 0", "document.page_count", "test_editions.py"),
    Mutant("cli/building.py", "chosen and ending and chosen != ending", "False", "test_editions.py"),
    Mutant("cli/destination.py", "_NO_TEXT.get(form)) and sys", "_NO_TEXT.get(form)) or sys", "test_editions.py"),
    Mutant("recipe/editions.py", ", *check_pictures(layout_input)", "", "test_editions.py"),
    Mutant("cli/options.py", "type=_FORMATS, metavar=_FORMATS.metavar, multiple", "multiple", "test_editions.py"),
    # The web page edition
    Mutant("editions/web/markup.py", "escape(words, quote=False)", "words", "test_web_edition.py"),
    Mutant("editions/web/markup.py", "escape(value)", "value", "test_web_edition.py"),
    Mutant("editions/web/ids.py", "quote(self._bookmarks.get(bookmark, MAIN), safe=':.-')",
           "self._bookmarks.get(bookmark, MAIN)", "test_web_edition.py"),
    Mutant("editions/web/ids.py", "{MAIN: 1, ANSWERS: 1}", "{}", "test_web_edition.py"),
    Mutant("editions/web/page.py", 'document.get("title"), *stored', "*stored", "test_web_edition.py"),
    Mutant("editions/web/page.py", "edition.body / USUAL_SIZE * 100", "100", "test_web_edition.py"),
    Mutant("editions/web/page.py", '_part("sheets.js") if writer.blanks else ""', '_part("sheets.js")',
           "test_web_edition.py"),
    Mutant("editions/web/writer.py", "self._open[-1] >= int(level)", "self._open[-1] > int(level)",
           "test_web_edition.py"),
    Mutant("editions/web/writer.py", '"data-address": unseen_address(link) or None', "", "test_web_edition.py"),
    Mutant("editions/web/writer.py", '"start": start if', '"start": None if', "test_web_edition.py"),
    Mutant("editions/web/writer.py", "        if self._title is None:", "        if False:", "test_web_edition.py"),
    Mutant("editions/web/sheets.py", 'f"{writer.question(element)} {name}-head"', 'f"{name}-head"',
           "test_web_edition.py"),
    Mutant("editions/web/sheets.py", '"aria-describedby": writer.question(element),', "", "test_web_edition.py"),
    Mutant("editions/web/sheets.py", 'name = blank.line_id if is_ticked else blank.id', 'name = blank.id',
           "test_web_edition.py"),
    Mutant("schools/manifest.py", '(".py", ".css", ".js")', '(".py",)', "test_sources.py"),
    # The Braille edition
    Mutant("editions/braille/pages.py", "key=lambda at: lines[at].cost", "key=lambda at: 0", "test_braille_edition.py"),
    Mutant("editions/braille/pages.py", "_WRONG if follows and", "_WRONG if False and", "test_braille_edition.py"),
    Mutant("editions/braille/pages.py", "yield led(line, number(numbers[to]), width)",
           "yield led(line, number(numbers[to] + 1), width)", "test_braille_edition.py"),
    Mutant("editions/braille/pages.py", "last - at < block.tail - 1", "False", "test_braille_edition.py"),
    Mutant("editions/braille/blocks.py", "begun and len(line) + 1 + len(word) > width",
           "begun and len(line) + len(word) > width", "test_braille_edition.py"),
    Mutant("editions/braille/blocks.py", "head + CONTINUED", "head", "test_braille_edition.py"),
    Mutant("editions/braille/cells.py", "if word[end - 1] not in _PREFIXES", "if True", "test_braille_edition.py"),
    Mutant("editions/braille/liblouis.py", "forms.append(form)", "forms.append(0)", "test_braille_edition.py"),
    Mutant("editions/braille/liblouis.py", "library.lou_setLogLevel(_LOG_OFF)", "pass", "test_braille_edition.py"),
    Mutant("editions/braille/liblouis.py", "and not self.cells(each, _NO_UNDEFINED)",
           "and False", "test_braille_edition.py"),
    Mutant("editions/braille/writer.py", 'if holder.tag == "document":', "if True:", "test_braille_edition.py"),
    Mutant("editions/braille/writer.py", 'if language.partition("-")[0].lower() != _ENGLISH:',
           "if False:", "test_braille_edition.py"),
    Mutant("layout/wording.py", 'if typed or child.tag == "bdi" else', "if True else", "test_braille_edition.py"),
    # An audit in several languages
    Mutant("audit/to_send.py", "if group in asked]", "]", "test_audit_languages.py"),
    Mutant("audit/to_send.py", "audit = own.in_language(further)", "audit = own._replace(language=further)",
           "test_audit_languages.py"),
    Mutant("audit/made_files.py", "            (folder / path).parents[1].rmdir()  # of a further language\n", "",
           "test_audit_languages.py"),
    Mutant("audit/audit.py", "if self.day is None or self.day.day not in", "if self.day is None or 0 in",
           "test_audit_languages.py"),
    Mutant("audit/audit_file.py", 'hint = f"write {named}" if named else problem.hint', "hint = problem.hint",
           "test_audit_languages.py"),
    Mutant("audit/form_sheets.py", "return max(counts, key=lambda found: found[0])[1]", "return forms",
           "test_audit_languages.py"),
    Mutant("audit/word_questions.py", 'forms.spoken(self.facts["language"], told.get("second", ""))', "forms",
           "test_audit_languages.py"),
    Mutant("cli/audit_folder.py", "(file.audit.language if file else None)", "None", "test_audit_languages.py"),
    Mutant("audit/handover.py", "dict.fromkeys((name, named))", "(name,)", "test_audit_languages.py"),
    Mutant("audit/findings.py", "file.audit.in_language(request.language)", "file.audit", "test_audit_languages.py"),
    # Words of other languages
    Mutant("typeset/lines.py", ' and not child.get("joins")', "", "test_isolates.py"),
    Mutant("typeset/lines.py", 'family.in_language(child.get("lang")),', "family,", "test_said.py"),
    Mutant("typeset/lines.py", "            if sign:\n                yield Span(sign",
           "            if False:\n                yield Span(sign", "test_said.py"),
    Mutant("typeset/compose.py", "return room_for_letters(lines, size, leading, is_heading)", "return leading, 0.0",
           "test_said.py"),
    Mutant("typeset/lists.py", "as_seen(box.pieces, own.theme, theme, column)", "box.pieces", "test_said.py"),
    Mutant("typeset/script_family.py", "if font and script.code not in missing}", "if font}", "test_said.py"),
    Mutant("layout/inline.py", "if language and letters_of(words) == script", "if language", "test_said.py"),
    Mutant("editions/word/writer.py", "            turned(made, item)\n", "            pass\n", "test_said.py"),
    Mutant("editions/word/writer.py", "            direct_words(self.file.body)\n", "            pass\n",
           "test_said.py"),
    Mutant("editions/text/writer.py", "return words[1:-1] if is_whole else words", "return words", "test_said.py"),
    Mutant("audit/collation.py", "if is_like(each.given.language, language)] or shown", "] or shown",
           "test_said.py"),
    Mutant("layout/wording.py", "_words(child, marks, typed)", "_words(child, marks)", "test_braille_edition.py"),
    Mutant("recipe/request.py", "    find_liblouis()\n", "    pass\n", "test_braille_edition.py"),
    # Sheets that were filled in
    Mutant("audit/filled_pdf.py", "if names & known:", "if FACTS in names & known:", "test_odd_pdfs.py"),
    Mutant("audit/filled_pdf.py", "file.metadata if file.of == 1 else \"\"", "file.metadata", "test_odd_pdfs.py"),
    Mutant("audit/filled_pdf.py", "attempt_recovery=False", "attempt_recovery=True", "test_odd_pdfs.py"),
    Mutant("audit/filled_pdf.py", "    pdf.get_warnings()\n    return", "    return",
           "test_filled_pdf.py::test_joined_by_pdfunite_three_people_stay_three_and_what_it_loses_is_told"),
    Mutant("audit/filled_pdf.py", "(RecursionError, ValueError)", "ValueError", "test_odd_pdfs.py"),
    Mutant("audit/pdf_annotations.py", "_is_on(widget.get(\"/AS\")) or _is_on(value)", "_is_on(widget.get(\"/AS\"))",
           "test_filled_pdf.py::test_a_tick_whose_value_is_a_string_is_a_tick"),
    Mutant("audit/pdf_annotations.py", "re.sub(_JOINED, \"\", ", "re.sub(\"^$\", \"\", ",
           "test_filled_pdf.py::test_joined_by_qpdf_three_people_stay_three"),
    Mutant("audit/pdf_annotations.py", "decompress(packed, most + 1)", "decompress(packed)", "test_odd_pdfs.py"),
    Mutant("audit/typed_words.py", "if not re.search(_EAST_ASIAN, text)", "if True", "test_filled_pdf.py"),
    Mutant("audit/saved_answers.py", "raise _TwiceError(name)", "pass", "test_saved_answers.py"),
    # What is not needed any more goes
    Mutant("layout/render.py", "        context.vars.clear()\n", "", "test_memory.py"),
    Mutant("layout/markup.py", "            element.attributes = self.right[combination]\n", "", "test_memory.py"),
    Mutant("pdf/draw.py", "        page = pages.pop(0)\n",
           "        page = pages.pop(0)\n        drawn_pages += [page]\n", "test_memory.py"),
    Mutant("pdf/object_streams.py", "if len(others) == _GROUP_SIZE:", "if False:", "test_memory.py"),
    # A file printed from one before
    Mutant("pdf/reprint.py", "known.structure.root.source is document", "True", "test_reprint.py"),
    Mutant("pdf/reprint.py", "and (known.about.language, known.about.date) == (about.language, about.date)", "",
           "test_reprint.py"),
    Mutant("pdf/reprint.py", "        for thing, content in described(known.canvas.document, about):",
           "        for thing, content in ():",
           "test_reprint.py::test_what_a_file_says_of_itself_is_printed_as_it_is_now"),
    Mutant("pdf/reprint.py", 'if not link.target.startswith("#"):', "if False:",
           "test_reprint.py::test_an_address_is_printed_as_it_is_now"),
    Mutant("pdf/reprint.py", "and len(known.drawn_pages) == len(pages)", "", "test_reprint.py"),
    Mutant("pdf/reprint.py", "        check(all(map(_is_known, pages)))\n", "", "test_reprint.py"),
    Mutant("pdf/reprint.py",
           "check(union_of([*printed, *(characters(page.foot) for page in pages)]) == known.characters)",
           "check(True)", "test_reprint.py"),
    Mutant("pdf/reprint.py", "        check(shown == known.shown)\n", "", "test_reprint.py"),
    Mutant("pdf/reprint.py",
           "            check((page.width, page.height) == (drawn.page.width, drawn.page.height))\n",
           "", "test_reprint.py"),
    Mutant("pdf/reprint.py", "        check(annotated(page) == drawn.annotated)\n", "", "test_reprint.py"),
    Mutant("pdf/reprint.py", "        check(self.marked == list(marked))\n", "", "test_reprint.py"),
    Mutant("pdf/reprint.py", "        if all(_is_known(each.page) for each in drawn.drawn_pages):",
           "        if True:", "test_reprint.py"),
    # What the command line says and answers
    Mutant("problems.py", "    exit_status = 1", "    exit_status = 0", "test_report.py test_cli.py"),
    Mutant("problems.py", "    exit_status = 2", "    exit_status = 1", "test_cli.py"),
    Mutant("problems.py", "    exit_status = 3", "    exit_status = 1", "test_cli.py test_output.py"),
    # Rooms
    Mutant("typeset/box.py", "NEVER = 1e9", "import senaudit.pdf.tagging  # noqa\nNEVER = 1e9",
           "test_code.py::test_each_room_imports_only_the_rooms_below_it"),
    Mutant("typeset/box.py", "NEVER = 1e9", "import reportlab  # noqa\nNEVER = 1e9",
           "test_code.py::test_each_library_is_imported_by_one_part_only"),
    Mutant("typeset/box.py", "NEVER = 1e9", "import reportlab  # noqa\nNEVER = 1e9",
           "test_code.py::test_typesetting_knows_no_pdf"),
    # Words that people paste
    Mutant("content/blocks.py", "read_either(reading, as_body(reading, node))", "read_either(reading, node)",
           "test_paragraphs.py::test_a_pasted_text_in_a_box_is_paragraphs_and_a_list"),
    Mutant("content/fields.py", "    one_paragraph(reading, typed)\n", "",
           "test_paragraphs.py::test_a_field_of_one_paragraph_says_what_to_type"),
    Mutant("content/fields.py", "    reading.damaged(typed, damage_in(value))\n", "",
           "test_damage.py::test_a_ruined_value_is_told_alike_wherever_it_stands"),
    Mutant("schools/reading.py", "or row.column_at(each.place) is None)", "or True)",
           "test_damage.py::test_rows_that_share_words_are_each_told_at_their_own_cells"),
    Mutant("school/tree.py", "return without_stale_words(", "return item or without_stale_words(",
           "test_school.py::test_parents_get_a_changed_question_and_not_the_shipped_words_for_them"),
    Mutant("languages.py", "own if own in labels else name", "name", "test_label_patterns.py"),
    Mutant("languages.py", "words[:1] == \"i\" and self.code in _WITH_TWO_I", "False", "test_languages.py"),
    Mutant("languages.py", ".casefold().replace(\"ı\", \"i\")", ".casefold()", "test_languages.py"),
    Mutant("content/labels.py", "if missing and", "if not missing and", "test_label_patterns.py"),
    Mutant("content/labels.py", "fields.replaced({**now, **gone})", "fields.replaced(gone)", "test_label_patterns.py"),
    Mutant("layout/render.py", "if \"{\" in value.value and", "if \"{{\" in value.value and", "test_label_patterns.py"),
    Mutant("layout/counting.py", "    if \"<\" in markup:", "    if not markup:", "test_label_patterns.py"),
    Mutant("layout/contents.py", "if kind == \"letter\" and known.letters != english.letters:", "if not kind:",
           "test_languages.py"),
    Mutant("content/catalogue.py", "normalize(\"NFC\", entry.msgstr)", "entry.msgstr", "test_languages.py"),
)  # fmt: skip


def broken(mutant: Mutant, folder: Path) -> None:
    """Break the line in a copy of the program. Raises ValueError if the text to replace is not there exactly once."""
    path = folder / "senaudit" / mutant.file
    text = path.read_text("utf-8")
    if text.count(mutant.right) != 1:
        raise ValueError(f"{mutant.file} has {mutant.right.strip()!r} {text.count(mutant.right)} times")
    path.write_text(text.replace(mutant.right, mutant.wrong), "utf-8")


def first_failure(folder: Path, *tests: str) -> str:
    """Run tests of a copy until one fails; return its name, or "". Raises RuntimeError if no test was run."""
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": ""}
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-n", "0", "-p", "no:cacheprovider", *tests]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False)
    if done.returncode not in (0, 1):
        raise RuntimeError(f"{' '.join(tests)}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    failed = [line for line in done.stdout.splitlines() if line.startswith(("FAILED ", "ERROR "))]
    return failed[0].split(" - ")[0].split(" ", 1)[1] if failed else ""


def copied(folder: Path) -> Path:
    return Path(copytree(ROOT, folder / "copy", ignore=NOT_COPIED))


def caught_by(mutant: Mutant) -> str:
    """Return the first test that fails with the broken line, or ""."""
    with TemporaryDirectory() as folder:
        copy = copied(Path(folder))
        broken(mutant, copy)
        return first_failure(copy, *(f"tests/{test}" for test in mutant.tests.split()))


def fails_unbroken(chosen: list[Mutant]) -> str:
    """Return a test that fails without any broken line, or "". Such a test would seem to catch every mutant."""
    with TemporaryDirectory() as folder:
        tests = dict.fromkeys(f"tests/{test}" for mutant in chosen for test in mutant.tests.split())
        return first_failure(copied(Path(folder)), *tests)


def main(words: list[str]) -> int:
    chosen = [mutant for mutant in MUTANTS if not words or any(word in mutant.file for word in words)]
    if failing := fails_unbroken(chosen):
        print(f"{failing} fails where nothing is broken")
        return 1
    survivors = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for mutant, test in zip(chosen, pool.map(caught_by, chosen), strict=True):
            survivors += not test
            print(f"{mutant.file}: {mutant.right.strip()!r}: {test or 'NOT NOTICED'}", flush=True)
    print(f"{len(chosen) - survivors} of {len(chosen)} were noticed")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
