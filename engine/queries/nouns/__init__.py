"""The nouns that can be searched, one file each: their rows and their fields. See ``engine.queries.search``."""
