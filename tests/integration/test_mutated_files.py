"""Broken files through the whole console; `make mutated-files` does the same with 500."""

from pathlib import Path

import pytest

from benchmarks.mutated_files import MUTATIONS, mutated, upload_all

DATA = Path("tests/data/einvoice-pdf")
"""Photos are left to the long run: an OCR each is more than a test should take."""


def test_mutated__same_seed__same_files_and_every_way_of_breaking() -> None:
    files = list(mutated(DATA, 60, seed=3))
    assert files == list(mutated(DATA, 60, seed=3))
    assert {name.split("-")[1] for name, _ in files} == {mutation.__name__ for mutation in MUTATIONS}


def test_mutated__folder_without_documents__says_so(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no document to break"):
        next(mutated(tmp_path, 1, seed=1))


@pytest.mark.timeout(180)
def test_upload__broken_files__are_entered_whole_or_refused(tmp_path: Path) -> None:
    outcome = upload_all(DATA, tmp_path, count=40, seed=7)
    assert outcome.failures == []
    assert outcome.entered + sum(outcome.refused.values()) == outcome.uploads == 40
    assert outcome.refused
