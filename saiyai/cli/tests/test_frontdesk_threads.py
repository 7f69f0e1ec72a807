"""How many threads the front desk has."""

from saiyai.cli import frontdesk
from saiyai.crypto import slow
from saiyai.intake import pace


def test_the_front_desk_has_threads_left_while_all_rooms_are_full():
    tried = pace.trying._places._initial_value
    assert slow.AT_ONCE + slow.WAITING + tried < frontdesk.THREADS
    assert tried <= slow.TRIED_AT_ONCE + slow.TRIED_WAITING, "who has a place is not refused once more"
