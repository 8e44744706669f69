"""Keep in touch: advice, broadcasts, check-ins, conversations."""
