"""Playing a plan against chances, part by part; `simulate` is the door."""
