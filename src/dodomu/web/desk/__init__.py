"""What duty officers and consuls see."""
