"""Test runs leave nothing behind, whether they end or are killed."""

import os
import subprocess
import sys
import time

from tests import folders


def test_a_killed_run_is_cleared_up_by_the_next_and_a_living_one_is_left_alone(tmp_path):
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left = tmp_path / f"saiyai-test-{ended.pid}-abcd1234"
    (left / "keys").mkdir(parents=True)
    old, young, other = (tmp_path / name for name in ("saiyai-test-abcd1234", "saiyai-test-efgh5678", "something"))
    for folder in (old, young, other):
        folder.mkdir()
    os.utime(old, (time.time() - 2 * folders.A_DAY,) * 2)
    own = folders.make(tmp_path)
    (tmp_path / f"saiyai-test-{ended.pid}-pointer").symlink_to(other)
    folders.sweep(tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted(
        [young, other, tmp_path / f"saiyai-test-{ended.pid}-pointer", type(tmp_path)(own)]
    )


def test_this_run_has_a_folder_that_names_a_living_process(settings):
    if "SAIYAI_TEST_VAR" not in os.environ:
        assert folders._lives(int(folders.NAME.fullmatch(settings.VAR.name)[1]))
