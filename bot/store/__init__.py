"""Every query, by noun: a module holds those on one table, or on what one page shows. They take a session and never
commit. Their names say what they return, so that a call reads without looking them up:

| a name begins with | and what it does |
|---|---|
| `get` | one row or value, or None; `get_one` raises where there is none |
| `list` | several: a list, or a dictionary by id |
| `count` | how many |
| `is`, `has` | whether it is so |
| `lock`, `take` | as `get` and `list`, the rows locked until the commit; `take` leases them for longer |
| `add`, `set`, `delete` | writes; so does every other verb (`settle`, `carry_over`, `give_to_staff`) |

Callers import the module and give it no other name: `from bot.store import outbox`, `outbox.list_of_conversation(…)`.
"""
