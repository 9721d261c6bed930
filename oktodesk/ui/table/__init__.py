"""The live list: a model that shows the store and holds no copy of it, and the view that paints it."""
