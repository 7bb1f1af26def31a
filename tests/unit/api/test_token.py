"""The API's token: made once, readable by its owner alone, whole or not there."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core.api.token import TokenError, load_or_create_token


def test_token__first_start__is_made_with_mode_600(tmp_path):
    token, created = load_or_create_token(tmp_path / "data")
    path = tmp_path / "data" / "api-token"
    assert created
    assert len(token) >= 40
    assert path.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["api-token"]


def test_token__next_start__is_the_same(tmp_path):
    token, _ = load_or_create_token(tmp_path)
    assert load_or_create_token(tmp_path) == (token, False)


def test_token__file_open_to_others__is_closed(tmp_path):
    load_or_create_token(tmp_path)
    (tmp_path / "api-token").chmod(0o644)
    load_or_create_token(tmp_path)
    assert (tmp_path / "api-token").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", ["", "\n", "short", "with space in the middle of it", "ñ" * 20])
def test_token__file_holds_none__says_what_to_do(tmp_path, content):
    (tmp_path / "api-token").write_text(content, encoding="utf-8")
    with pytest.raises(TokenError, match="delete the file"):
        load_or_create_token(tmp_path)


def test_token__many_start_at_once__all_get_the_same(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        tokens = list(pool.map(lambda _: load_or_create_token(tmp_path), range(8)))
    assert len({token for token, _ in tokens}) == 1
    assert sum(created for _, created in tokens) == 1


def test_token__before_it_has_its_name__nobody_else_can_read_it(tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "chmod", lambda _path, _mode: None)
    load_or_create_token(tmp_path)
    assert (tmp_path / "api-token").stat().st_mode & 0o777 == 0o600
