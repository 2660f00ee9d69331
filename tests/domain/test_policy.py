"""Who may do what: every role with every action where they belong, next door and elsewhere.

The tables are written by hand from the roles in the product's description.
"""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.enums import Action, Audience, Role, UpdateStatus
from webapp.domain import policy
from webapp.domain.actor import Actor, Grant
from webapp.domain.errors import NotAllowed

HERE, ELSEWHERE = 1, 2
MINE, NEIGHBOUR = 10, 11
ME, SOMEBODY = 7, 8

UPDATE_ACTIONS = """
start                lead contributor
save                 lead contributor
submit               lead
recall               lead
send_back            sponsor
approve_in_part      sponsor
approve              sponsor
revoke               sponsor
reassign             pmo
withdraw             pmo
reinstate            pmo
close                pmo
allow_late           pmo
extend               pmo
chase                pmo
include              pmo
include_unconfirmed  pmo
query                group_member group_chair
rate                 group_member group_chair
agree                group_chair
release              group_chair pmo
issue                pmo
correct              pmo
cancel               pmo
"""
PACK_ACTIONS = """
schedule   pmo
open       pmo
close      pmo
save       director pmo
rate       director group_chair pmo
review     pmo
agree      group_chair
release    group_chair pmo
issue      pmo
correct    pmo
cancel     pmo
restore    pmo
renew      pmo
"""
DECISIONS = {
    Action.APPROVE,
    Action.APPROVE_IN_PART,
    Action.SEND_BACK,
    Action.REVOKE,
    Action.INCLUDE_UNCONFIRMED,
    Action.QUERY,
    Action.RATE,
    Action.AGREE,
}
"""What nobody does to an update they wrote part of (rule 9)."""
ON_A_WORKSTREAM = {Role.LEAD, Role.CONTRIBUTOR, Role.SPONSOR}


@dataclass(frozen=True)
class Update:
    """An update of the workstream that is mine."""

    status: UpdateStatus = UpdateStatus.WITH_SPONSOR
    contributor_ids: frozenset[int] = frozenset({SOMEBODY})
    programme_id: int = HERE
    workstream_id: int = MINE


@dataclass(frozen=True)
class Pack:
    """A pack or a period of the programme."""

    programme_id: int = HERE


def written(table: str) -> dict[Action, set[Role]]:
    """Read a table: the roles that may do each action."""
    return {
        Action(verb): {Role(role) for role in roles}
        for verb, *roles in (line.split() for line in table.strip().splitlines())
    }


def holder(role: Role, programme: int | None, workstream: int | None) -> Actor:
    """Return a person who holds one role."""
    return Actor(ME, "Me", frozenset({Grant(role, programme, workstream)}))


def places(role: Role) -> list[tuple[int | None, int | None, bool]]:
    """Return where a role may be held, and whether that covers the update."""
    if role in ON_A_WORKSTREAM:
        return [(HERE, MINE, True), (HERE, NEIGHBOUR, False), (ELSEWHERE, 20, False)]
    return [(HERE, None, True), (None, None, True), (ELSEWHERE, None, False)]


CASES = [(role, *place) for role in Role for place in places(role)]


@pytest.mark.parametrize("role, programme, workstream, covers", CASES)
def test_every_action_on_an_update(
    role: Role, programme: int | None, workstream: int | None, covers: bool
) -> None:
    actor = holder(role, programme, workstream)
    table = written(UPDATE_ACTIONS)
    assert set(table) == set(policy.UPDATE_RULES)
    for action, roles in table.items():
        may = covers and role in roles
        assert (policy.why_not(actor, action, Update()) is None) is may, action
        wrote_it = Update(contributor_ids=frozenset({ME, SOMEBODY}))
        still = may and action not in DECISIONS
        assert (policy.why_not(actor, action, wrote_it) is None) is still, action


