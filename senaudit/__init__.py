"""senaudit: printable audit packs for schools that work with the parents of children with special educational needs."""

__version__ = "0.1.0"
