"""What the pages share: shell, tiles, charts and the English and Spanish catalogs."""
