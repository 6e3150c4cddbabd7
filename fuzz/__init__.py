"""Fuzzers: they try the program on damaged and hostile inputs. `python -m fuzz --help` says how to run them."""
