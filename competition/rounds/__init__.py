"""An edition of the competition: its phase, its criteria tree, its method and the commitment to them."""
