def test_world(world):
    assert world["member"].number.startswith("M4-")
