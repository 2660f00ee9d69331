"""Fifty attempts each on an update on its way into a pack and out of it."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from tests.processes.crowd import Crowd
from tests.processes.fifty import require_one_winner
from tests.processes.scenes import PACKS, Scene
from tests.world import World


@pytest.mark.both_databases
@pytest.mark.parametrize("scene", PACKS, ids=lambda scene: scene.__name__)
def test_of_fifty_attempts_one_counts(
    session: Session, world: World, crowd: Crowd, settled: Callable[[], None], scene: Scene
) -> None:
    rounds = [scene(session, world) for _ in range(PACKS[scene])]
    require_one_winner(session, crowd, settled, rounds)
