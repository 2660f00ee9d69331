"""Where each rule of the reporting cycle, and each of its hard cases, is tested.

A line names a rule in a few words, then the tests that fail without it, each as file and function.
"""

import ast
from functools import cache
from itertools import pairwise

import pytest

from webapp.config import ROOT

RULES = """
1 submitting checks again, keeps exactly what was sent, and counts once
    updates/test_rules.py::test_rule_01_submitting_checks_again_and_keeps_exactly_what_was_sent
    updates/test_rules.py::test_rule_01_what_a_check_asks_must_be_explained_before_it_is_sent
2 an approval is of one revision; a later change voids it and says so
    updates/test_rules.py::test_rule_02_an_approval_is_of_one_revision_and_void_when_the_text_is_opened_again
    updates/test_rules.py::test_rule_02_what_is_submitted_after_a_revocation_needs_a_new_approval
3 a rating is confirmed, or changed with a reason; the office hears of striking changes
    updates/test_rules.py::test_rule_03_the_office_hears_of_a_rating_better_than_proposed_or_far_off
    updates/test_actions.py::test_a_changed_rating_keeps_its_reason_and_an_unchanged_one_needs_none
4 comments belong to the approval, may be for the lead only, and can be compulsory
    updates/test_rules.py::test_rule_04_a_comment_can_be_compulsory_for_all_but_the_best_rating
    updates/test_panel.py::test_conditions_and_a_private_comment_are_kept_apart
5 sending back needs a reason and says what comes back; it stays in the record
    updates/test_rules.py::test_rule_05_what_was_said_when_sending_back_stays_for_good
    updates/test_rules.py::test_rule_05_only_what_was_sent_back_can_be_changed
    updates/test_panel.py::test_sending_back_says_what_comes_back
6 a lead recalls freely until a sponsor has decided
    updates/test_rules.py::test_rule_06_recalling_tells_the_sponsor_only_who_has_opened_it
    updates/test_rules.py::test_rule_06_nothing_is_recalled_once_a_sponsor_has_decided
7 a lower level undoes nothing the level above has taken, until that releases it
    updates/test_rules.py::test_rule_07_a_lower_level_undoes_nothing_that_the_level_above_has_taken
    packs/test_corrections.py::test_an_agreed_pack_goes_back_under_review_with_all_that_is_in_it
8 two sponsors must both approve; one return wins
    updates/test_rules.py::test_rule_08_two_sponsors_must_both_approve
    updates/test_rules.py::test_rule_08_two_sponsors_must_agree_on_the_rating
    updates/test_rules.py::test_rule_08_one_return_wins_and_the_other_approval_stays_in_the_record
9 nobody decides on what they wrote, by any path
    updates/test_rules.py::test_rule_09_a_sponsor_who_wrote_part_is_refused_and_told_the_way_out
    domain/test_policy.py::test_nobody_decides_on_what_they_wrote_whatever_roles_they_hold
    domain/test_approval.py::test_nobody_ever_holds_a_place_for_what_they_wrote
    models/test_guards.py::test_nobody_decides_on_an_update_they_wrote
10 without a valid approver nothing is submitted, and the board shows it
    updates/test_rules.py::test_rule_10_without_an_approver_nothing_is_submitted_and_the_helper_is_named
    cycle/test_board.py::test_nobody_left_to_approve_is_said_before_it_is_submitted
11 an approver changed in flight moves the item; what was decided stays decided
    cycle/test_people.py::test_what_waits_moves_to_the_new_sponsor_and_both_are_told
    updates/test_rules.py::test_rule_11_what_was_decided_stays_decided_when_the_sponsor_changes
12 silence is never consent; it goes out marked, for ever
    domain/test_workflow.py::test_rule_12_no_verb_approves_by_the_passing_of_time
    notifications/test_reminders.py::test_a_sponsor_is_reminded_and_a_deputy_offered_and_nothing_is_approved
    packs/test_group.py::test_a_return_nobody_confirmed_goes_in_with_its_mark_and_as_proposed
13 of two at once one wins, and the other loses nothing typed
    processes/test_decisions.py::test_of_fifty_attempts_one_counts
    processes/test_races.py::test_of_approve_send_back_and_recall_exactly_one_wins
    processes/test_writers.py::test_eight_writers_of_texts_and_rows_lose_no_mark
14 what may not be done is explained
    domain/test_policy.py::test_every_reason_is_a_sentence
    cycle/test_views.py::test_what_is_not_possible_now_is_said_before_anybody_types
15 the words a sponsor ticks are kept as they were
    updates/test_rules.py::test_rule_15_the_words_that_were_ticked_are_kept
16 a pack in quarantine can be stopped before it goes out
    packs/test_actions.py::test_a_pack_in_quarantine_goes_out_when_its_hours_are_over
    packs/test_issuing.py::test_the_hours_in_which_a_pack_can_be_stopped_are_shown_and_kept
"""

