"""Posts that work alone: made, begun, and merged by bundles."""