@pytest.mark.parametrize("role, programme, workstream, covers", CASES)
def test_every_action_on_a_pack(
    role: Role, programme: int | None, workstream: int | None, covers: bool
) -> None:
    actor = holder(role, programme, workstream)
    table = written(PACK_ACTIONS)
    assert set(table) == set(policy.PACK_RULES)
    for action, roles in table.items():
        may = covers and role in roles
        assert (policy.why_not_pack(actor, action, Pack()) is None) is may, action


ALWAYS_READ = {"lead", "contributor", "sponsor", "pmo", "director", "auditor"}
READ_ONCE_APPROVED = {"group_member", "group_chair"}
READ_DRAFTS = {"lead", "contributor", "pmo", "director", "auditor"}
SEE_THE_BOARD = ALWAYS_READ | READ_ONCE_APPROVED
READ_PACKS_IN_WORK = {"group_member", "group_chair", "pmo", "director", "auditor"}
APPROVED = {"approved", "in_pack", "accepted", "issued"}


@pytest.mark.parametrize("role, programme, workstream, covers", CASES)
def test_reading(role: Role, programme: int | None, workstream: int | None, covers: bool) -> None:
    actor = holder(role, programme, workstream)
    for status in UpdateStatus:
        update = Update(status)
        reads = role in ALWAYS_READ or (role in READ_ONCE_APPROVED and status in APPROVED)
        assert policy.may_read(actor, update) is (covers and reads), status
        assert policy.may_read_draft(actor, update) is (covers and role in READ_DRAFTS), status
        unapproved = covers and role in ALWAYS_READ
        assert policy.may_read_unapproved(actor, update) is unapproved, status
    assert policy.may_read_pack(actor, HERE) is (covers and role in READ_PACKS_IN_WORK)


@pytest.mark.parametrize("role, programme, workstream, _covers", CASES)
def test_the_board_and_issued_packs_are_for_the_whole_programme(
    role: Role, programme: int | None, workstream: int | None, _covers: bool
) -> None:
    actor = holder(role, programme, workstream)
    in_programme = programme in (None, HERE)
    works_here = in_programme and role in SEE_THE_BOARD
    reads_the_board_pack = works_here or (in_programme and role is Role.BOARD_READER)
    assert policy.may_see_board(actor, HERE) is works_here
    assert policy.may_read_edition(actor, Audience.IMPROVEMENT_GROUP, HERE) is works_here
    assert policy.may_read_edition(actor, Audience.IIB, HERE) is reads_the_board_pack


@pytest.mark.parametrize("role, programme, workstream, covers", CASES)
def test_approving_an_addendum(
    role: Role, programme: int | None, workstream: int | None, covers: bool
) -> None:
    actor = holder(role, programme, workstream)
    may = covers and role is Role.SPONSOR
    assert (policy.approves_addendum(actor, Update(), SOMEBODY) is None) is may


@given(grants=st.frozensets(st.builds(Grant, st.sampled_from(Role))), wrote=st.booleans())
def test_nobody_approves_an_addendum_of_their_own_or_to_what_they_wrote(
    grants: frozenset[Grant], wrote: bool
) -> None:
    """Whatever roles they hold, here everywhere."""
    actor = Actor(ME, "Me", grants)
    update = Update(contributor_ids=frozenset({SOMEBODY} if wrote else {ME, SOMEBODY}))
    assert policy.approves_addendum(actor, update, ME if wrote else SOMEBODY) is not None


@pytest.mark.parametrize("role", Role)
def test_group_and_office_record_the_meeting(role: Role) -> None:
    for programme, covered in ((HERE, True), (ELSEWHERE, False)):
        actor = Actor(ME, "Me", frozenset({Grant(role, programme)}))
        may = policy.records_the_meeting(actor, Pack()) is None
        assert may is (covered and role in (Role.GROUP_MEMBER, Role.GROUP_CHAIR, Role.PMO))


@pytest.mark.parametrize("role", Role)
def test_an_action_is_settled_by_who_owes_it_and_by_the_office(role: Role) -> None:
    actor = Actor(ME, "Me", frozenset({Grant(role, HERE)}))
    assert policy.settles_action(actor, Pack(), ME) is None
    for owner in (SOMEBODY, None):
        assert (policy.settles_action(actor, Pack(), owner) is None) is (role is Role.PMO)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("sits", [None, *Audience])