CASES = """
sponsor absent, deputy in date
    updates/test_rules.py::test_a_deputy_decides_within_the_dates_and_the_sponsor_hears_of_it
sponsor absent, no deputy
    cycle/test_people.py::test_nobody_is_appointed_for_days_that_are_over
    packs/test_group.py::test_sponsors_have_until_their_deadline
deputy's dates lapse while the item is open on screen
    updates/test_rules.py::test_a_deputy_whose_dates_have_lapsed_decides_nothing
one person sponsors two workstreams and leads one
    updates/test_rules.py::test_rule_09_sponsoring_two_and_leading_one_of_them
late submission
    cycle/test_actions.py::test_a_late_return_can_be_written_until_its_last_day
    cycle/test_actions.py::test_after_issue_the_meeting_no_longer_bounds_a_late_return
    packs/test_placeholders.py::test_what_was_approved_too_late
submitted before the period ends
    domain/checks/test_presence.py::test_an_update_before_the_end_of_its_period_says_which_day_it_describes
event after the period's end
    packs/test_addenda.py::test_notes_stand_after_the_report_under_their_own_heading
    packs/test_addenda.py::test_only_approved_notes_are_gathered
returned, then the period closes
    test_periods.py::test_what_came_back_stays_with_its_lead_when_the_period_closes
    packs/test_placeholders.py::test_what_came_back_says_from_whom
resubmitted unchanged
    updates/test_rules.py::test_what_comes_back_unchanged_needs_an_answer_to_each_section
    updates/test_rules.py::test_the_whole_sent_back_and_unchanged_needs_one_answer
reopened after the pack was issued
    packs/test_corrections.py::test_a_correction_opens_what_was_chosen_and_leaves_the_rest_issued
    packs/test_corrections.py::test_each_edition_knows_the_one_before_and_the_latest
    packs/test_corrections.py::test_who_received_an_edition_is_who_was_told_before_the_next
error in an issued pack, content right in the update
    packs/test_corrections.py::test_an_erratum_chooses_no_update_and_changes_none
rating scale changes between phases
    test_before.py::test_a_rating_of_an_earlier_phase_is_neither_compared_nor_converted
workstream closed or merged
    cycle/test_workstreams.py::test_every_open_item_is_settled_and_the_next_period_asks_for_nothing
    packs/test_placeholders.py::test_a_workstream_that_closed_before_the_period_is_closed_whatever_it_left
first period, no last rating
    domain/test_ratings.py::test_how_a_rating_compares
milestone deleted by the lead
    domain/test_reconcile.py::test_what_an_issued_pack_printed_cannot_be_left_out_either
    models/test_guards.py::test_a_register_item_is_never_deleted
agreed date changed
    cycle/test_workstreams.py::test_the_dates_before_stay_beside_the_new_one
    cycle/test_workstreams.py::test_nobody_else_agrees_a_date
exempt content
    packs/test_public.py::test_no_canary_is_in_a_public_edition_and_no_other_word_is_missing
    packs/test_public.py::test_a_public_edition_says_where_something_was_left_out_and_why
    packs/test_others.py::test_marking_text_after_issue_makes_a_new_edition_without_it
    domain/checks/test_presence.py::test_what_is_marked_as_exempt_needs_its_reason
person leaves
    cycle/test_people.py::test_everything_of_a_person_who_leaves_goes_over_in_one_act
"""

LINES = [line.strip() for line in (RULES + CASES).splitlines() if "::" in line]


@cache
def functions(file: str) -> set[str]:
    """Return the names of the tests of a file."""
    tree = ast.parse((ROOT / "tests" / file).read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("line", LINES)
def test_the_test_is_there(line: str) -> None:
    file, _, name = line.partition("::")
    assert name in functions(file)


@pytest.mark.parametrize("table", [RULES, CASES], ids=["rules", "cases"])
def test_every_line_has_its_tests(table: str) -> None:
    lines = [line for line in table.splitlines() if line]
    titles = [place for place, line in enumerate(lines) if not line.startswith(" ")]
    assert titles[0] == 0
    assert all(after - before > 1 for before, after in pairwise(titles))
    assert titles[-1] < len(lines) - 1


def test_the_rules_are_numbered_from_1_to_16() -> None:
    numbers = [int(line.split()[0]) for line in RULES.splitlines() if line[:1].isdigit()]
    assert numbers == list(range(1, 17))
