"""Thai logic in pure Python: dates, working days, names, numbers, addresses, order, search and money.

Nothing here imports Django, so that every rule can be tested by a table and by properties. The texts a person may
read are English message ids (see `messages.py`); their Thai lives in `locale/th`.
"""