@pytest.mark.parametrize("audience", Audience)
def test_exempt_text_of_a_cover_report_is_for_members_and_for_those_who_work_here(
    role: Role, sits: Audience | None, audience: Audience
) -> None:
    where = MINE if role in (Role.LEAD, Role.CONTRIBUTOR, Role.SPONSOR) else None
    actor = Actor(ME, "Me", frozenset({Grant(role, HERE, where, sits)}))
    member = role is Role.BOARD_READER and (sits or Audience.IIB) is audience
    reads = role in policy.INSIDERS or (member and audience is not Audience.PUBLIC)
    assert policy.may_read_whole(actor, audience, HERE) is reads
    assert not policy.may_read_whole(actor, audience, ELSEWHERE)
    if reads and audience is not Audience.IMPROVEMENT_GROUP:
        assert policy.may_read_edition(actor, audience, HERE)


def test_nobody_without_a_role_may_do_anything() -> None:
    actor = Actor(ME, "Me", frozenset())
    assert all(policy.why_not(actor, action, Update()) for action in policy.UPDATE_RULES)
    assert all(policy.why_not_pack(actor, action, Pack()) for action in policy.PACK_RULES)
    assert not any(policy.may_read(actor, Update(status)) for status in UpdateStatus)


grants = st.frozensets(
    st.builds(
        Grant,
        st.sampled_from(Role),
        st.sampled_from([None, HERE, ELSEWHERE]),
        st.sampled_from([None, MINE, NEIGHBOUR]),
    )
)
updates = st.builds(
    Update,
    st.sampled_from(UpdateStatus),
    st.frozensets(st.sampled_from([ME, SOMEBODY])),
    st.sampled_from([HERE, ELSEWHERE]),
    st.sampled_from([MINE, NEIGHBOUR]),
)


@given(grants=grants, update=updates)
def test_nobody_decides_on_what_they_wrote_whatever_roles_they_hold(
    grants: frozenset[Grant], update: Update
) -> None:
    actor = Actor(ME, "Me", grants)
    for action in DECISIONS:
        if ME in update.contributor_ids:
            assert policy.why_not(actor, action, update) is not None


@given(grants=grants, update=updates)
def test_one_who_may_act_may_also_read(grants: frozenset[Grant], update: Update) -> None:
    actor = Actor(ME, "Me", grants)
    if policy.may_read_draft(actor, update):
        assert policy.may_read(actor, update)
    for action in (Action.START, Action.SAVE, Action.SUBMIT, Action.APPROVE):
        if policy.why_not(actor, action, update) is None:
            assert policy.may_read(actor, update)
            assert policy.may_see_board(actor, update.programme_id)


@given(grants=grants, more=grants, update=updates)
def test_a_further_role_never_takes_anything_away(
    grants: frozenset[Grant], more: frozenset[Grant], update: Update
) -> None:
    fewer, all_of_them = Actor(ME, "Me", grants), Actor(ME, "Me", grants | more)
    for action in policy.UPDATE_RULES:
        if policy.why_not(fewer, action, update) is None:
            assert policy.why_not(all_of_them, action, update) is None
    if policy.may_read(fewer, update):
        assert policy.may_read(all_of_them, update)


def test_a_reason_is_raised_and_none_is_not() -> None:
    policy.require(None)
    with pytest.raises(NotAllowed) as refused:
        policy.require("Only the programme office can do this.")
    assert refused.value.reason == "Only the programme office can do this."


@pytest.mark.parametrize("action", list(policy.UPDATE_RULES))
def test_every_reason_is_a_sentence(action: Action) -> None:
    reason = policy.why_not(Actor(ME, "Me", frozenset()), action, Update())
    assert reason is not None
    assert reason[0].isupper()
    assert reason.endswith(".")
