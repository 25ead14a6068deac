"""A SPARQL 1.1 endpoint that can stand on the open web (``interstate serve``).

How a request travels: ``app`` (HTTP) → ``protocol`` (what is asked) → ``fairness`` (whose turn) →
``pool`` (a process of its own) → ``worker`` (the engine, under limits) → ``spool`` (the answer,
whole before its first byte is sent) → ``app``.
"""
