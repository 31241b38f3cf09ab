"""What a child's page is made of. A block is one folder here: `__init__.py` with its `BLOCK`, and
`block.html`. `web.child_page.block_registry` finds it, and nothing else has to know of it.
"""
