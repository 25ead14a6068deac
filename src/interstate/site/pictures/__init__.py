"""Pictures made from the data: SVG that needs no script, each with its words beside it."""
