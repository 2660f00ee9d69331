"""Where findings stand on a page: each exactly once, beside its field or row where there is one."""

from hypothesis import given
from hypothesis import strategies as st

from models.enums import Section
from webapp.domain.checks import Finding, Severity
from webapp.updates.findings import ELSEWHERE, placed, row_names, target

FIELDS = ("step", "rationale")
NAMES = st.sampled_from(["M1", "M2", "M3", "", "forecast"])


def finding(field: str, about: str = "", code: str = "some") -> Finding:
    """Return a finding."""
    return Finding(
        code=code,
        severity=Severity.STOP,
        section=Section.RATING,
        field=field,
        fact="It is late",
        request="Mend it",
        about=about,
    )


@given(
    findings=st.lists(
        st.builds(finding, st.sampled_from([*FIELDS, "milestones"]), NAMES, st.text(max_size=3))
    ),
    rows=st.lists(NAMES, max_size=4, unique=True),
)
def test_every_finding_stands_in_one_place(findings: list[Finding], rows: list[str]) -> None:
    places = placed(findings, FIELDS, rows)
    assert list(places) == [ELSEWHERE, *FIELDS, *(f"rows-{n}" for n in range(len(rows)))]
    assert sorted(map(id, findings)) == sorted(id(one) for at in places.values() for one in at)


def test_a_finding_stands_beside_its_field_or_its_row() -> None:
    field, row, other, many = (
        finding("rationale", about="2"),
        finding("milestones", about="M2"),
        finding("milestones", about="M7"),
        finding("milestones", about="M1 M2"),
    )
    places = placed([field, row, other, many], FIELDS, ["M1", "M2", ""])
    assert places["rationale"] == [field]
    assert places["rows-1"] == [row]
    assert places[ELSEWHERE] == [other, many]


def test_rows_are_named_as_findings_name_them() -> None:
    assert row_names(Section.PLANNED, [3, 0]) == ("M3", "")
    assert row_names(Section.RISKS, [1]) == ("R1",)
    assert row_names(Section.RATING, []) == ()


def test_what_to_mend_has_its_address() -> None:
    targets = [target(finding(name)) for name in ("milestones", "as_at", "step")]
    assert targets == ["rows", "as_at-day", "step"]
